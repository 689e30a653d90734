//! When a queue publishes: so many posts a day, spread evenly between two times of the day.

use crate::{Invalid, Time};

const MINUTE: i64 = 60_000;
const DAY_MINUTES: i64 = 1440;
const DAY: i64 = DAY_MINUTES * MINUTE;

/// Posts a day a queue may publish at most.
pub const PER_DAY_MAX: u8 = 50;

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
}

impl Default for Schedule {
    fn default() -> Self {
        Self { per_day: 2, from: 9 * 60, until: 21 * 60, utc_offset: 0 }
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
        if self.utc_offset.unsigned_abs() > 840 {
            return Err(Invalid::new(format!(
                "{} minutes from UTC; -840 to 840 are accepted",
                self.utc_offset
            )));
        }
        Ok(())
    }

    /// The first of its moments after `time`; `None` where the queue rests.
    pub fn next_after(&self, time: Time) -> Option<Time> {
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
        let whole = Schedule { per_day: 3, from: 0, until: 0, utc_offset: 0 };
        let told = moments(whole, "2026-11-22T23:59:59Z", 3);
        assert_eq!(told, ["2026-11-23T00:00:00Z", "2026-11-23T08:00:00Z", "2026-11-23T16:00:00Z"]);
    }

    #[test]
    fn a_stretch_may_pass_midnight_and_the_blog_has_its_own_clock() {
        // 22:00 to 02:00 in Baku is 18:00 to 22:00 UTC.
        let night = Schedule { per_day: 2, from: 22 * 60, until: 2 * 60, utc_offset: 240 };
        let told = moments(night, "2026-11-22T18:00:00Z", 3);
        assert_eq!(told, ["2026-11-22T20:00:00Z", "2026-11-23T18:00:00Z", "2026-11-23T20:00:00Z"]);
    }

    #[test]
    fn a_queue_of_no_posts_rests_and_nonsense_is_refused() {
        let rests = Schedule { per_day: 0, ..Schedule::default() };
        assert_eq!(rests.next_after(Time(0)), None);
        assert!(rests.check().is_ok());
        for bad in [
            Schedule { per_day: 51, ..rests },
            Schedule { from: 1440, ..rests },
            Schedule { until: 1440, ..rests },
            Schedule { utc_offset: i16::MIN, ..rests },
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
