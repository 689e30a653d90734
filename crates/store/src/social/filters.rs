//! What a person does not want to see.

use crate::{Result, Tx};
use model::{AccountId, Time};

/// A kind of filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// Tags, by fold.
    Tags = 1,
    /// Words within posts.
    Content = 2,
}

impl FilterKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Tags, Self::Content];

    fn number(self) -> i64 {
        self as i64
    }
}

/// A filter as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The key under which spellings meet.
    pub fold: String,
    /// As it was typed.
    pub typed: String,
}

/// Keeps a filter; whether it is new. What is there already keeps its spelling.
pub fn insert_filter(
    tx: &mut Tx<'_>,
    account: AccountId,
    kind: FilterKind,
    filter: &Filter,
    at: Time,
) -> Result<bool> {
    // The caller counts only what is new, so a conflict must be told and not raised.
    let new = tx.execute(
        "INSERT INTO content_filter (account_id, kind, fold, at_ms, typed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        &[
            account.0.into(),
            kind.number().into(),
            filter.fold.as_str().into(),
            at.0.into(),
            filter.typed.as_str().into(),
        ],
    )?;
    Ok(new > 0)
}

/// Takes a filter away; whether it was there.
pub fn remove_filter(tx: &mut Tx<'_>, account: AccountId, kind: FilterKind, fold: &str) -> Result<bool> {
    let gone = tx.execute(
        "DELETE FROM content_filter WHERE account_id = $1 AND kind = $2 AND fold = $3",
        &[account.0.into(), kind.number().into(), fold.into()],
    )?;
    Ok(gone > 0)
}

/// Adds to the number of an account's filters and gives it. Others who change them wait until this transaction ends.
pub fn add_to_filter_count(tx: &mut Tx<'_>, account: AccountId, kind: FilterKind, by: i64) -> Result<i64> {
    tx.execute(
        // The counter is the lock: a count of rows would let two requests pass the limit together.
        "INSERT INTO content_filter_count (account_id, kind, n) VALUES ($1, $2, $3) \
         ON CONFLICT (account_id, kind) DO UPDATE SET n = content_filter_count.n + excluded.n",
        &[account.0.into(), kind.number().into(), by.into()],
    )?;
    read_filter_count(tx, account, kind)
}

/// The number of an account's filters.
pub fn read_filter_count(tx: &mut Tx<'_>, account: AccountId, kind: FilterKind) -> Result<i64> {
    let sql = "SELECT n FROM content_filter_count WHERE account_id = $1 AND kind = $2";
    let n = tx.query_opt(sql, &[account.0.into(), kind.number().into()], |row| row.int(0))?;
    Ok(n.unwrap_or(0))
}

/// An account's filters of a kind, all of them (their number has a limit), in the order of their folds.
pub fn list_filters(tx: &mut Tx<'_>, account: AccountId, kind: FilterKind) -> Result<Vec<Filter>> {
    tx.query(
        "SELECT fold, typed FROM content_filter WHERE account_id = $1 AND kind = $2 ORDER BY fold",
        &[account.0.into(), kind.number().into()],
        |row| Ok(Filter { fold: row.text(0)?, typed: row.text(1)? }),
    )
}

/// Accounts with filters, in the order of ids: what a check walks.
pub fn accounts_after(tx: &mut Tx<'_>, after: AccountId, limit: i64) -> Result<Vec<AccountId>> {
    tx.query(
        "SELECT DISTINCT account_id FROM content_filter_count WHERE account_id > $1 ORDER BY account_id LIMIT $2",
        &[after.0.into(), limit.into()],
        |row| Ok(AccountId(row.int(0)?)),
    )
}
