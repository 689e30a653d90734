//! That a published post was deleted, and when.

use crate::{Result, Tx};
use model::{BlogId, PostId, Time};

/// Remembers a deletion.
pub fn put_tombstone(tx: &mut Tx<'_>, post: PostId, blog: BlogId, at: Time) -> Result<()> {
    tx.execute(
        "INSERT INTO tombstone (post_id, blog_id, at_ms) VALUES ($1, $2, $3) ON CONFLICT (post_id) DO UPDATE \
         SET blog_id = excluded.blog_id, at_ms = excluded.at_ms",
        &[post.0.into(), blog.0.into(), at.0.into()],
    )?;
    Ok(())
}

/// How many deletions are remembered, counted up to `most`.
pub fn count_tombstones(tx: &mut Tx<'_>, most: i64) -> Result<i64> {
    // The inner LIMIT bounds the walk: a site may have millions of tombstones, and no page shows so
    // great a number.
    let sql = "SELECT count(*) FROM (SELECT post_id FROM tombstone WHERE post_id > $1 LIMIT $2) counted";
    Ok(tx.query_opt(sql, &[i64::MIN.into(), most.into()], |row| row.int(0))?.unwrap_or(0))
}

/// When a post was deleted, and from which blog.
pub fn read_tombstone(tx: &mut Tx<'_>, post: PostId) -> Result<Option<(BlogId, Time)>> {
    tx.query_opt("SELECT blog_id, at_ms FROM tombstone WHERE post_id = $1", &[post.0.into()], |row| {
        Ok((BlogId(row.int(0)?), Time(row.int(1)?)))
    })
}
