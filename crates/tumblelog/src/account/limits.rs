//! Counting what an account does in a day, against the numbers of [`Limit`]. Days are those of UTC.

use crate::{Error, Result, Site};
pub use model::Limit;
use model::{AccountId, Time};
use store::{Tx, daily_usage};

const DAY: i64 = 86_400_000;

/// Where an account stands with one daily limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitStanding {
    /// What is limited.
    pub limit: Limit,
    /// How many were counted today.
    pub used: i64,
    /// When counting begins anew.
    pub reset_at: Time,
}

impl LimitStanding {
    /// How many are left today.
    pub fn remaining_today(&self) -> i64 {
        (self.limit.most() - self.used).max(0)
    }
}

fn day_number(now: Time) -> i64 {
    now.0.div_euclid(DAY)
}

fn reset_time(now: Time) -> Time {
    Time((day_number(now) + 1) * DAY)
}

/// Counts against a daily limit. What fails afterwards in the same transaction was not counted.
pub(crate) fn spend_limit(
    tx: &mut Tx<'_>,
    account: Option<AccountId>,
    limit: Limit,
    n: usize,
    now: Time,
) -> Result<()> {
    let (Some(account), true) = (account, n > 0) else { return Ok(()) };
    // One over the limit is refused as surely as a huge number, and cannot overflow the stored sum.
    let n = i64::try_from(n).unwrap_or(i64::MAX).min(limit.most() + 1);
    match daily_usage::add_daily_usage(tx, account, limit as i64, day_number(now), n)? <= limit.most() {
        true => Ok(()),
        false => Err(Error::Limit { limit, reset: Some(reset_time(now)) }),
    }
}

/// Refuses what the day has no room for, and counts nothing.
pub(crate) fn ensure_room(
    tx: &mut Tx<'_>,
    account: Option<AccountId>,
    wanted: &[(Limit, usize)],
    now: Time,
) -> Result<()> {
    let Some(account) = account else { return Ok(()) };
    let spent = daily_usage::read_daily_usage(tx, account, day_number(now))?;
    for (limit, n) in wanted.iter().filter(|(_, n)| *n > 0) {
        let used = spent.iter().find(|(what, _)| *what == *limit as i64).map_or(0, |(_, used)| *used);
        if used.saturating_add(i64::try_from(*n).unwrap_or(i64::MAX)) > limit.most() {
            return Err(Error::Limit { limit: *limit, reset: Some(reset_time(now)) });
        }
    }
    Ok(())
}

/// Refuses more than there may be at once.
pub(crate) fn at_most(limit: Limit, n: i64) -> Result<()> {
    if n > limit.most() { Err(Error::Limit { limit, reset: None }) } else { Ok(()) }
}

impl Site {
    /// Where an account stands with every daily limit.
    pub async fn list_limits(&self, account: AccountId) -> Result<Vec<LimitStanding>> {
        let now = self.clock().now();
        let spent = self
            .store
            .read(move |tx| Ok::<_, Error>(daily_usage::read_daily_usage(tx, account, day_number(now))?))
            .await?;
        let used = |limit: Limit| spent.iter().find(|(what, _)| *what == limit as i64).map_or(0, |(_, n)| *n);
        let daily = Limit::ALL.iter().filter(|limit| limit.daily());
        Ok(daily
            .map(|limit| LimitStanding { limit: *limit, used: used(*limit), reset_at: reset_time(now) })
            .collect())
    }

    /// Counts what is done elsewhere than in these rules, such as uploads and new blogs, against a daily limit.
    ///
    /// # Errors
    /// [`Error::Limit`] when the day has no room for so many; nothing is then counted.
    pub async fn spend_limit(&self, account: AccountId, limit: Limit, n: usize) -> Result<()> {
        let now = self.clock().now();
        self.store.write(move |tx| spend_limit(tx, Some(account), limit, n, now)).await
    }
}
