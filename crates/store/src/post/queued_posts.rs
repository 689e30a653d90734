//! Queues: the posts that wait to be published, and each blog's timetable. Who changes a queue takes its turn with
//! [`lock_queue`] first.

use crate::{Error, Result, Row, Tx, Value};
use model::{BlogId, PostId, Schedule, Time};

/// A post that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    /// The post.
    pub post: PostId,
    /// Its blog.
    pub blog: BlogId,
    /// Its place among those without a time of their own.
    pub slot: i64,
    /// Its own time, where it has one.
    pub publish_on: Option<Time>,
}

/// A blog's queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlogQueueRow {
    /// Its blog.
    pub blog: BlogId,
    /// Posts in it, those with a time of their own too.
    pub n: i64,
    /// Its timetable.
    pub schedule: Schedule,
    /// When the first of those without a time of their own is due.
    pub next: Option<Time>,
}

fn read_queued_row(row: &Row<'_>) -> Result<Queued> {
    Ok(Queued {
        post: PostId(row.int(0)?),
        blog: BlogId(row.int(1)?),
        slot: row.int(2)?,
        publish_on: row.int_opt(3)?.map(Time),
    })
}

fn read_queue_row(row: &Row<'_>) -> Result<BlogQueueRow> {
    // Checked and not cast: a damaged timetable must not publish at a wrong hour.
    fn to_small<T: TryFrom<i64>>(number: i64) -> Result<T> {
        T::try_from(number).map_err(|_| Error::Damaged(format!("{number} in a queue's timetable")))
    }
    Ok(BlogQueueRow {
        blog: BlogId(row.int(0)?),
        n: row.int(1)?,
        schedule: Schedule {
            per_day: to_small(row.int(2)?)?,
            from: to_small(row.int(3)?)?,
            until: to_small(row.int(4)?)?,
            utc_offset: to_small(row.int(5)?)?,
            paused: row.flag(6)?,
        },
        next: row.int_opt(7)?.map(Time),
    })
}

/// Adds to the number of posts in a queue, making the queue where there is none. Others who change it wait until this
/// transaction ends.
pub fn add_to_count(tx: &mut Tx<'_>, blog: BlogId, by: i64) -> Result<BlogQueueRow> {
    // The defaults are written once; a later change of them leaves existing queues as they are.
    let default = Schedule::default();
    tx.execute(
        "INSERT INTO blog_queue (blog_id, n, per_day, from_minute, until_minute, utc_offset, next_ms) \
         VALUES ($1, $2, $3, $4, $5, $6, NULL) ON CONFLICT (blog_id) DO UPDATE SET n = blog_queue.n + excluded.n",
        &[
            blog.0.into(),
            by.into(),
            i64::from(default.per_day).into(),
            i64::from(default.from).into(),
            i64::from(default.until).into(),
            i64::from(default.utc_offset).into(),
        ],
    )?;
    // Read after the write, which holds the row's lock: the count cannot change before this
    // transaction ends.
    read_queue(tx, blog)?.ok_or_else(|| Error::Damaged(format!("the queue of blog {blog} was not made")))
}

/// Makes others who change a queue wait until this transaction ends.
pub fn lock_queue(tx: &mut Tx<'_>, blog: BlogId) -> Result<BlogQueueRow> {
    // Adding nothing locks the row on both databases, and makes it where there is none to lock.
    add_to_count(tx, blog, 0)
}

/// A blog's queue, where it ever had one.
pub fn read_queue(tx: &mut Tx<'_>, blog: BlogId) -> Result<Option<BlogQueueRow>> {
    tx.query_opt(
        "SELECT blog_id, n, per_day, from_minute, until_minute, utc_offset, paused, next_ms FROM blog_queue WHERE blog_id = $1",
        &[blog.0.into()],
        read_queue_row,
    )
}

/// Writes a queue's number, timetable and next moment.
pub fn put_queue(tx: &mut Tx<'_>, queue: &BlogQueueRow) -> Result<()> {
    let schedule = queue.schedule;
    tx.execute(
        "UPDATE blog_queue SET n = $2, per_day = $3, from_minute = $4, until_minute = $5, utc_offset = $6, next_ms = $7, \
         paused = $8 WHERE blog_id = $1",
        &[
            queue.blog.0.into(),
            queue.n.into(),
            i64::from(schedule.per_day).into(),
            i64::from(schedule.from).into(),
            i64::from(schedule.until).into(),
            i64::from(schedule.utc_offset).into(),
            Value::IntOpt(queue.next.map(|time| time.0)),
            schedule.paused.into(),
        ],
    )?;
    Ok(())
}

/// Keeps posts of a queue, in place of what was kept of them.
pub fn put_posts(tx: &mut Tx<'_>, posts: &[Queued]) -> Result<()> {
    let rows: Vec<_> = posts
        .iter()
        .map(|row| {
            let own = Value::IntOpt(row.publish_on.map(|time| time.0));
            vec![Value::Int(row.post.0), Value::Int(row.blog.0), Value::Int(row.slot), own]
        })
        .collect();
    tx.execute_many(
        // The same post again is a move within the queue.
        "INSERT INTO queued_post (post_id, blog_id, slot, publish_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (post_id) \
         DO UPDATE SET blog_id = excluded.blog_id, slot = excluded.slot, publish_ms = excluded.publish_ms",
        &rows,
    )
}

