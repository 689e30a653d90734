-- Who acts has a row, and other rows name it by id. One counter gives the ids, and the id of a blog of this site is
-- the id of its actor, so that what held ids of blogs (follows, blocks, mutes, notifications) stays as it is.
CREATE TABLE actor (
  id /*sqlite: INTEGER*/ /*pg: BIGINT*/ PRIMARY KEY,
  -- 1: a blog of this site; 2: known by its name alone, from an import; 3: a feed; 4: on another server.
  kind BIGINT NOT NULL,
  name TEXT NOT NULL /*pg: COLLATE "C"*/,
  -- Empty where the name is one of this site. Not NULL, which would make no two names equal.
  host TEXT NOT NULL /*pg: COLLATE "C"*/,
  -- The lasting address by which another server names it; NULL where it has none.
  uri TEXT /*pg: COLLATE "C"*/
);

INSERT INTO actor (id, kind, name, host) SELECT id, 1, name, '' FROM blog;

-- Who left notes and has no blog here. The numbers go on where those of blogs end.
INSERT INTO actor (id, kind, name, host)
SELECT highest.n + row_number() OVER (ORDER BY noted.name), 2, noted.name, ''
FROM (SELECT DISTINCT blog AS name FROM note) AS noted
CROSS JOIN (
  SELECT COALESCE(MAX(n), 0) AS n
  FROM (SELECT n FROM counter WHERE name = 'blog' UNION ALL SELECT id FROM blog) AS taken
) AS highest
WHERE NOT EXISTS (SELECT 1 FROM blog WHERE blog.name = noted.name);

CREATE UNIQUE INDEX actor_name ON actor (name, host);
CREATE UNIQUE INDEX actor_uri ON actor (uri) WHERE uri IS NOT NULL;

INSERT INTO counter (name, n)
SELECT 'actor', COALESCE(MAX(n), 0)
FROM (SELECT n FROM counter WHERE name = 'blog' UNION ALL SELECT id FROM actor) AS taken;
DELETE FROM counter WHERE name = 'blog';

-- The name was part of the key, so the table is written anew. Its rows come in the order of the old key, which is that of
-- the new one but for notes of one moment.
CREATE TABLE note_by_actor (
  root_id BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  actor_id BIGINT NOT NULL,
  post_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  hidden BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (root_id, at_ms, kind, actor_id, post_id)
) /*sqlite: WITHOUT ROWID*/;

-- CROSS JOIN makes SQLite walk the notes and look up the actors, and not the other way round.
INSERT INTO note_by_actor (root_id, at_ms, kind, actor_id, post_id, body, hidden)
SELECT note.root_id, note.at_ms, note.kind, actor.id, note.post_id, note.body, note.hidden
FROM note CROSS JOIN actor
WHERE actor.name = note.blog /*pg: COLLATE "C"*/ AND actor.host = '';

DROP TABLE note;
ALTER TABLE note_by_actor RENAME TO note;
/*pg: ALTER INDEX note_by_actor_pkey RENAME TO note_pkey;*/
CREATE INDEX note_like_of ON note (actor_id, root_id) WHERE kind = 1;
CREATE INDEX note_liked ON note (actor_id, at_ms, root_id) WHERE kind = 1 AND hidden = 0;
CREATE INDEX note_like_of_reblog ON note (post_id) WHERE kind = 1 AND post_id <> 0;
/*pg: ANALYZE actor; ANALYZE note;*/
