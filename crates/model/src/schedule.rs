//! When a queue publishes: so many posts a day, spread evenly between two times of the day.

use crate::{Invalid, Time};

const MINUTE: i64 = 60_000;
const DAY_MINUTES: i64 = 1440;
const DAY: i64 = DAY_MINUTES * MINUTE;

/// Posts a day a queue may publish at most.
pub const PER_DAY_MAX: u8 = 50;
/// Minutes that a blog's clock may be ahead of UTC or behind it at most.
pub const UTC_OFFSET_MAX: i16 = 840;

/// A queue's timetable. The default is two posts a day, at 9:00 and 15:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Posts a day, 0 to [`PER_DAY_MAX`]; with 0 the queue rests.
    pub per_day: u8,
    /// Where the day's stretch begins, in minutes after midnight, 0 to 1439.
    pub from: u16,
    /// Where it ends, in minutes after midnight, 0 to 1439. At or before `from` it is a time of the next day.
    pub until: u16,
    /// How far the blog's clock is ahead of UTC, in minutes, -840 to 840.
    pub utc_offset: i16,
    /// Nothing is published until the queue is resumed. Posts with a time of their own are published all the same.
    pub paused: bool,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { per_day: 2, from: 9 * 60, until: 21 * 60, utc_offset: 0, paused: false }
    }
}

impl Schedule {
    /// Checks every field.
    ///
    /// # Errors
    /// The first that is out of bounds, and its bounds.
    pub fn check(&self) -> Result<(), Invalid> {
        let minute = |what: &str, at: u16| match i64::from(at) < DAY_MINUTES {
            true => Ok(()),
            false => {
                Err(Invalid::new(format!("{what} is {at} minutes after midnight; 0 to 1439 are accepted")))
            }
        };
        if self.per_day > PER_DAY_MAX {
            return Err(Invalid::new(format!(
                "{} posts a day; a queue publishes 0 to {PER_DAY_MAX}",
                self.per_day
            )));
        }
        minute("the beginning", self.from)?;
        minute("the end", self.until)?;
        if self.utc_offset.unsigned_abs() > UTC_OFFSET_MAX.unsigned_abs() {
            return Err(Invalid::new(format!(
                "{} minutes from UTC; -840 to 840 are accepted",
                self.utc_offset
            )));
        }
        Ok(())
    }

    /// The first of its moments after `time`; `None` where the queue rests.
    pub fn next_after(&self, time: Time) -> Option<Time> {
        if self.paused {
            return None;
        }
        let offset = i64::from(self.utc_offset) * MINUTE;
        let local = time.0.saturating_add(offset);
        // Euclidean, so that days before 1970 begin at midnight too.
        let today = local.div_euclid(DAY);
        let stretch = match (i64::from(self.until) - i64::from(self.from)).rem_euclid(DAY_MINUTES) {
            // Equal ends mean the whole day, not nothing.
            0 => DAY,
            minutes => minutes * MINUTE,
        };
        let per_day = i64::from(self.per_day);
        // A stretch that passes midnight began the day before.
        (today - 1..=today + 1)
            .flat_map(|day| (0..per_day).map(move |n| (day, n)))
            // With no posts a day the range above is empty, so nothing is divided by zero.
            .map(|(day, n)| day * DAY + i64::from(self.from) * MINUTE + n * stretch / per_day)
            // Strictly later, or a queue would publish twice at one moment.
            .filter(|moment| *moment > local)
            .min()
            .map(|moment| Time((moment - offset).min(Time::LATEST.0)))
    }
}

/// Reads a time of the day such as `09:30`, as minutes after midnight.
///
/// # Errors
/// What is accepted.
pub fn parse_minute(text: &str) -> Result<u16, Invalid> {
    let read = || {
        let (hours, minutes) = split_clock(text.trim())?;
        (hours < 24).then_some(hours * 60 + minutes)
    };
    read().ok_or_else(|| {
        Invalid::new(format!("“{}” is no time of the day; 00:00 to 23:59 are accepted", shorten_text(text)))
    })
}

