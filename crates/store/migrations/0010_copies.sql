-- Near-duplicates and robots. Publishing only leaves a row in copy_todo; the worker's round compares the post with those
-- that share one of its keys, and writes down which posts tell the same story. Nothing here is a source of truth but
-- story_parted and blog_robot: the rest can be worked out again from the posts.

-- Posts whose place among the stories is to be looked at, with the keys they are found by: eight bytes each.
CREATE TABLE copy_todo (
  post_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  keys BYTEA NOT NULL
);

-- Which posts a key leads to; never more than a fixed number, and a post that changed may still stand here.
CREATE TABLE copy_key (
  key BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  PRIMARY KEY (key, post_id)
) /*sqlite: WITHOUT ROWID*/;

-- The posts of a story, two or more. Folded: it is not the earliest, and the index says so.
CREATE TABLE story_post (
  post_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  story_id BIGINT NOT NULL,
  published_ms BIGINT NOT NULL,
  folded BIGINT NOT NULL
);
CREATE INDEX story_post_of ON story_post (story_id, published_ms, post_id);
CREATE INDEX story_post_standing ON story_post (story_id) WHERE folded = 0;

-- Posts of which a person said that they are no copies.
CREATE TABLE story_parted (
  post_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  account_id BIGINT,
  at_ms BIGINT NOT NULL
);

-- Why a blog is known as a robot, or as none though it looks like one: 1 its owner said so, 2 a moderator.
-- While the blog's posts are being gone through, after_ms and after_id say how far.
CREATE TABLE blog_robot (
  blog_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  robot BIGINT NOT NULL,
  said_by BIGINT NOT NULL,
  account_id BIGINT,
  at_ms BIGINT NOT NULL,
  after_ms BIGINT,
  after_id BIGINT
);
CREATE INDEX blog_robot_open ON blog_robot (blog_id) WHERE after_ms IS NOT NULL;
