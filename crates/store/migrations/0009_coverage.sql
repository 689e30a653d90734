-- What a page can prove of itself: which run of which import brought a post, what a run could not read, what was
-- deleted, and every decision to withhold a post or to list it again.

-- The run that brought the post; none for what was written here and for what came before runs were recorded.
ALTER TABLE post ADD COLUMN run BIGINT;

-- What is imported again and again under one name, with the last time that it came to its end.
CREATE TABLE source (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  kind BIGINT NOT NULL,
  label TEXT NOT NULL,
  runs BIGINT NOT NULL,
  last_done_ms BIGINT,
  UNIQUE (kind, label)
);

-- heard_ms moves with every batch: a run that was cut short has no end, and this tells when it was last at work.
-- flawed: it has faults or has no end. Both orders in which runs are listed have an index.
CREATE TABLE import_run (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  source_id BIGINT NOT NULL REFERENCES source (id),
  captured_ms BIGINT,
  captured_precision BIGINT,
  begun_ms BIGINT NOT NULL,
  heard_ms BIGINT NOT NULL,
  ended_ms BIGINT,
  added BIGINT NOT NULL,
  known BIGINT NOT NULL,
  faults BIGINT NOT NULL,
  flawed BIGINT NOT NULL
);
CREATE INDEX import_run_added ON import_run (added, id);
CREATE INDEX import_run_flawed ON import_run (flawed, id);

-- The first faults of a run, for the operator.
CREATE TABLE import_fault (
  run_id BIGINT NOT NULL,
  n BIGINT NOT NULL,
  place TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (run_id, n)
) /*sqlite: WITHOUT ROWID*/;

-- Of a published post that was deleted its number, its blog and the moment are kept, and nothing it said.
CREATE TABLE gone (
  post_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  blog_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL
);

-- The reason is none where a post is listed again; the account is none where the site's own rule or its operator
-- decided.
CREATE TABLE decision (
  post_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  blog_id BIGINT NOT NULL,
  reason BIGINT,
  account_id BIGINT,
  note TEXT NOT NULL,
  PRIMARY KEY (post_id, at_ms)
) /*sqlite: WITHOUT ROWID*/;
