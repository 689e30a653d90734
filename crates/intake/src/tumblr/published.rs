//! When a post was published, and how precisely that is told.

use super::wire::RecordFields;
use model::{Invalid, Precision, Time};

/// The first of `timestamp` and `date` that tells a real time. Where both hold what other systems write for “not
/// known”, such as year 1, the post has no date: [`Precision::Unknown`].
pub(super) fn read_time(wire: RecordFields<'_>) -> Result<(Time, Precision), Invalid> {
    let stamp = wire.number("timestamp").map(|seconds| match seconds {
        // Year 0 and before, which no time here can hold.
        seconds if seconds < Time::EARLIEST.seconds() => Ok((Time::EARLIEST, Precision::Exact)),
        seconds => Time::from_seconds(seconds).map(|time| (time, Precision::Exact)),
    });
    let date = wire.text("date").map(|date| match date.trim() {
        date if date.starts_with("0000") || date.starts_with("-0") => Ok((Time::EARLIEST, Precision::Exact)),
        date => Time::parse(date),
    });
    let mut wrong = None;
    let mut unknown = false;
    // The timestamp goes first: it depends on no time zone.
    for told in [stamp, date].into_iter().flatten() {
        match told {
            Ok((time, _)) if time.is_sentinel() => unknown = true,
            Ok(known) => return Ok(known),
            Err(error) => wrong = Some(error),
        }
    }
    match wrong {
        // A post that says “not known” in one field is kept, even if the other is broken.
        _ if unknown => Ok((Time::EPOCH, Precision::Unknown)),
        Some(error) => Err(error),
        None => Err(Invalid::new("the post has no time; timestamp in seconds or a date is accepted")),
    }
}
