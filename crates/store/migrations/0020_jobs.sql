-- Work that is done in the background, a row a job. A kind and a key name a job: enqueueing it twice is one row. A dead
-- job, which failed too often, is kept beside a pending one of the same name until somebody retries or drops it.
CREATE TABLE job (
  kind TEXT NOT NULL /*pg: COLLATE "C"*/,
  key TEXT NOT NULL /*pg: COLLATE "C"*/,
  dead BIGINT NOT NULL,
  lane TEXT NOT NULL /*pg: COLLATE "C"*/,
  payload TEXT NOT NULL,
  -- When it may be claimed: of a claimed job the end of its lease, of a dead one the time of its death.
  run_at_ms BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  -- Who runs it, and a random text that no other claim has.
  claim TEXT,
  -- When it must run once more, because it was enqueued while it ran.
  again_ms BIGINT,
  last_error TEXT,
  PRIMARY KEY (kind, key, dead)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX job_due ON job (lane, run_at_ms, kind, key) WHERE dead = 0;
CREATE INDEX job_dead ON job (kind, key) WHERE dead = 1;
