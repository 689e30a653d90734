-- Searches that people keep. Read is the moment up to which an account has seen a search's posts: what is published
-- later is unread. The token of a search's feed is kept as it is and not as a hash, because its owner is shown the
-- address again; it opens nothing that the public search page does not.
CREATE TABLE saved_search (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  created_ms BIGINT NOT NULL,
  read_ms BIGINT NOT NULL,
  token TEXT UNIQUE
);
CREATE UNIQUE INDEX saved_search_name ON saved_search (account_id, name);