/// Takes a post out; whether it was in.
pub fn remove_queued_post(tx: &mut Tx<'_>, post: PostId) -> Result<bool> {
    Ok(tx.execute("DELETE FROM queued_post WHERE post_id = $1", &[post.0.into()])? > 0)
}

/// A post that waits.
pub fn read_queued_post(tx: &mut Tx<'_>, post: PostId) -> Result<Option<Queued>> {
    tx.query_opt(
        "SELECT post_id, blog_id, slot, publish_ms FROM queued_post WHERE post_id = $1",
        &[post.0.into()],
        read_queued_row,
    )
}

/// Those of these posts that wait.
pub fn list_queued_among(tx: &mut Tx<'_>, posts: &[i64]) -> Result<Vec<Queued>> {
    tx.query(
        "SELECT post_id, blog_id, slot, publish_ms FROM queued_post WHERE post_id = ANY($1)",
        &[Value::Ints(posts)],
        read_queued_row,
    )
}

/// The posts of a queue in the order of slots; their number has a limit.
pub fn list_queued_posts(tx: &mut Tx<'_>, blog: BlogId) -> Result<Vec<Queued>> {
    tx.query(
        "SELECT post_id, blog_id, slot, publish_ms FROM queued_post WHERE blog_id = $1 ORDER BY slot, post_id",
        &[blog.0.into()],
        read_queued_row,
    )
}

/// The first post without a time of its own.
pub fn first_queued_post(tx: &mut Tx<'_>, blog: BlogId) -> Result<Option<Queued>> {
    tx.query_opt(
        "SELECT post_id, blog_id, slot, publish_ms FROM queued_post WHERE blog_id = $1 AND publish_ms IS NULL \
         ORDER BY slot, post_id LIMIT 1",
        &[blog.0.into()],
        read_queued_row,
    )
}

/// The greatest slot of a queue; 0 where it is empty.
pub fn last_slot(tx: &mut Tx<'_>, blog: BlogId) -> Result<i64> {
    // Not max(slot): this order walks the index queued_of backwards and reads one row.
    let sql = "SELECT slot FROM queued_post WHERE blog_id = $1 ORDER BY slot DESC, post_id DESC LIMIT 1";
    Ok(tx.query_opt(sql, &[blog.0.into()], |row| row.int(0))?.unwrap_or(0))
}

/// Posts whose own time has come, the earliest first.
pub fn due_posts(tx: &mut Tx<'_>, now: Time, limit: i64) -> Result<Vec<Queued>> {
    tx.query(
        "SELECT post_id, blog_id, slot, publish_ms FROM queued_post WHERE publish_ms IS NOT NULL AND publish_ms <= $1 \
         ORDER BY publish_ms, post_id LIMIT $2",
        &[now.0.into(), limit.into()],
        read_queued_row,
    )
}

/// Queues whose next moment has come, the earliest first.
pub fn due_queues(tx: &mut Tx<'_>, now: Time, limit: i64) -> Result<Vec<BlogId>> {
    tx.query(
        // `IS NOT NULL` is said so that the partial index is used.
        "SELECT blog_id FROM blog_queue WHERE next_ms IS NOT NULL AND next_ms <= $1 ORDER BY next_ms LIMIT $2",
        &[now.0.into(), limit.into()],
        |row| Ok(BlogId(row.int(0)?)),
    )
}

/// When the first post or queue is due.
pub fn earliest_due(tx: &mut Tx<'_>) -> Result<Option<Time>> {
    // Two statements, each a look at the head of a partial index.
    let post = "SELECT publish_ms FROM queued_post WHERE publish_ms IS NOT NULL ORDER BY publish_ms, post_id LIMIT 1";
    let queue = "SELECT next_ms FROM blog_queue WHERE next_ms IS NOT NULL ORDER BY next_ms LIMIT 1";
    let first = |row: &Row<'_>| Ok(Time(row.int(0)?));
    let (post, queue) = (tx.query_opt(post, &[], first)?, tx.query_opt(queue, &[], first)?);
    Ok(post.into_iter().chain(queue).min())
}

/// Posts that wait, of all blogs, in the order of ids: what a check walks.
pub fn list_queued_after(tx: &mut Tx<'_>, after: PostId, limit: i64) -> Result<Vec<Queued>> {
    tx.query(
        "SELECT post_id, blog_id, slot, publish_ms FROM queued_post WHERE post_id > $1 ORDER BY post_id LIMIT $2",
        &[after.0.into(), limit.into()],
        read_queued_row,
    )
}

/// How many posts a queue has as its rows say: for a check.
pub fn count_queued_posts(tx: &mut Tx<'_>, blog: BlogId) -> Result<i64> {
    let sql = "SELECT count(*) FROM queued_post WHERE blog_id = $1";
    Ok(tx.query_opt(sql, &[blog.0.into()], |row| row.int(0))?.unwrap_or(0))
}
