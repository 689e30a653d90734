//! Moments and how precisely they are known.

use crate::Invalid;
use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z, between the years 1 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Time(pub i64);

/// How much of a [`Time`] is known. An age such as “3 months ago” is a month, not a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second or better.
    Exact,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// To the day.
    Day,
    /// To the month: “about August 2024”.
    Month,
    /// To the year: “about 2021”.
    Year,
    /// Not at all: the post stands where its list ends, at the beginning of 1970.
    Unknown,
}

impl Precision {
    /// A stable small number for storage.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reverse of [`Precision::number`]; an unknown number reads as not known.
    pub fn from_number(number: i64) -> Self {
        [Self::Exact, Self::Minute, Self::Hour, Self::Day, Self::Month, Self::Year]
            .get(usize::try_from(number).unwrap_or(usize::MAX))
            .copied()
            .unwrap_or(Self::Unknown)
    }
}

const MIN: i64 = -62_135_596_800_000;
const MAX: i64 = 253_402_214_400_000;

impl Time {
    /// The earliest moment the site can hold, 0001-01-01.
    pub const EARLIEST: Self = Self(MIN);
    /// The beginning of 1970, where posts stand whose time is not known.
    pub const EPOCH: Self = Self(0);
    /// The latest moment the site can hold, 9999-12-31.
    pub const LATEST: Self = Self(MAX);

    /// A moment from milliseconds since the epoch.
    ///
    /// # Errors
    /// Outside the years 1 to 9999.
    pub fn from_millis(ms: i64) -> Result<Self, Invalid> {
        if (MIN..=MAX).contains(&ms) {
            Ok(Self(ms))
        } else {
            Err(Invalid::new(format!("{ms} is not a time; use milliseconds between the years 1 and 9999")))
        }
    }

    /// A moment from whole seconds since the epoch, as the Tumblr API writes them.
    ///
    /// # Errors
    /// Outside the years 1 to 9999.
    pub fn from_seconds(s: i64) -> Result<Self, Invalid> {
        s.checked_mul(1000)
            .ok_or_else(|| Invalid::new(format!("{s} is not a time in seconds")))
            .and_then(Self::from_millis)
    }

    /// Reads `2024-08-19`, `2024-08`, `2024`, `2024-08-19T10:00Z`, `2024-08-19 10:00:00 GMT` or RFC 3339, and
    /// says how precise the text was. A date without a time is its first moment in UTC.
    ///
    /// # Errors
    /// On any other text.
    pub fn parse(text: &str) -> Result<(Self, Precision), Invalid> {
        let bad = || Invalid::new(format!("“{text}” is not a date; use 2024-08-19 or 2024-08-19T10:00:00Z"));
        let trimmed = text.trim();
        // jiff reads offsets but not these names, which feeds and the Tumblr API write.
        let utc = trimmed.strip_suffix("GMT").or(trimmed.strip_suffix("UTC")).map(str::trim);
        // First the text with an offset: as a civil time its offset would be lost.
        if let Ok(timestamp) = trimmed.parse::<Timestamp>() {
            return Ok((Self::from_millis(timestamp.as_millisecond())?, Precision::Exact));
        }
        // What has no offset is taken for UTC.
        let civil = utc.unwrap_or(trimmed).trim_end_matches('Z');
        let (moment, precision) = if civil.len() > 10 {
            (civil.parse::<civil::DateTime>().map_err(|_| bad())?, Precision::Exact)
        } else {
            let mut parts = civil.split('-');
            let number = |part: Option<&str>| part.map(|p| p.parse::<i16>().map_err(|_| bad())).transpose();
            let year = number(parts.next())?.ok_or_else(bad)?;
            let month = number(parts.next())?;
            let day = number(parts.next())?;
            // Four digits exactly: `24-01-01` could be meant for 2024 or for year 24.
            if parts.next().is_some() || civil.split('-').next().map(str::len) != Some(4) {
                return Err(bad());
            }
            let part = |n: Option<i16>| i8::try_from(n.unwrap_or(1)).map_err(|_| bad());
            let date = civil::Date::new(year, part(month)?, part(day)?).map_err(|_| bad())?;
            let precision = match (month, day) {
                (_, Some(_)) => Precision::Day,
                (Some(_), None) => Precision::Month,
                (None, None) => Precision::Year,
            };
            (date.to_datetime(civil::Time::midnight()), precision)
        };
        let timestamp = moment.to_zoned(TimeZone::UTC).map_err(|_| bad())?.timestamp();
        Ok((Self::from_millis(timestamp.as_millisecond())?, precision))
    }

    /// Whether other systems write this moment for “not known”: year 1 and before, year 9999, and the epoch in any
    /// time zone, give or take a second. Other old dates are real: people backdate posts.
    pub fn is_sentinel(self) -> bool {
        const ZONES: i64 = 14 * 3600;
        const QUARTER: i64 = 900;
        const YEAR_2: i64 = -62_104_060_800;
        const YEAR_9999: i64 = 253_370_764_800;
        let seconds = self.seconds();
        // Midnight of 1970-01-01 in a local time zone; all zones are whole quarters of an hour.
        let epoch = (-1..=1).contains(&seconds) || seconds.abs() <= ZONES && seconds % QUARTER == 0;
        !(YEAR_2..YEAR_9999).contains(&seconds) || epoch
    }

