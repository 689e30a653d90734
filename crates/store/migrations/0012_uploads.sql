-- Files that were kept for a post which has not come yet, by their SHA-256. The post that names one takes its row away;
-- a row that stays for a day is of a post that was refused, and the file goes with it.
CREATE TABLE upload (
  hash TEXT NOT NULL /*pg: COLLATE "C"*/ PRIMARY KEY,
  at_ms BIGINT NOT NULL
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX upload_at ON upload (at_ms);

-- Mutes that end, to be found when they are over.
CREATE INDEX mute_until ON mute (until_ms) WHERE until_ms IS NOT NULL;
