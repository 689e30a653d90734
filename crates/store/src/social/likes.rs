//! Likes, seen from the actor that gave them. The rows are notes of kind like on the roots of trails; the kind stands
//! in the statements, so that the small indexes over likes alone are used.

use crate::{Result, Row, Tx, Value};
use model::{ActorId, PostId, Time};

/// A like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Like {
    /// The root it is counted on.
    pub root: PostId,
    /// The post that was liked: the root or a reblog of it.
    pub post: PostId,
    /// When.
    pub at: Time,
}

/// A place in a list of likes: moment, then root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LikeCursor {
    /// When it was liked.
    pub at: Time,
    /// The root.
    pub root: PostId,
}

fn read_like_row(row: &Row<'_>) -> Result<Like> {
    let (root, post) = (row.int(0)?, row.int(1)?);
    // 0 stands for the root itself: NULL cannot be part of the key.
    Ok(Like { root: PostId(root), post: PostId(if post == 0 { root } else { post }), at: Time(row.int(2)?) })
}

fn page_values(actor: ActorId, mark: LikeCursor, limit: i64, offset: i64) -> [Value<'static>; 5] {
    [actor.0.into(), mark.at.0.into(), mark.root.0.into(), limit.into(), offset.into()]
}

/// What an actor liked before a mark, newest first.
pub fn list_likes_before(
    tx: &mut Tx<'_>,
    actor: ActorId,
    mark: LikeCursor,
    limit: i64,
    offset: i64,
) -> Result<Vec<Like>> {
    tx.query(
        "SELECT root_id, post_id, at_ms FROM note WHERE kind = 1 AND hidden = 0 AND actor_id = $1 \
         AND (at_ms, root_id) < ($2, $3) ORDER BY at_ms DESC, root_id DESC LIMIT $4 OFFSET $5",
        &page_values(actor, mark, limit, offset),
        read_like_row,
    )
}

/// What an actor liked after a mark, oldest first.
pub fn list_likes_after(tx: &mut Tx<'_>, actor: ActorId, mark: LikeCursor, limit: i64) -> Result<Vec<Like>> {
    tx.query(
        "SELECT root_id, post_id, at_ms FROM note WHERE kind = 1 AND hidden = 0 AND actor_id = $1 \
         AND (at_ms, root_id) > ($2, $3) ORDER BY at_ms, root_id LIMIT $4 OFFSET $5",
        &page_values(actor, mark, limit, 0),
        read_like_row,
    )
}

/// How many posts an actor likes that are shown: counted along the index of its likes, not over rows.
pub fn count_likes(tx: &mut Tx<'_>, actor: ActorId) -> Result<i64> {
    let sql = "SELECT count(*) FROM note WHERE kind = 1 AND hidden = 0 AND actor_id = $1";
    Ok(tx.query_opt(sql, &[actor.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Which of these roots an actor likes.
pub fn list_likes_among(tx: &mut Tx<'_>, actor: ActorId, roots: &[i64]) -> Result<Vec<Like>> {
    tx.query(
        // Hidden likes count here: whoever liked a post still likes it while it is hidden.
        "SELECT root_id, post_id, at_ms FROM note WHERE kind = 1 AND actor_id = $1 AND root_id = ANY($2)",
        &[actor.0.into(), Value::Ints(roots)],
        read_like_row,
    )
}

/// Takes a like back; how many there were.
pub fn remove_like(tx: &mut Tx<'_>, actor: ActorId, root: PostId) -> Result<u64> {
    tx.execute(
        "DELETE FROM note WHERE kind = 1 AND actor_id = $1 AND root_id = $2",
        &[actor.0.into(), root.0.into()],
    )
}

/// Shows or hides the likes of a post, as it comes and goes.
pub fn set_hidden(tx: &mut Tx<'_>, root: PostId, post: PostId, hidden: bool) -> Result<()> {
    // Two texts, because each has to name what its partial index is over.
    let sql = match post == root {
        true => "UPDATE note SET hidden = $2 WHERE root_id = $1 AND kind = 1 AND post_id = 0",
        false => "UPDATE note SET hidden = $2 WHERE kind = 1 AND post_id <> 0 AND post_id = $1",
    };
    tx.execute(sql, &[post.0.into(), hidden.into()])?;
    Ok(())
}
