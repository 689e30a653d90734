-- What is known of a kept file, so that nobody has to open it to say how large or how long it is. The file itself lies
-- in the media folder under this name.
CREATE TABLE media (
  name TEXT NOT NULL /*pg: COLLATE "C"*/ PRIMARY KEY,
  facts TEXT NOT NULL,
  created_ms BIGINT NOT NULL
) /*sqlite: WITHOUT ROWID*/;
