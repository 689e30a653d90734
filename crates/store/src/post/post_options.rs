//! What few posts have, beside them.

use crate::{Error, Result, Row, Tx, Value};
use model::{BlogId, PostExtra, PostId, Reblogs, Time, Via};
use std::collections::HashMap;

fn read_options_row(row: &Row<'_>) -> Result<(PostId, PostExtra)> {
    let (reblogs, via) = (row.int(1)?, row.int(3)?);
    let author = row.int_opt(4)?.map(BlogId);
    let extra = PostExtra {
        reblogs: Reblogs::from_number(reblogs)
            .ok_or_else(|| Error::Damaged(format!("who may reblog: {reblogs}")))?,
        date: row.int_opt(2)?.map(Time),
        via: match via {
            0 => Via::Own,
            1 => Via::Ask(author),
            2 => Via::Submission { author, name: row.text(5)?, email: row.text(6)? },
            other => return Err(Error::Damaged(format!("how a post came: {other}"))),
        },
    };
    Ok((PostId(row.int(0)?), extra))
}

/// Keeps what a post has; a post with nothing of it has no row.
pub fn put_options(tx: &mut Tx<'_>, post: PostId, extra: &PostExtra) -> Result<()> {
    // An edit may have taken the last option away, so the old row has to go.
    if *extra == PostExtra::default() {
        return delete_options(tx, post);
    }
    let (via, name, email) = match &extra.via {
        Via::Own => (0, "", ""),
        Via::Ask(_) => (1, "", ""),
        Via::Submission { name, email, .. } => (2, name.as_str(), email.as_str()),
    };
    tx.execute(
        "INSERT INTO post_option (post_id, reblogs, date_ms, via, author_id, guest_name, guest_email) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (post_id) DO UPDATE SET reblogs = excluded.reblogs, \
         date_ms = excluded.date_ms, via = excluded.via, author_id = excluded.author_id, \
         guest_name = excluded.guest_name, guest_email = excluded.guest_email",
        &[
            post.0.into(),
            extra.reblogs.number().into(),
            Value::IntOpt(extra.date.map(|time| time.0)),
            Value::Int(via),
            Value::IntOpt(extra.via.author().map(|blog| blog.0)),
            name.into(),
            email.into(),
        ],
    )?;
    Ok(())
}

/// Forgets what a post has.
pub fn delete_options(tx: &mut Tx<'_>, post: PostId) -> Result<()> {
    tx.execute("DELETE FROM post_option WHERE post_id = $1", &[post.0.into()])?;
    Ok(())
}

/// What these posts have; those with nothing are left out.
pub fn read_options_of_posts(tx: &mut Tx<'_>, posts: &[i64]) -> Result<HashMap<PostId, PostExtra>> {
    let rows = tx.query(
        "SELECT post_id, reblogs, date_ms, via, author_id, guest_name, guest_email FROM post_option \
         WHERE post_id = ANY($1)",
        &[Value::Ints(posts)],
        read_options_row,
    )?;
    Ok(rows.into_iter().collect())
}

/// What one post has.
pub fn read_options(tx: &mut Tx<'_>, post: PostId) -> Result<PostExtra> {
    // No row means the defaults, because such posts are given none.
    Ok(read_options_of_posts(tx, &[post.0])?.remove(&post).unwrap_or_default())
}

/// Posts with a row here, in the order of ids: what a check walks.
pub fn list_options_after(tx: &mut Tx<'_>, after: PostId, limit: i64) -> Result<Vec<PostId>> {
    tx.query(
        "SELECT post_id FROM post_option WHERE post_id > $1 ORDER BY post_id LIMIT $2",
        &[after.0.into(), limit.into()],
        |row| Ok(PostId(row.int(0)?)),
    )
}
