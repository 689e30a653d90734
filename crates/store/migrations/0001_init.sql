-- One text for both databases: every number is BIGINT, every time milliseconds since 1970 UTC, every flag 0 or 1.
-- What only one of them takes stands in /*sqlite: … */ or /*pg: … */ (see src/dialect.rs).
-- The post family (post, forward, place, bucket, block, slot_time, tail) names its bucket in every key, and no
-- foreign key leaves it but to blog: so it can be spread over several machines without a redesign.

CREATE TABLE site (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  n BIGINT NOT NULL
);

CREATE TABLE blog (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  uuid TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  robot BIGINT NOT NULL,
  created_ms BIGINT NOT NULL
);

CREATE TABLE tag (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  fold TEXT NOT NULL /*pg: COLLATE "C"*/ UNIQUE,
  name TEXT NOT NULL
);

CREATE TABLE bucket (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  start_ms BIGINT NOT NULL,
  start_id BIGINT NOT NULL,
  next_slot BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX bucket_start ON bucket (start_ms, start_id);

CREATE TABLE index_state (
  id BIGINT PRIMARY KEY,
  epoch BIGINT NOT NULL
);

-- A facet's posts in a bucket. Bucket by bucket, so that the posts of one time touch the pages of that time only.
-- The widest bitmap, 2,000 bytes, still fits a cell of an 8 KiB page.
CREATE TABLE block (
  bucket_id BIGINT NOT NULL,
  facet_id BIGINT NOT NULL,
  card BIGINT NOT NULL,
  bits BYTEA NOT NULL,
  PRIMARY KEY (bucket_id, facet_id)
) /*sqlite: WITHOUT ROWID*/;

-- In which buckets a facet has a block, and its posts in all of them. Not for words.
CREATE TABLE reach (
  facet_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  posts BIGINT NOT NULL,
  buckets BYTEA NOT NULL
);

CREATE TABLE slot_time (
  bucket_id BIGINT NOT NULL,
  chunk BIGINT NOT NULL,
  times BYTEA NOT NULL,
  PRIMARY KEY (bucket_id, chunk)
) /*sqlite: WITHOUT ROWID*/;

-- Posts published since the last fold: readers merge these rows with the blocks.
CREATE TABLE tail (
  bucket_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  published_ms BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  stamp BIGINT NOT NULL,
  facets BYTEA NOT NULL,
  PRIMARY KEY (bucket_id, position)
);

-- The marks alone, so that a reader who has seen most of the tail does not read its facets again.
CREATE INDEX tail_mark ON tail (position, stamp);

CREATE TABLE post (
  bucket_id BIGINT NOT NULL,
  position /*sqlite: INTEGER PRIMARY KEY*/ /*pg: BIGINT NOT NULL*/,
  id BIGINT NOT NULL,
  blog_id BIGINT NOT NULL REFERENCES blog (id),
  kind BIGINT NOT NULL,
  state BIGINT NOT NULL,
  withheld BIGINT,
  published_ms BIGINT NOT NULL,
  time_precision BIGINT NOT NULL,
  lang TEXT,
  origin BIGINT NOT NULL,
  robot BIGINT NOT NULL,
  notes BIGINT NOT NULL,
  slug TEXT NOT NULL,
  place TEXT NOT NULL,
  tags TEXT NOT NULL,
  source TEXT,
  reblog TEXT,
  trail TEXT,
  content TEXT NOT NULL
  /*pg: , PRIMARY KEY (bucket_id, position)*/
);

-- The narrow row beside each post: its folded tags, for related tags and repairs.
CREATE TABLE forward (
  bucket_id BIGINT NOT NULL,
  position /*sqlite: INTEGER PRIMARY KEY*/ /*pg: BIGINT NOT NULL*/,
  tags BYTEA NOT NULL
  /*pg: , PRIMARY KEY (bucket_id, position)*/
);

-- Where a post stands, by its id.
CREATE TABLE place (
  post_id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  position BIGINT NOT NULL
);

-- Notes hang on the root of a trail, which may be a post the site does not hold.
CREATE TABLE note (
  root_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  blog TEXT NOT NULL,
  post_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (root_id, at_ms, kind, blog, post_id)
) /*sqlite: WITHOUT ROWID*/;

-- What an import brought, so that a second run changes nothing.
CREATE TABLE imported (
  key TEXT PRIMARY KEY,
  post_id BIGINT NOT NULL
) /*sqlite: WITHOUT ROWID*/;

INSERT INTO index_state (id, epoch) VALUES (1, 1);