/// A time of the day such as `09:30`.
pub fn show_minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Reads an offset from UTC such as `+04:00` or `-03:30`, as minutes.
///
/// # Errors
/// What is accepted.
pub fn parse_utc_offset(text: &str) -> Result<i16, Invalid> {
    let read = || {
        let text = text.trim();
        let (sign, clock) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(clock), _) => (1, clock),
            (_, Some(clock)) => (-1, clock),
            _ => return None,
        };
        let (hours, minutes) = split_clock(clock)?;
        let minutes = i16::try_from(hours * 60 + minutes).ok()?;
        (minutes <= UTC_OFFSET_MAX).then_some(sign * minutes)
    };
    read().ok_or_else(|| {
        Invalid::new(format!("“{}” is no offset from UTC; -14:00 to +14:00 are accepted", shorten_text(text)))
    })
}

/// An offset from UTC such as `+04:00`.
pub fn show_utc_offset(minutes: i16) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{}", show_minute(minutes.unsigned_abs()))
}

/// Two digits, a colon, and two digits below 60.
fn split_clock(text: &str) -> Option<(u16, u16)> {
    let (hours, minutes) = text.split_once(':')?;
    let number =
        |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok());
    let (hours, minutes): (u16, u16) = (number(hours)??, number(minutes)??);
    (minutes < 60).then_some((hours, minutes))
}

/// The beginning of a text that may be of any length.
fn shorten_text(text: &str) -> String {
    text.chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments(schedule: Schedule, from: &str, count: usize) -> Vec<String> {
        let first = Time::parse(from).unwrap().0;
        let following = std::iter::successors(Some(first), |time| schedule.next_after(*time));
        following.skip(1).take(count).map(Time::rfc3339).collect()
    }

    #[test]
    fn a_day_is_divided_evenly() {
        let told = moments(Schedule::default(), "2026-11-22T09:00:00Z", 3);
        assert_eq!(told, ["2026-11-22T15:00:00Z", "2026-11-23T09:00:00Z", "2026-11-23T15:00:00Z"]);
        let whole = Schedule { per_day: 3, from: 0, until: 0, ..Schedule::default() };
        let told = moments(whole, "2026-11-22T23:59:59Z", 3);
        assert_eq!(told, ["2026-11-23T00:00:00Z", "2026-11-23T08:00:00Z", "2026-11-23T16:00:00Z"]);
    }

    #[test]
    fn a_stretch_may_pass_midnight_and_the_blog_has_its_own_clock() {
        // 22:00 to 02:00 in Baku is 18:00 to 22:00 UTC.
        let night = Schedule { from: 22 * 60, until: 2 * 60, utc_offset: 240, ..Schedule::default() };
        let told = moments(night, "2026-11-22T18:00:00Z", 3);
        assert_eq!(told, ["2026-11-22T20:00:00Z", "2026-11-23T18:00:00Z", "2026-11-23T20:00:00Z"]);
    }

    #[test]
    fn a_queue_of_no_posts_rests_and_nonsense_is_refused() {
        let rests = Schedule { per_day: 0, ..Schedule::default() };
        assert_eq!(rests.next_after(Time(0)), None);
        let paused = Schedule { paused: true, ..Schedule::default() };
        assert_eq!(paused.next_after(Time(0)), None);
        assert!(rests.check().is_ok() && paused.check().is_ok());
        for bad in [
            Schedule { per_day: 51, ..rests },
            Schedule { from: 1440, ..rests },
            Schedule { until: 1440, ..rests },
            Schedule { utc_offset: i16::MIN, ..rests },
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn times_and_offsets_are_read_as_they_are_shown() {
        for minute in 0..1440 {
            assert_eq!(parse_minute(&show_minute(minute)), Ok(minute));
        }
        for offset in -840..=840 {
            assert_eq!(parse_utc_offset(&show_utc_offset(offset)), Ok(offset));
        }
        assert_eq!((show_minute(9 * 60 + 5), show_utc_offset(-210)), ("09:05".into(), "-03:30".into()));
        for bad in ["", "9:00", "24:00", "12:60", "+1:00", "12", "12:00:00", "١٢:00"] {
            assert!(parse_minute(bad).is_err(), "{bad}");
        }
        for bad in ["", "04:00", "+14:01", "-15:00", "+4", "+04:60", "UTC"] {
            assert!(parse_utc_offset(bad).is_err(), "{bad}");
        }
    }
}
