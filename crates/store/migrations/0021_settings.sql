-- Settings of the site that somebody changed. A setting without a row has its default. The program's registry of settings
-- gives names and the form of values.
CREATE TABLE site_setting (
  name TEXT NOT NULL /*pg: COLLATE "C"*/,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
) /*sqlite: WITHOUT ROWID*/;

-- Changes of settings: who, when, from what to what. A value that is absent means the default, an account that is absent the
-- command line. The greatest id is the version of all settings, by which processes notice a change.
CREATE TABLE setting_change (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  name TEXT NOT NULL,
  old_value TEXT,
  new_value TEXT,
  account_id BIGINT,
  at_ms BIGINT NOT NULL
);

-- A queue that is paused keeps its timetable.
ALTER TABLE blog_queue ADD COLUMN paused BIGINT NOT NULL DEFAULT 0;
