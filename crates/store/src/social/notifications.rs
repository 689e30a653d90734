//! What blogs are told. Of each blog the newest are kept; no two of one blog have the same moment, so that a moment
//! alone is a cursor.

use crate::{Error, Result, Row, Tx, Value};
use model::{ActorId, BlogId, Notice, NoticeKind, PostId, Time};

/// Notifications that are kept of a blog at least; what is older goes.
pub const KEPT: i64 = 1000;
/// So many more gather before the oldest are taken away together.
const SLACK: i64 = 100;

fn read_notification_row(row: &Row<'_>) -> Result<Notice> {
    let kind = row.int(2)?;
    Ok(Notice {
        blog: BlogId(row.int(0)?),
        at: Time(row.int(1)?),
        kind: NoticeKind::from_number(kind).ok_or_else(|| Error::Damaged(format!("notification {kind}")))?,
        from: row.int_opt(3)?.map(ActorId),
        post: row.int_opt(4)?.map(PostId),
        made: row.int_opt(5)?.map(PostId),
        text: row.text(6)?,
    })
}

/// Keeps a notification, a moment later where its blog has one of that moment or a later one.
pub fn insert_notification(tx: &mut Tx<'_>, notice: &Notice) -> Result<()> {
    // The state row is written first: it locks the blog's list and gives each notification a moment
    // of its own.
    let blog = notice.blog.0.into();
    tx.execute(
        "INSERT INTO notification_state (blog_id, n, last_ms) VALUES ($1, 1, $2) ON CONFLICT (blog_id) DO UPDATE \
         SET n = notification_state.n + 1, last_ms = CASE WHEN notification_state.last_ms >= excluded.last_ms \
         THEN notification_state.last_ms + 1 ELSE excluded.last_ms END",
        &[blog, notice.at.0.into()],
    )?;
    let sql = "SELECT n, last_ms FROM notification_state WHERE blog_id = $1";
    let (n, at) =
        tx.query_opt(sql, &[blog], |row| Ok((row.int(0)?, row.int(1)?)))?.unwrap_or((1, notice.at.0));
    tx.execute(
        "INSERT INTO notification (blog_id, at_ms, kind, from_id, post_id, made_id, body) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &[
            blog,
            at.into(),
            notice.kind.number().into(),
            Value::IntOpt(notice.from.map(|id| id.0)),
            Value::IntOpt(notice.post.map(|id| id.0)),
            Value::IntOpt(notice.made.map(|id| id.0)),
            notice.text.as_str().into(),
        ],
    )?;
    // With slack, so that a popular blog does not delete a row with every notification.
    if n > KEPT + SLACK { trim_notifications(tx, notice.blog) } else { Ok(()) }
}

fn trim_notifications(tx: &mut Tx<'_>, blog: BlogId) -> Result<()> {
    let oldest = tx.query_opt(
        "SELECT at_ms FROM notification WHERE blog_id = $1 ORDER BY at_ms DESC LIMIT 1 OFFSET $2",
        &[blog.0.into(), (KEPT - 1).into()],
        |row| row.int(0),
    )?;
    // The counter may be wrong after damage; fewer rows than it says are nothing to trim.
    let Some(oldest) = oldest else { return Ok(()) };
    let gone = tx.execute(
        "DELETE FROM notification WHERE blog_id = $1 AND at_ms < $2",
        &[blog.0.into(), oldest.into()],
    )?;
    forget_notifications(tx, blog, gone)
}

fn forget_notifications(tx: &mut Tx<'_>, blog: BlogId, gone: u64) -> Result<()> {
    if gone > 0 {
        tx.execute(
            // What was really deleted is taken off, not what should have been.
            "UPDATE notification_state SET n = n - $2 WHERE blog_id = $1",
            &[blog.0.into(), i64::try_from(gone).unwrap_or(0).into()],
        )?;
    }
    Ok(())
}

/// Takes back what a blog was told of another's deed, as when a like is taken back. `post` is `None` for deeds that
/// are about no post.
pub fn retract_notification(
    tx: &mut Tx<'_>,
    blog: BlogId,
    kind: NoticeKind,
    from: ActorId,
    post: Option<PostId>,
) -> Result<()> {
    let gone = tx.execute(
        // COALESCE, because NULL never equals NULL. At most about a thousand rows of the blog are
        // walked.
        "DELETE FROM notification WHERE blog_id = $1 AND kind = $2 AND from_id = $3 AND COALESCE(post_id, 0) = $4",
        &[
            blog.0.into(),
            kind.number().into(),
            from.0.into(),
            post.map_or(0, |id| id.0).into(),
        ],
    )?;
    forget_notifications(tx, blog, gone)
}

/// What a blog was told before a moment, newest first.
pub fn list_notifications_before(
    tx: &mut Tx<'_>,
    blog: BlogId,
    before: Time,
    limit: i64,
) -> Result<Vec<Notice>> {
    tx.query(
        "SELECT blog_id, at_ms, kind, from_id, post_id, made_id, body FROM notification \
         WHERE blog_id = $1 AND at_ms < $2 ORDER BY at_ms DESC LIMIT $3",
        &[blog.0.into(), before.0.into(), limit.into()],
        read_notification_row,
    )
}

/// How many notifications of a blog are kept, by its counter and by its rows: for a check.
pub fn count_notifications(tx: &mut Tx<'_>, blog: BlogId) -> Result<(i64, i64)> {
    let mut one = |sql| Ok::<_, Error>(tx.query_opt(sql, &[blog.0.into()], |row| row.int(0))?.unwrap_or(0));
    Ok((
        one("SELECT n FROM notification_state WHERE blog_id = $1")?,
        one("SELECT count(*) FROM notification WHERE blog_id = $1")?,
    ))
}

/// Writes the counter: for a repair.
pub fn set_count(tx: &mut Tx<'_>, blog: BlogId, n: i64) -> Result<()> {
    tx.execute("UPDATE notification_state SET n = $2 WHERE blog_id = $1", &[blog.0.into(), n.into()])?;
    Ok(())
}
