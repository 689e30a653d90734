-- A post's words in one number, by which most posts that share a key are told apart without being read. Rows from before
-- have none; their posts are read.
ALTER TABLE copy_todo ADD COLUMN sketch BIGINT;
ALTER TABLE copy_key ADD COLUMN sketch BIGINT;
