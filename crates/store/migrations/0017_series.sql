-- What is a copy is judged by another rule: every post is compared once more. The rows of copy_todo without keys get
-- theirs from the post when its turn comes, so a large site goes on where it was stopped.
ALTER TABLE copy_todo ADD COLUMN page BIGINT;

-- How far a copy is from the post it is folded under: the weight of its words, and of the words that only one of the two
-- has. Rows from before have none.
ALTER TABLE story_post ADD COLUMN weight BIGINT;
ALTER TABLE story_post ADD COLUMN apart BIGINT;

-- Keys are of other words now.
DELETE FROM copy_key;
DELETE FROM copy_todo;
INSERT INTO copy_todo (post_id, keys) SELECT post_id, /*sqlite: x''*/ /*pg: ''::bytea*/ FROM place;
