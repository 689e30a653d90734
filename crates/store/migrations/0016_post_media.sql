-- Which posts reference which files, by the SHA-256 in the files' names: a file may be seen by those who may see one of
-- these posts, and is removed when there are none. `public` says that everybody may see the post.
CREATE TABLE post_media (
  hash TEXT NOT NULL /*pg: COLLATE "C"*/,
  public BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  blog_id BIGINT NOT NULL,
  PRIMARY KEY (hash, public, post_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX post_media_post ON post_media (post_id);

-- Since when a process is removing the file. It is removed after the commit, and nobody keeps the same content anew
-- before this row is gone.
ALTER TABLE upload ADD COLUMN removing_ms BIGINT;

-- The posts of an older site are read once by a background job; this row is there until it is done. The value is the
-- last bucket that was read, or '+' and the last file that was looked at.
INSERT INTO site (key, value) SELECT 'post_media_backfill', '-1' WHERE EXISTS (SELECT 1 FROM post);
