-- Who follows, blocks and mutes whom; queues; what is asked, told and counted. Relations are between blogs, by id;
-- what is private to a person is keyed by account, which another migration makes. Counters stand beside the rows
-- they count and are written in the same transaction; writing one is also how two transactions take turns.

-- A like is of one post of a trail, though it is counted on the root: post_id names it, 0 for the root itself.
-- Hidden: that post is not published any more, and lists of likes leave it out.
ALTER TABLE note ADD COLUMN hidden BIGINT NOT NULL DEFAULT 0;
CREATE INDEX note_like_of ON note (blog, root_id) WHERE kind = 1;
CREATE INDEX note_liked ON note (blog, at_ms, root_id) WHERE kind = 1 AND hidden = 0;

CREATE INDEX note_like_of_reblog ON note (post_id) WHERE kind = 1 AND post_id <> 0;

CREATE TABLE follow (
  follower_id BIGINT NOT NULL,
  followee_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (follower_id, followee_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX follow_following ON follow (follower_id, at_ms, followee_id);
CREATE INDEX follow_followers ON follow (followee_id, at_ms, follower_id);

CREATE TABLE follow_count (
  blog_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  following BIGINT NOT NULL,
  followers BIGINT NOT NULL
);

CREATE TABLE blocked (
  blog_id BIGINT NOT NULL,
  blocked_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (blog_id, blocked_id)
) /*sqlite: WITHOUT ROWID*/;
CREATE INDEX blocked_list ON blocked (blog_id, at_ms, blocked_id);

-- A post whose notifications its blog does not want, until a moment or for ever.
CREATE TABLE mute (
  blog_id BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  until_ms BIGINT,
  PRIMARY KEY (blog_id, post_id)
) /*sqlite: WITHOUT ROWID*/;

-- What a person does not want to see. Kind 1: tags, by fold. Kind 2: words, by their small letters.
CREATE TABLE filter (
  account_id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  fold TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  typed TEXT NOT NULL,
  PRIMARY KEY (account_id, kind, fold)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE filter_count (
  account_id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (account_id, kind)
) /*sqlite: WITHOUT ROWID*/;

-- What an account did on the last day it did it.
CREATE TABLE spent (
  account_id BIGINT NOT NULL,
  what BIGINT NOT NULL,
  day BIGINT NOT NULL,
  n BIGINT NOT NULL,
  PRIMARY KEY (account_id, what)
) /*sqlite: WITHOUT ROWID*/;

-- What few posts have: who may reblog it, the time chosen for its publication, how it came to the blog.
CREATE TABLE post_extra (
  post_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  reblogs BIGINT NOT NULL,
  date_ms BIGINT,
  via BIGINT NOT NULL,
  author_id BIGINT,
  guest_name TEXT NOT NULL,
  guest_email TEXT NOT NULL
);

-- A blog's queue: how many posts wait in it, its timetable, and when the next of those without a time of their own
-- is due.
CREATE TABLE queue (
  blog_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  n BIGINT NOT NULL,
  per_day BIGINT NOT NULL,
  from_minute BIGINT NOT NULL,
  until_minute BIGINT NOT NULL,
  utc_offset BIGINT NOT NULL,
  next_ms BIGINT
);
CREATE INDEX queue_due ON queue (next_ms) WHERE next_ms IS NOT NULL;

CREATE TABLE queued (
  post_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  blog_id BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  publish_ms BIGINT
);
CREATE INDEX queued_of ON queued (blog_id, slot, post_id);
CREATE INDEX queued_due ON queued (publish_ms, post_id) WHERE publish_ms IS NOT NULL;

-- What a blog lets others do.
CREATE TABLE blog_setting (
  blog_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  asks BIGINT NOT NULL,
  anonymous_asks BIGINT NOT NULL,
  submissions BIGINT NOT NULL,
  share_likes BIGINT NOT NULL,
  share_following BIGINT NOT NULL
);

CREATE TABLE notification (
  blog_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  from_id BIGINT,
  post_id BIGINT,
  made_id BIGINT,
  body TEXT NOT NULL,
  PRIMARY KEY (blog_id, at_ms)
) /*sqlite: WITHOUT ROWID*/;

CREATE TABLE notification_state (
  blog_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  n BIGINT NOT NULL,
  last_ms BIGINT NOT NULL
);
