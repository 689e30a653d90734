//! What people said of blogs: robots or not; and how far the posts of such a blog have been gone through since.

use crate::{Error, Result, Row, Tx, Value};
use index::Key;
use model::{AccountId, BlogId, Time};

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaidBy {
    /// The blog's owner.
    Owner = 1,
    /// A moderator, whose word the owner does not change.
    Moderator = 2,
}

/// What was said of a blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Declared {
    /// The blog.
    pub blog: BlogId,
    /// It is a robot's.
    pub robot: bool,
    /// Who said so.
    pub by: SaidBy,
    /// The account.
    pub account: Option<AccountId>,
    /// When.
    pub at: Time,
    /// Its posts up to this one say so too, while the later ones are still to be gone through.
    pub after: Option<Key>,
}

fn read_declared_row(row: &Row<'_>) -> Result<Declared> {
    let by = match row.int(2)? {
        1 => SaidBy::Owner,
        2 => SaidBy::Moderator,
        other => return Err(Error::Damaged(format!("who says that a blog is a robot: {other}"))),
    };
    let (time, id) = (row.int_opt(5)?, row.int_opt(6)?);
    Ok(Declared {
        blog: BlogId(row.int(0)?),
        robot: row.flag(1)?,
        by,
        account: row.int_opt(3)?.map(AccountId),
        at: Time(row.int(4)?),
        // Both columns or none: half a cursor would start at a wrong post.
        after: time.zip(id).map(|(time, id)| Key { time, id }),
    })
}

/// What was said of a blog, if anything.
pub fn read_declaration(tx: &mut Tx<'_>, blog: BlogId) -> Result<Option<Declared>> {
    const SQL: &str = "SELECT blog_id, robot, said_by, account_id, at_ms, after_ms, after_id FROM blog_robot \
        WHERE blog_id = $1";
    tx.query_opt(SQL, &[blog.0.into()], read_declared_row)
}

/// A blog whose posts are still to be gone through.
pub fn next_open_declaration(tx: &mut Tx<'_>) -> Result<Option<Declared>> {
    const SQL: &str = "SELECT blog_id, robot, said_by, account_id, at_ms, after_ms, after_id FROM blog_robot \
        WHERE blog_id > $1 AND after_ms IS NOT NULL ORDER BY blog_id LIMIT 1";
    // The bound makes the database walk the partial index of open rows, which is nearly always
    // empty.
    tx.query_opt(SQL, &[0.into()], read_declared_row)
}

/// Keeps what was said of a blog.
pub fn put_declaration(tx: &mut Tx<'_>, declared: &Declared) -> Result<()> {
    tx.execute(
        // One row a blog: the same statement keeps a new word and how far the posts have been gone
        // through.
        "INSERT INTO blog_robot (blog_id, robot, said_by, account_id, at_ms, after_ms, after_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (blog_id) DO UPDATE SET robot = excluded.robot, \
         said_by = excluded.said_by, account_id = excluded.account_id, at_ms = excluded.at_ms, \
         after_ms = excluded.after_ms, after_id = excluded.after_id",
        &[
            declared.blog.0.into(),
            declared.robot.into(),
            Value::Int(declared.by as i64),
            Value::IntOpt(declared.account.map(|account| account.0)),
            declared.at.0.into(),
            Value::IntOpt(declared.after.map(|key| key.time)),
            Value::IntOpt(declared.after.map(|key| key.id)),
        ],
    )?;
    Ok(())
}
