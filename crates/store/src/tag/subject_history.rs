//! The history of subjects: who did what when, and what it changed.

use crate::{Error, Result, Row, Tx, Value};
use model::{AccountId, SubjectDeed, Time};

/// An entry of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectChangeSet {
    /// Its number; later entries have greater ones.
    pub id: i64,
    /// What was done.
    pub deed: SubjectDeed,
    /// The names it was about.
    pub about: String,
    /// Why; may be empty.
    pub reason: String,
    /// Who did it.
    pub who: String,
    /// The account, where it was one.
    pub account: Option<AccountId>,
    /// When.
    pub at: Time,
    /// Of an undo: the entry it took back.
    pub undoes: Option<i64>,
    /// The entry that took this one back.
    pub undone_by: Option<i64>,
}

fn read_change_set_row(row: &Row<'_>) -> Result<SubjectChangeSet> {
    let deed = row.int(1)?;
    Ok(SubjectChangeSet {
        id: row.int(0)?,
        deed: SubjectDeed::from_number(deed).ok_or_else(|| {
            Error::Damaged(format!("an entry of the history of subjects has the deed {deed}"))
        })?,
        about: row.text(2)?,
        reason: row.text(3)?,
        who: row.text(4)?,
        account: row.int_opt(5)?.map(AccountId),
        at: Time(row.int(6)?),
        undoes: row.int_opt(7)?,
        undone_by: row.int_opt(8)?,
    })
}

/// The number of a new entry. Whoever asks next waits until this transaction ends, so that changes of subjects take
/// turns: this is the one lock of subjects, taken before anything is read.
pub fn begin_change_set(tx: &mut Tx<'_>) -> Result<i64> {
    // The counter's row stays locked until the end of the transaction.
    tx.next_id("subject_change_set")
}

/// Keeps an entry.
pub fn insert_change_set(tx: &mut Tx<'_>, act: &SubjectChangeSet) -> Result<()> {
    tx.execute(
        "INSERT INTO subject_change_set (id, deed, about, reason, who, account_id, at_ms, undoes, undone_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &[
            act.id.into(),
            act.deed.number().into(),
            act.about.as_str().into(),
            act.reason.as_str().into(),
            act.who.as_str().into(),
            Value::IntOpt(act.account.map(|account| account.0)),
            act.at.0.into(),
            Value::IntOpt(act.undoes),
            Value::IntOpt(act.undone_by),
        ],
    )?;
    Ok(())
}

/// Says what an entry is about, once that is known.
pub fn set_about(tx: &mut Tx<'_>, id: i64, about: &str) -> Result<()> {
    tx.execute("UPDATE subject_change_set SET about = $2 WHERE id = $1", &[id.into(), about.into()])?;
    Ok(())
}

/// Marks an entry as taken back, or as good again.
pub fn set_undone(tx: &mut Tx<'_>, id: i64, by: Option<i64>) -> Result<()> {
    tx.execute(
        "UPDATE subject_change_set SET undone_by = $2 WHERE id = $1",
        &[id.into(), Value::IntOpt(by)],
    )?;
    Ok(())
}

/// An entry by its number.
pub fn by_id(tx: &mut Tx<'_>, id: i64) -> Result<Option<SubjectChangeSet>> {
    Ok(by_ids(tx, &[id])?.pop())
}

/// Entries by number, newest first.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<SubjectChangeSet>> {
    tx.query(
        "SELECT id, deed, about, reason, who, account_id, at_ms, undoes, undone_by FROM subject_change_set \
         WHERE id = ANY($1) ORDER BY id DESC",
        &[Value::Ints(ids)],
        read_change_set_row,
    )
}

/// Entries before one, newest first.
pub fn list_change_sets_before(tx: &mut Tx<'_>, id: i64, limit: i64) -> Result<Vec<SubjectChangeSet>> {
    tx.query(
        "SELECT id, deed, about, reason, who, account_id, at_ms, undoes, undone_by FROM subject_change_set \
         WHERE id < $1 ORDER BY id DESC LIMIT $2",
        &[id.into(), limit.into()],
        read_change_set_row,
    )
}

/// The numbers of the entries before one that made or ended a link at one of these folds, newest first.
pub fn ids_about(tx: &mut Tx<'_>, folds: &[String], before: i64, limit: i64) -> Result<Vec<i64>> {
    let params = [Value::Texts(folds), before.into(), limit.into()];
    // Two statements and not `a = … OR b = …`, so that each uses its own index.
    let mut ids = tx.query(
        "SELECT c.act_id FROM subject_link l JOIN subject_change c ON c.link_id = l.id \
         WHERE l.a = ANY($1) AND c.act_id < $2 GROUP BY c.act_id ORDER BY c.act_id DESC LIMIT $3",
        &params,
        |row| row.int(0),
    )?;
    ids.extend(tx.query(
        "SELECT c.act_id FROM subject_link l JOIN subject_change c ON c.link_id = l.id \
         WHERE l.b = ANY($1) AND c.act_id < $2 GROUP BY c.act_id ORDER BY c.act_id DESC LIMIT $3",
        &params,
        |row| row.int(0),
    )?);
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.dedup();
    // Each half was limited alone, so together they may be twice as many.
    ids.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(ids)
}

/// The newest entry's number, 0 where there is none: changes whenever subjects do.
pub fn last_change_set(tx: &mut Tx<'_>) -> Result<i64> {
    const SQL: &str = "SELECT id FROM subject_change_set WHERE id < $1 ORDER BY id DESC LIMIT 1";
    let last = tx.query_opt(SQL, &[i64::MAX.into()], |row| row.int(0))?;
    Ok(last.unwrap_or(0))
}

/// What an entry did to links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkChange {
    /// The link.
    pub link: i64,
    /// It was made live, not ended.
    pub live: bool,
}

/// Keeps what an entry did.
pub fn add_changes(tx: &mut Tx<'_>, act: i64, changes: &[LinkChange]) -> Result<()> {
    let rows: Vec<_> = changes
        .iter()
        .map(|change| vec![Value::Int(act), Value::Int(change.link), Value::from(change.live)])
        .collect();
    tx.execute_many("INSERT INTO subject_change (act_id, link_id, live) VALUES ($1, $2, $3)", &rows)
}

/// What an entry did, in the order of links.
pub fn list_link_changes(tx: &mut Tx<'_>, act: i64) -> Result<Vec<LinkChange>> {
    tx.query(
        "SELECT link_id, live FROM subject_change WHERE act_id = $1 ORDER BY link_id",
        &[act.into()],
        |row| Ok(LinkChange { link: row.int(0)?, live: row.flag(1)? }),
    )
}
