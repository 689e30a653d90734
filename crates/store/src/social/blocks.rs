//! Which blog blocks whom.

use crate::social::follows::FollowCursor;
use crate::{Result, Tx, Value};
use model::{ActorId, BlogId, Time};

/// Keeps that a blog blocks an actor; whether that is new.
pub fn insert_blog_block(tx: &mut Tx<'_>, blog: BlogId, blocked: ActorId, at: Time) -> Result<bool> {
    // A second block keeps the first time, so that the list does not reorder.
    let new = tx.execute(
        "INSERT INTO blog_block (blog_id, blocked_id, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[blog.0.into(), blocked.0.into(), at.0.into()],
    )?;
    Ok(new > 0)
}

/// Ends it; whether there was one.
pub fn remove_blog_block(tx: &mut Tx<'_>, blog: BlogId, blocked: ActorId) -> Result<bool> {
    let gone = tx.execute(
        "DELETE FROM blog_block WHERE blog_id = $1 AND blocked_id = $2",
        &[blog.0.into(), blocked.0.into()],
    )?;
    Ok(gone > 0)
}

/// Which of some blogs block one.
pub fn list_blockers(tx: &mut Tx<'_>, blogs: &[i64], blocked: ActorId) -> Result<Vec<BlogId>> {
    tx.query(
        // Asked from the side of the blockers, which is how the key begins.
        "SELECT blog_id FROM blog_block WHERE blog_id = ANY($1) AND blocked_id = $2",
        &[Value::Ints(blogs), blocked.0.into()],
        |row| Ok(BlogId(row.int(0)?)),
    )
}

/// Whom a blog blocks, newest first.
pub fn list_blocked(
    tx: &mut Tx<'_>,
    blog: BlogId,
    after: FollowCursor,
    limit: i64,
    offset: i64,
) -> Result<Vec<FollowCursor>> {
    tx.query(
        // Time and id together: several blocks of one millisecond must not be skipped at a page's
        // end.
        "SELECT blocked_id, at_ms FROM blog_block WHERE blog_id = $1 AND (at_ms, blocked_id) < ($2, $3) \
         ORDER BY at_ms DESC, blocked_id DESC LIMIT $4 OFFSET $5",
        &after.page_values(blog.into(), limit, offset),
        FollowCursor::read_row,
    )
}

/// How many blogs a blog blocks, counted along its rows.
pub fn count_blocked(tx: &mut Tx<'_>, blog: BlogId) -> Result<i64> {
    let sql = "SELECT count(*) FROM blog_block WHERE blog_id = $1";
    Ok(tx.query_opt(sql, &[blog.0.into()], |row| row.int(0))?.unwrap_or(0))
}
