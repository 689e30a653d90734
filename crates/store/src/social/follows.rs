//! Who follows whom, and how many. Followers and followed are actors.

use crate::{Result, Row, Tx, Value};
use model::{ActorId, Time};

/// How many an actor follows, and how many follow it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Blogs it follows.
    pub following: i64,
    /// Blogs that follow it.
    pub followers: i64,
}

/// A place in a list of relations: its moment, then the other blog's id, both falling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowCursor {
    /// When the relation began.
    pub at: Time,
    /// The other actor.
    pub actor: ActorId,
}

impl FollowCursor {
    /// Before every relation.
    pub const NEWEST: Self = Self { at: Time(i64::MAX), actor: ActorId(i64::MAX) };

    pub(crate) fn read_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { actor: ActorId(row.int(0)?), at: Time(row.int(1)?) })
    }

    /// Parameters of a page: whose, after which mark, how many, how many of them to pass over.
    pub(crate) fn page_values(self, whose: ActorId, limit: i64, offset: i64) -> [Value<'static>; 5] {
        [whose.0, self.at.0, self.actor.0, limit, offset].map(Value::Int)
    }
}

/// Makes other transactions that change relations of these blogs wait until this one ends.
pub fn lock_follow_counts(tx: &mut Tx<'_>, actors: &[ActorId]) -> Result<()> {
    // Adding nothing locks the counts on both databases and makes those that are missing.
    add_to_follow_counts(tx, &actors.iter().map(|actor| (*actor, 0, 0)).collect::<Vec<_>>())
}

/// Adds to counts, in the order of ids, so that two transactions wait for each other instead of locking up.
fn add_to_follow_counts(tx: &mut Tx<'_>, by: &[(ActorId, i64, i64)]) -> Result<()> {
    let mut by = by.to_vec();
    by.sort_unstable();
    let rows: Vec<_> = by
        .iter()
        .map(|(actor, following, followers)| {
            vec![Value::Int(actor.0), Value::Int(*following), Value::Int(*followers)]
        })
        .collect();
    tx.execute_many(
        "INSERT INTO follow_count (blog_id, following, followers) VALUES ($1, $2, $3) ON CONFLICT (blog_id) \
         DO UPDATE SET following = follow_count.following + excluded.following, \
         followers = follow_count.followers + excluded.followers",
        &rows,
    )
}

/// Keeps that a blog follows another; whether that is new. [`lock_follow_counts`] both before.
pub fn insert_follow(tx: &mut Tx<'_>, follower: ActorId, followee: ActorId, at: Time) -> Result<bool> {
    let new = tx.execute(
        "INSERT INTO follow (follower_id, followee_id, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        &[follower.0.into(), followee.0.into(), at.0.into()],
    )? > 0;
    // Only a real change counts, or following twice would count twice.
    if new {
        add_to_follow_counts(tx, &[(follower, 1, 0), (followee, 0, 1)])?;
    }
    Ok(new)
}

/// Ends that a blog follows another; whether it did. [`lock_follow_counts`] both before.
pub fn remove_follow(tx: &mut Tx<'_>, follower: ActorId, followee: ActorId) -> Result<bool> {
    let gone = tx.execute(
        "DELETE FROM follow WHERE follower_id = $1 AND followee_id = $2",
        &[follower.0.into(), followee.0.into()],
    )? > 0;
    // As above: ending what was not there must not lower the counts.
    if gone {
        add_to_follow_counts(tx, &[(follower, -1, 0), (followee, 0, -1)])?;
    }
    Ok(gone)
}

/// Whether a blog follows another.
pub fn has_follow(tx: &mut Tx<'_>, follower: ActorId, followee: ActorId) -> Result<bool> {
    Ok(!list_followed_among(tx, follower, &[followee.0])?.is_empty())
}

/// Which of these blogs a blog follows, and since when.
pub fn list_followed_among(tx: &mut Tx<'_>, follower: ActorId, blogs: &[i64]) -> Result<Vec<FollowCursor>> {
    tx.query(
        "SELECT followee_id, at_ms FROM follow WHERE follower_id = $1 AND followee_id = ANY($2)",
        &[follower.0.into(), Value::Ints(blogs)],
        FollowCursor::read_row,
    )
}

/// Which of these blogs follow a blog, and since when.
pub fn followers_among(tx: &mut Tx<'_>, followee: ActorId, blogs: &[i64]) -> Result<Vec<FollowCursor>> {
    tx.query(
        "SELECT follower_id, at_ms FROM follow WHERE followee_id = $1 AND follower_id = ANY($2)",
        &[followee.0.into(), Value::Ints(blogs)],
        FollowCursor::read_row,
    )
}

/// Whom a blog follows, newest first.
pub fn list_following(
    tx: &mut Tx<'_>,
    actor: ActorId,
    after: FollowCursor,
    limit: i64,
    offset: i64,
) -> Result<Vec<FollowCursor>> {
    tx.query(
        // A row comparison uses the index follow_following from the cursor on. An offset serves
        // clients that page by number.
        "SELECT followee_id, at_ms FROM follow WHERE follower_id = $1 AND (at_ms, followee_id) < ($2, $3) \
         ORDER BY at_ms DESC, followee_id DESC LIMIT $4 OFFSET $5",
        &after.page_values(actor, limit, offset),
        FollowCursor::read_row,
    )
}

/// Who follows a blog, newest first.
pub fn list_followers(
    tx: &mut Tx<'_>,
    actor: ActorId,
    after: FollowCursor,
    limit: i64,
    offset: i64,
) -> Result<Vec<FollowCursor>> {
    tx.query(
        "SELECT follower_id, at_ms FROM follow WHERE followee_id = $1 AND (at_ms, follower_id) < ($2, $3) \
         ORDER BY at_ms DESC, follower_id DESC LIMIT $4 OFFSET $5",
        &after.page_values(actor, limit, offset),
        FollowCursor::read_row,
    )
}

/// The counts of a blog.
pub fn read_follow_counts(tx: &mut Tx<'_>, actor: ActorId) -> Result<Counts> {
    let counts = tx.query_opt(
        "SELECT following, followers FROM follow_count WHERE blog_id = $1",
        &[actor.0.into()],
        |row| Ok(Counts { following: row.int(0)?, followers: row.int(1)? }),
    )?;
    Ok(counts.unwrap_or_default())
}

/// The counts of a blog as its rows say: for a check.
pub fn count_follows(tx: &mut Tx<'_>, actor: ActorId) -> Result<Counts> {
    let mut count =
        |sql| Ok::<_, crate::Error>(tx.query_opt(sql, &[actor.0.into()], |row| row.int(0))?.unwrap_or(0));
    Ok(Counts {
        following: count("SELECT count(*) FROM follow WHERE follower_id = $1")?,
        followers: count("SELECT count(*) FROM follow WHERE followee_id = $1")?,
    })
}

/// Writes the counts of a blog: for a repair.
pub fn set_counts(tx: &mut Tx<'_>, actor: ActorId, counts: Counts) -> Result<()> {
    tx.execute(
        "INSERT INTO follow_count (blog_id, following, followers) VALUES ($1, $2, $3) ON CONFLICT (blog_id) \
         DO UPDATE SET following = excluded.following, followers = excluded.followers",
        &[actor.0.into(), counts.following.into(), counts.followers.into()],
    )?;
    Ok(())
}
