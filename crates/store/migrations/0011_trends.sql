-- Searches that found nothing, for moderators to see what readers look for and the site does not have. Nobody's name
-- or address is kept, only the text, how often and on how many days. At most 10,000 rows: the least asked go.
CREATE TABLE missed_search (
  query TEXT PRIMARY KEY,
  asked BIGINT NOT NULL,
  days BIGINT NOT NULL,
  last_day BIGINT NOT NULL
);
CREATE INDEX missed_search_rank ON missed_search (days, asked, query);
CREATE INDEX missed_search_age ON missed_search (last_day);
