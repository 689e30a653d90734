//! What an account did on the last day it did it: for limits by the day.

use crate::{Result, Tx};
use model::AccountId;

/// Counts `n` more on a day and gives the day's sum. What an earlier day counted is forgotten.
pub fn add_daily_usage(tx: &mut Tx<'_>, account: AccountId, what: i64, day: i64, n: i64) -> Result<i64> {
    tx.execute(
        // One row an account and limit: a new day starts over in place, so nothing has to be
        // pruned.
        "INSERT INTO daily_usage (account_id, what, day, n) VALUES ($1, $2, $3, $4) ON CONFLICT (account_id, what) \
         DO UPDATE SET n = CASE WHEN daily_usage.day = excluded.day THEN daily_usage.n + excluded.n ELSE excluded.n END, \
         day = excluded.day",
        &[account.0.into(), what.into(), day.into(), n.into()],
    )?;
    // The row is locked by the write above, so two requests never see the same sum.
    let sql = "SELECT n FROM daily_usage WHERE account_id = $1 AND what = $2";
    Ok(tx.query_opt(sql, &[account.0.into(), what.into()], |row| row.int(0))?.unwrap_or(0))
}

/// What an account counted on a day: what and how many.
pub fn read_daily_usage(tx: &mut Tx<'_>, account: AccountId, day: i64) -> Result<Vec<(i64, i64)>> {
    tx.query(
        "SELECT what, n FROM daily_usage WHERE account_id = $1 AND day = $2",
        &[account.0.into(), day.into()],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )
}
