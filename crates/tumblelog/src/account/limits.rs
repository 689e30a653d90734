//! How much an account may do in a day and a blog may have in all: every number in one place. Days are those of UTC.

use crate::{Error, Result, Site};
use model::{AccountId, Time};
use store::{Tx, daily_usage};

const DAY: i64 = 86_400_000;

macro_rules! limits {
    ($($(#[$doc:meta])* $variant:ident = $number:literal, $most:literal, $daily:literal, $words:literal;)+) => {
        /// What is limited.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Limit { $($(#[$doc])* $variant = $number),+ }

        impl Limit {
            /// Every limit.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How many are accepted.
            pub const fn most(self) -> i64 {
                match self { $(Self::$variant => $most),+ }
            }

            /// Whether it is counted by the day and by account; otherwise it is how many there may be at once.
            pub const fn daily(self) -> bool {
                match self { $(Self::$variant => $daily),+ }
            }

            /// What is counted, in words.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
        }
    };
}

limits!(
    /// Posts made, in whatever state.
    Posts = 1, 250, true, "posts a day";
    /// Pictures in posts made.
    Photos = 2, 250, true, "photos a day";
    /// Uploaded films in posts made.
    Videos = 3, 20, true, "videos a day";
    /// Seconds of uploaded film.
    VideoSeconds = 4, 3600, true, "seconds of video a day";
    /// Follows begun.
    Follows = 5, 200, true, "follows a day";
    /// Likes given.
    Likes = 6, 1000, true, "likes a day";
    /// Replies written.
    Replies = 7, 1000, true, "replies a day";
    /// Questions asked and posts submitted.
    Asks = 8, 100, true, "asks and submissions a day";
    /// Blogs made.
    Blogs = 9, 10, true, "new blogs a day";
    /// Blogs a blog follows.
    Following = 20, 5000, false, "blogs followed";
    /// Posts in a queue.
    Queue = 21, 1000, false, "posts in a queue";
    /// Asks and submissions that wait in a blog's inbox.
    Inbox = 22, 1000, false, "messages in an inbox";
    /// Filtered tags of an account.
    FilteredTags = 23, 1000, false, "filtered tags";
    /// Filtered phrases of an account.
    FilteredContent = 24, 200, false, "filtered phrases";
    /// Blogs blocked by one request.
    Bulk = 25, 100, false, "blogs blocked at once";
    /// Searches an account keeps.
    SavedSearches = 26, 200, false, "saved searches";
);

/// Where an account stands with one daily limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What is limited.
    pub limit: Limit,
    /// How many were counted today.
    pub used: i64,
    /// When counting begins anew.
    pub reset_at: Time,
}

impl Standing {
    /// How many are left today.
    pub fn remaining(&self) -> i64 {
        (self.limit.most() - self.used).max(0)
    }
}

fn day(now: Time) -> i64 {
    now.0.div_euclid(DAY)
}

fn reset(now: Time) -> Time {
    Time((day(now) + 1) * DAY)
}

/// Counts against a daily limit. What fails afterwards in the same transaction was not counted.
pub(crate) fn spend(
    tx: &mut Tx<'_>,
    account: Option<AccountId>,
    limit: Limit,
    n: usize,
    now: Time,
) -> Result<()> {
    let (Some(account), true) = (account, n > 0) else { return Ok(()) };
    let n = i64::try_from(n).unwrap_or(i64::MAX).min(limit.most() + 1);
    match daily_usage::add(tx, account, limit as i64, day(now), n)? <= limit.most() {
        true => Ok(()),
        false => Err(Error::Limit { limit, reset: Some(reset(now)) }),
    }
}

/// Refuses what the day has no room for, and counts nothing.
pub(crate) fn room(
    tx: &mut Tx<'_>,
    account: Option<AccountId>,
    wanted: &[(Limit, usize)],
    now: Time,
) -> Result<()> {
    let Some(account) = account else { return Ok(()) };
    let spent = daily_usage::of(tx, account, day(now))?;
    for (limit, n) in wanted.iter().filter(|(_, n)| *n > 0) {
        let used = spent.iter().find(|(what, _)| *what == *limit as i64).map_or(0, |(_, used)| *used);
        if used.saturating_add(i64::try_from(*n).unwrap_or(i64::MAX)) > limit.most() {
            return Err(Error::Limit { limit: *limit, reset: Some(reset(now)) });
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
    ///
    /// # Errors
    /// What the database says.
    pub async fn limits(&self, account: AccountId) -> Result<Vec<Standing>> {
        let now = self.clock().now();
        let spent =
            self.store.read(move |tx| Ok::<_, Error>(daily_usage::of(tx, account, day(now))?)).await?;
        let used = |limit: Limit| spent.iter().find(|(what, _)| *what == limit as i64).map_or(0, |(_, n)| *n);
        let daily = Limit::ALL.iter().filter(|limit| limit.daily());
        Ok(daily.map(|limit| Standing { limit: *limit, used: used(*limit), reset_at: reset(now) }).collect())
    }

    /// Counts what is done elsewhere than in these rules, such as uploads and new blogs, against a daily limit.
    ///
    /// # Errors
    /// [`Error::Limit`] when the day has no room for so many; nothing is then counted.
    pub async fn spend(&self, account: AccountId, limit: Limit, n: usize) -> Result<()> {
        let now = self.clock().now();
        self.store.write(move |tx| spend(tx, Some(account), limit, n, now)).await
    }
}
