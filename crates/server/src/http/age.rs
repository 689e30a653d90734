//! How long ago, and no more precisely than is known.

use model::time::Month;
use model::{Precision, Time};

/// A moment as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayTime {
    /// For `<time datetime>`: as much of the date as is known; empty where nothing is.
    pub machine: String,
    /// “3 days ago”, “about Aug 2024”.
    pub age: String,
    /// The date in full, for a tooltip and the post's own page.
    pub full: String,
}

impl DisplayTime {
    /// How `time` reads at `now`.
    pub fn new(now: Time, time: Time, precision: Precision) -> Self {
        Self {
            machine: machine_time(time, precision),
            age: age_words(now, time, precision),
            full: full_time(time, precision),
        }
    }
}

fn machine_time(time: Time, precision: Precision) -> String {
    let (year, month, day, hour, minute, _) = time.parts();
    match precision {
        Precision::Exact => time.rfc3339(),
        Precision::Minute => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}Z"),
        Precision::Hour => format!("{year:04}-{month:02}-{day:02}T{hour:02}:00Z"),
        Precision::Day => format!("{year:04}-{month:02}-{day:02}"),
        Precision::Month => format!("{year:04}-{month:02}"),
        Precision::Year => format!("{year:04}"),
        Precision::Unknown => String::new(),
    }
}

fn full_time(time: Time, precision: Precision) -> String {
    let (year, month, day, hour, minute, _) = time.parts();
    // Names and not numbers, since readers disagree on the order of day and month.
    let name = Month { year, month }.name();
    match precision {
        Precision::Exact | Precision::Minute => format!("{day} {name} {year}, {hour:02}:{minute:02} UTC"),
        Precision::Hour => format!("{day} {name} {year}, about {hour:02}:00 UTC"),
        Precision::Day => format!("{day} {name} {year}"),
        Precision::Month => format!("about {name} {year}"),
        Precision::Year => format!("about {year}"),
        Precision::Unknown => "date unknown".to_owned(),
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn age_words(now: Time, time: Time, precision: Precision) -> String {
    let (year, month, day, ..) = time.parts();
    // Times of imports may lie at the ends of the range; the difference must not overflow.
    let seconds = now.0.saturating_sub(time.0) / 1000;
    match precision {
        Precision::Unknown => return "date unknown".to_owned(),
        Precision::Year => return format!("about {year}"),
        Precision::Month => return format!("about {} {year}", Month { year, month }.short()),
        // A queued or misdated post lies ahead; a minute is left to clocks that differ.
        _ if seconds < -MINUTE => return format!("{day} {} {year}", Month { year, month }.short()),
        // The hour is not known, so “2 hours ago” would claim too much.
        Precision::Day if seconds < DAY => return "today".to_owned(),
        Precision::Hour if seconds < HOUR => return "within the hour".to_owned(),
        _ => {}
    }
    let (amount, unit) = match seconds {
        ..MINUTE => return "just now".to_owned(),
        MINUTE..HOUR => (seconds / MINUTE, "minute"),
        HOUR..DAY => (seconds / HOUR, "hour"),
        _ => match seconds / DAY {
            days @ ..7 => (days, "day"),
            days @ 7..30 => (days / 7, "week"),
            days @ 30..365 => (days / 30, "month"),
            days => (days / 365, "year"),
        },
    };
    // 360 to 364 days are twelve times thirty, and not yet a year.
    let amount = if unit == "month" { amount.min(11) } else { amount };
    format!("{amount} {unit}{} ago", if amount == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap().0
    }

    #[test]
    fn an_age_is_as_precise_as_its_time() {
        let now = at("2026-11-22T12:00:00Z");
        let read = |text, precision| DisplayTime::new(now, at(text), precision).age;
        for (text, precision, expected) in [
            ("2026-11-22T11:59:30Z", Precision::Exact, "just now"),
            ("2026-11-22T11:59:00Z", Precision::Exact, "1 minute ago"),
            ("2026-11-22T09:10:00Z", Precision::Exact, "2 hours ago"),
            ("2026-11-22", Precision::Day, "today"),
            ("2026-11-22T11:30:00Z", Precision::Hour, "within the hour"),
            ("2026-11-19T11:00:00Z", Precision::Exact, "3 days ago"),
            ("2026-11-08T11:00:00Z", Precision::Exact, "2 weeks ago"),
            ("2026-10-20T11:00:00Z", Precision::Exact, "1 month ago"),
            ("2025-11-25T11:00:00Z", Precision::Exact, "11 months ago"),
            ("2024-11-01T11:00:00Z", Precision::Exact, "2 years ago"),
            ("2024-08-01", Precision::Month, "about Aug 2024"),
            ("2021-01-01", Precision::Year, "about 2021"),
            ("1970-01-01", Precision::Unknown, "date unknown"),
            ("2027-03-01T11:00:00Z", Precision::Exact, "1 Mar 2027"),
        ] {
            assert_eq!(read(text, precision), expected, "{text}");
        }
    }

    #[test]
    fn the_machine_form_holds_no_more_than_is_known() {
        let read = |precision| DisplayTime::new(Time(0), at("2024-08-19T10:11:12Z"), precision).machine;
        assert_eq!(read(Precision::Exact), "2024-08-19T10:11:12Z");
        assert_eq!(read(Precision::Day), "2024-08-19");
        assert_eq!(read(Precision::Month), "2024-08");
        assert_eq!(read(Precision::Year), "2024");
    }

    #[test]
    fn the_ends_of_time_are_ages_too() {
        for time in [Time::EARLIEST, Time::LATEST, Time(i64::MIN), Time(i64::MAX)] {
            for now in [Time::EARLIEST, Time(0), Time::LATEST] {
                DisplayTime::new(now, time, Precision::Exact);
            }
        }
    }
}
