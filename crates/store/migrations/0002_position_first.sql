-- On PostgreSQL, rows are asked for by lists of positions, and a position names its bucket. With the bucket first in
-- the key, a list of positions in several buckets was looked up once for each bucket.
-- SQLite has the position as its row id already.
/*pg:
ALTER TABLE post DROP CONSTRAINT post_pkey;
ALTER TABLE post ADD PRIMARY KEY (position, bucket_id);
ALTER TABLE forward DROP CONSTRAINT forward_pkey;
ALTER TABLE forward ADD PRIMARY KEY (position, bucket_id);
ALTER TABLE tail DROP CONSTRAINT tail_pkey;
ALTER TABLE tail ADD PRIMARY KEY (position, bucket_id);
*/
