//! The times an author may choose.

use model::{Invalid, State, Time};

/// Clocks of clients may be ahead by so much, in milliseconds.
const AHEAD: i64 = 60_000;

/// A publish time in the past or present. One that a fast clock put a little ahead becomes now.
pub(crate) fn check_date(given: Option<Time>, now: Time) -> Result<Option<Time>, Invalid> {
    let Some(given) = given else { return Ok(None) };
    Time::from_millis(given.0)?;
    if given.0 > now.0.saturating_add(AHEAD) {
        return Err(Invalid::new(format!(
            "the date {} lies ahead; a date up to now is accepted, and publish_on for a queued post",
            given.rfc3339()
        )));
    }
    // A post dated ahead would head every list until its time comes.
    Ok(Some(given.min(now)))
}

/// A time to be published at.
pub(crate) fn publish_on(given: Time, now: Time) -> Result<Time, Invalid> {
    Time::from_millis(given.0)?;
    if given.0 < now.0.saturating_sub(AHEAD) {
        return Err(Invalid::new(format!(
            "publish_on {} is past; a time to come is accepted, and date for a post published now",
            given.rfc3339()
        )));
    }
    Ok(given)
}

/// Whether a post in this state has its publish time. The others get theirs when they are published.
pub(crate) fn has_publish_time(state: State) -> bool {
    matches!(state, State::Published | State::Private)
}
