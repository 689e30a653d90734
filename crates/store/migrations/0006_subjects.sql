-- Subjects: sets of tags that people said are one, expanded when a query is read, so that joining and parting rewrite
-- no post and no block. Everything goes by folds, because a spelling may be joined before any post carries it.
--
-- A link is one claim about two folds, and is never deleted: an act (an entry of the history) made it, and another may
-- have ended it. A subject is a connected component of the live links that say “the same”; its members are kept beside
-- them, so that a tag page asks for them with one key. Whoever changes any of this takes the number of an act first,
-- and so the row of its counter: changes wait for each other and cannot lock up.

ALTER TABLE account ADD COLUMN moderator BIGINT NOT NULL DEFAULT 0;

CREATE TABLE subject_act (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  -- 1 join, 2 part, 3 refuse, 4 allow again, 5 undo, 6 import.
  deed BIGINT NOT NULL,
  -- The names it was about, for people who read the history.
  about TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- An account's name, or 'command line', 'import', 'threshold'.
  who TEXT NOT NULL,
  account_id BIGINT,
  at_ms BIGINT NOT NULL,
  -- Of an undo: the act it took back.
  undoes BIGINT,
  -- The act that took this one back.
  undone_by BIGINT
);

CREATE TABLE subject_link (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  -- 1 same: a and b are one, a before b. 2 broader: a is part of b. 3 different: they are not one, a before b.
  family BIGINT NOT NULL,
  -- Within the first family: 1 same name, 2 other script, 3 transliteration, 4 misspelling, 5 abbreviation,
  -- 6 translation. 7 broader, 8 different.
  kind BIGINT NOT NULL,
  a TEXT NOT NULL /*pg: COLLATE "C"*/,
  b TEXT NOT NULL /*pg: COLLATE "C"*/,
  -- As they were written when the link was made.
  a_name TEXT NOT NULL,
  b_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  -- Who claims it, and since when: of an imported link, what its file says.
  who TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  made_by BIGINT NOT NULL REFERENCES subject_act (id),
  ended_by BIGINT REFERENCES subject_act (id)
);
CREATE UNIQUE INDEX subject_link_live ON subject_link (a, b, family) WHERE ended_by IS NULL;
CREATE INDEX subject_link_a ON subject_link (a, family);
CREATE INDEX subject_link_b ON subject_link (b, family);

-- What an act did to links, so that it can be taken back.
CREATE TABLE subject_change (
  act_id BIGINT NOT NULL,
  link_id BIGINT NOT NULL,
  -- Whether the act made the link live, or ended it.
  live BIGINT NOT NULL,
  PRIMARY KEY (act_id, link_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX subject_change_link ON subject_change (link_id, act_id);

CREATE TABLE subject (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  -- The first of its folds: the order of lists and of the file.
  head TEXT NOT NULL /*pg: COLLATE "C"*/,
  n BIGINT NOT NULL
);
-- Not unique: two subjects may swap heads within one change.
CREATE INDEX subject_head ON subject (head, id);

CREATE TABLE subject_member (
  fold TEXT NOT NULL /*pg: COLLATE "C"*/ PRIMARY KEY,
  subject_id BIGINT NOT NULL,
  -- As it was written when it was joined; what posts write goes before it.
  name TEXT NOT NULL
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX subject_member_of ON subject_member (subject_id, fold);
