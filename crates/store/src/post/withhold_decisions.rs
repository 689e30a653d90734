//! Decisions to withhold posts and to list them again, all that ever were.

use crate::{Error, Result, Row, Tx, Value};
use model::{AccountId, BlogId, Decision, PostId, Time, Withheld};

fn read_decision_row(row: &Row<'_>) -> Result<Decision> {
    let reason = row
        .int_opt(3)?
        .map(|n| Withheld::from_number(n).ok_or_else(|| Error::Damaged(format!("reason {n} of a decision"))));
    Ok(Decision {
        post: PostId(row.int(0)?),
        at: Time(row.int(1)?),
        blog: BlogId(row.int(2)?),
        reason: reason.transpose()?,
        by: row.int_opt(4)?.map(AccountId),
        note: row.text(5)?,
    })
}

/// Keeps a decision, a moment later where its post has one of that moment or a later one. Two of one post must not be
/// kept at the same time: hold the index's lock.
pub fn insert_decision(tx: &mut Tx<'_>, decision: &Decision) -> Result<()> {
    let last = tx.query_opt(
        "SELECT at_ms FROM decision WHERE post_id = $1 ORDER BY at_ms DESC LIMIT 1",
        &[decision.post.0.into()],
        |row| row.int(0),
    )?;
    // The time is part of the key, and clocks of two nodes may differ: a later decision must sort
    // after the earlier.
    let at = last.map_or(decision.at.0, |last| decision.at.0.max(last + 1));
    tx.execute(
        "INSERT INTO decision (post_id, at_ms, blog_id, reason, account_id, note) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            decision.post.0.into(),
            at.into(),
            decision.blog.0.into(),
            Value::IntOpt(decision.reason.map(Withheld::number)),
            Value::IntOpt(decision.by.map(|id| id.0)),
            decision.note.as_str().into(),
        ],
    )?;
    Ok(())
}

/// The newest decisions about a post, newest first.
pub fn list_decisions(tx: &mut Tx<'_>, post: PostId, limit: i64) -> Result<Vec<Decision>> {
    const SQL: &str = "SELECT post_id, at_ms, blog_id, reason, account_id, note FROM decision \
        WHERE post_id = $1 ORDER BY at_ms DESC LIMIT $2";
    tx.query(SQL, &[post.0.into(), limit.into()], read_decision_row)
}

/// The last decision about each of these posts, in no order.
pub fn last_of(tx: &mut Tx<'_>, posts: &[i64]) -> Result<Vec<Decision>> {
    const SQL: &str = "SELECT post_id, at_ms, blog_id, reason, account_id, note FROM decision d \
        WHERE post_id = ANY($1) AND at_ms = (SELECT max(at_ms) FROM decision e WHERE e.post_id = d.post_id)";
    tx.query(SQL, &[Value::Ints(posts)], read_decision_row)
}
