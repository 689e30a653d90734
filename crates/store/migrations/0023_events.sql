-- What happened on the site: published, edited, deleted, noted, followed, subjects changed. A row is written in the
-- transaction of the change, so that no reader hears of what was rolled back, or misses what was kept. Rows are pruned after
-- a day; what must be done in any case is a job.
CREATE TABLE event (
  -- In the order of writing; on PostgreSQL not that of commits.
  id /*sqlite: INTEGER PRIMARY KEY AUTOINCREMENT*/ /*pg: BIGINT GENERATED ALWAYS AS IDENTITY*/,
  -- The transaction that wrote it, by which readers find what was committed since they looked. SQLite has one writer at a
  -- time: there the order of ids is that of commits. Not unique: a database restored into a new cluster counts anew.
  /*pg: transaction_id BIGINT NOT NULL DEFAULT txid_current(),*/
  at_ms BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  -- 0 where it is about none.
  post_id BIGINT NOT NULL,
  blog_id BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  number BIGINT NOT NULL
);
/*pg: CREATE INDEX event_transaction ON event (transaction_id, id);*/
CREATE INDEX event_age ON event (at_ms);
