-- Proposals: tags that may be one subject, found by a program, decided by people. Nothing here is written when a post
-- is published: a round of the worker takes the tags after the last one it has seen, in the order of their ids, which
-- is the order in which they were kept (a number is taken and its tag kept under one lock).
--
-- Who writes proposals locks the row of the progress first, so that rounds and decisions take turns.

-- The keys under which the names of tags that may be one meet. Tier 0 is that of the most used tags, so that who
-- looks at a few tags of a key looks at the most used.
CREATE TABLE tag_key (
  key BIGINT NOT NULL,
  tier BIGINT NOT NULL,
  tag_id BIGINT NOT NULL,
  PRIMARY KEY (key, tier, tag_id)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE proposal_progress (
  id BIGINT PRIMARY KEY,
  -- The last tag looked at as new, and the last one looked at once more.
  seen BIGINT NOT NULL,
  again BIGINT NOT NULL,
  -- Links that were found and not kept: their set is full; it would bring together what a person told apart; the
  -- queue is full.
  full_sets BIGINT NOT NULL,
  apart BIGINT NOT NULL,
  full_queue BIGINT NOT NULL
);
INSERT INTO proposal_progress (id, seen, again, full_sets, apart, full_queue) VALUES (1, 0, 0, 0, 0, 0);

-- Tags to look at once more at a certain time: those of a decided proposal, and new ones that no post carries yet.
CREATE TABLE proposal_due (
  tag_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  due_ms BIGINT NOT NULL
);
CREATE INDEX proposal_due_time ON proposal_due (due_ms, tag_id);

CREATE TABLE proposal (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  -- 1 open, 2 joined, 3 refused, 4 stale: its tags became one in another way.
  state BIGINT NOT NULL,
  -- In ten-thousandths: that of its best link, and that of its weakest.
  score BIGINT NOT NULL,
  least BIGINT NOT NULL,
  -- Posts that come together when it is joined: those of all its tags but the most used.
  weight BIGINT NOT NULL,
  n BIGINT NOT NULL,
  made_ms BIGINT NOT NULL,
  -- When somebody put it off; 0 where nobody did.
  later_ms BIGINT NOT NULL,
  decided_ms BIGINT,
  -- An account's name, 'command line' or 'threshold'; empty while it is open.
  who TEXT NOT NULL,
  -- The acts of the history of subjects that the decision made: a JSON array.
  acts TEXT NOT NULL
);
CREATE INDEX proposal_order ON proposal (state, later_ms, weight, id);
CREATE INDEX proposal_least ON proposal (state, least, id);

CREATE TABLE proposal_name (
  proposal_id BIGINT NOT NULL,
  fold TEXT NOT NULL /*pg: COLLATE "C"*/,
  tag_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  posts BIGINT NOT NULL,
  PRIMARY KEY (proposal_id, fold)
) /*sqlite: WITHOUT ROWID*/;

-- The one open proposal a tag is in.
CREATE TABLE proposal_open (
  fold TEXT NOT NULL /*pg: COLLATE "C"*/ PRIMARY KEY,
  proposal_id BIGINT NOT NULL
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE proposal_link (
  proposal_id BIGINT NOT NULL,
  -- Folds, a before b.
  a TEXT NOT NULL /*pg: COLLATE "C"*/,
  b TEXT NOT NULL /*pg: COLLATE "C"*/,
  score BIGINT NOT NULL,
  evidence TEXT NOT NULL,
  PRIMARY KEY (proposal_id, a, b)
) /*sqlite: WITHOUT ROWID*/;