    /// Whole seconds since the epoch, rounded down.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    fn civil(self) -> civil::DateTime {
        Timestamp::from_millisecond(self.0.clamp(MIN, MAX))
            // Time as jiff knows it ends two hours before ours.
            .unwrap_or(Timestamp::MAX)
            .to_zoned(TimeZone::UTC)
            .datetime()
    }

    /// Year, month 1 to 12, day, hour, minute and second in UTC.
    pub fn parts(self) -> (i16, i8, i8, i8, i8, i8) {
        let c = self.civil();
        (c.year(), c.month(), c.day(), c.hour(), c.minute(), c.second())
    }

    /// The month this moment lies in.
    pub fn month(self) -> Month {
        let c = self.civil();
        Month { year: c.year(), month: c.month() }
    }

    /// RFC 3339 in UTC, to the second: `2024-08-19T10:00:00Z`.
    pub fn rfc3339(self) -> String {
        let (y, mo, d, h, mi, s) = self.parts();
        format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}Z")
    }

    /// RFC 2822 in UTC as RSS and HTTP write it: `Mon, 19 Aug 2024 10:00:00 GMT`.
    pub fn http_date(self) -> String {
        let c = self.civil();
        let day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
            [usize::try_from(c.weekday().to_monday_zero_offset()).unwrap_or(0) % 7];
        let (y, mo, d, h, mi, s) = self.parts();
        format!("{day}, {d:02} {} {y:04} {h:02}:{mi:02}:{s:02} GMT", Month { year: y, month: mo }.short())
    }

    /// This moment earlier by so many calendar units; months and years keep the day where they can.
    pub fn minus(self, amount: i64, unit: Unit) -> Self {
        let span = match unit {
            Unit::Second => jiff::Span::new().try_seconds(amount),
            Unit::Minute => jiff::Span::new().try_minutes(amount),
            Unit::Hour => jiff::Span::new().try_hours(amount),
            Unit::Day => jiff::Span::new().try_days(amount),
            Unit::Week => jiff::Span::new().try_weeks(amount),
            Unit::Month => jiff::Span::new().try_months(amount),
            Unit::Year => jiff::Span::new().try_years(amount),
        };
        span.ok()
            // By the calendar: months and years have no fixed length.
            .and_then(|span| self.civil().checked_sub(span).ok())
            .and_then(|c| c.to_zoned(TimeZone::UTC).ok())
            .map_or(Self::EARLIEST, |z| Self(z.timestamp().as_millisecond().clamp(MIN, MAX)))
    }
}

/// A calendar unit of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A calendar month in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Month {
    /// Year, 1 to 9999.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
}

impl Month {
    /// The first moment of the month.
    pub fn start(self) -> Time {
        civil::Date::new(self.year, self.month, 1)
            .ok()
            .and_then(|d| d.to_zoned(TimeZone::UTC).ok())
            .map_or(Time::EARLIEST, |z| Time(z.timestamp().as_millisecond()))
    }

    /// The month after; December 9999 is its own next.
    pub fn next(self) -> Self {
        match (self.year, self.month) {
            (9999, 12) => self,
            (year, 12) => Self { year: year + 1, month: 1 },
            (year, month) => Self { year, month: month + 1 },
        }
    }

    /// Three English letters: `Aug`.
    pub fn short(self) -> &'static str {
        &self.name()[..3]
    }

    /// The English name: `August`.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        NAMES[usize::try_from(self.month - 1).unwrap_or(0) % 12]
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_say_how_precise_they_are() {
        let read = |text| Time::parse(text).map(|(t, p)| (t.rfc3339(), p));
        assert_eq!(read("2024-08-19").unwrap(), ("2024-08-19T00:00:00Z".into(), Precision::Day));
        assert_eq!(read("2024-08").unwrap(), ("2024-08-01T00:00:00Z".into(), Precision::Month));
        assert_eq!(read("2021").unwrap(), ("2021-01-01T00:00:00Z".into(), Precision::Year));
        assert_eq!(
            read("2024-08-19 10:11:12 GMT").unwrap(),
            ("2024-08-19T10:11:12Z".into(), Precision::Exact)
        );
        assert_eq!(
            read("2024-08-19T10:11:12+04:00").unwrap(),
            ("2024-08-19T06:11:12Z".into(), Precision::Exact)
        );
        for bad in ["", "yesterday", "2024-13-01", "24-01-01", "2024-01-01-01", "99999-01-01"] {
            assert!(Time::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_stands_for_unknown_is_told_from_old_dates() {
        let sentinel = |text: &str| Time::parse(text).unwrap().0.is_sentinel();
        for unknown in [
            "0001-01-01",
            "0001-12-31",
            "9999-01-01",
            "1970-01-01",
            "1970-01-01T00:00:01Z",
            "1969-12-31T19:00:00Z",
        ] {
            assert!(sentinel(unknown), "{unknown}");
        }
        for old in ["0002-01-01", "1850-06-01", "1969-12-31T19:01:00Z", "1970-01-02", "9998-12-31"] {
            assert!(!sentinel(old), "{old}");
        }
        assert!(Time::EARLIEST.is_sentinel() && Time::LATEST.is_sentinel());
        assert_eq!(Time::LATEST.parts().0, 9999);
    }

    #[test]
    fn months_follow_one_another() {
        let december = Time::parse("2023-12-31").unwrap().0.month();
        assert_eq!(december.next().to_string(), "2024-01");
        assert_eq!(december.next().start().rfc3339(), "2024-01-01T00:00:00Z");
        assert_eq!(Time(0).minus(3, Unit::Month).rfc3339(), "1969-10-01T00:00:00Z");
        assert_eq!(Time(0).http_date(), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
