//! Where a page of a list begins, as text in an address.

use index::{Cursor, Key};
use model::{Invalid, Precision, Sort, Time};

/// Reads a cursor a page gave before, or a date.
pub(crate) fn parse_cursor(text: &str, sort: Sort) -> Result<Cursor, Invalid> {
    let bad = || {
        Invalid::new(match sort {
            Sort::Top => "“before” must be a value that a page in this order gave as its next",
            _ => {
                "“before” must be a value that a page gave as its next, or a date such as 2023-05 or 2023-05-17"
            }
        })
    };
    let numbers: Option<Vec<i64>> = text.split('.').map(|part| part.parse().ok()).collect();
    match (sort, numbers.as_deref()) {
        // The number of parts must fit the order, so a cursor of another order is refused.
        (Sort::Top, Some([notes, time, id])) => {
            Ok(Cursor { notes: Some(*notes), key: Key { time: Time::from_millis(*time)?.0, id: *id } })
        }
        (Sort::Latest | Sort::Oldest, Some([time, id])) => {
            Ok(Cursor { notes: None, key: Key { time: Time::from_millis(*time)?.0, id: *id } })
        }
        // A year alone is one number and falls through to here, as it is a date.
        (Sort::Latest | Sort::Oldest, _) => parse_date_cursor(text, sort).ok_or_else(bad),
        _ => Err(bad()),
    }
}

/// A date as a place in the list: its whole span comes after the cursor.
fn parse_date_cursor(text: &str, sort: Sort) -> Option<Cursor> {
    let (start, precision) = Time::parse(text).ok()?;
    let key = match sort {
        // The last possible key before the span, so that its first post follows the cursor.
        Sort::Oldest => Key { time: start.0 - 1, id: i64::MAX },
        _ => Key { time: end_of_period(start, precision).0, id: i64::MIN },
    };
    Some(Cursor { notes: None, key })
}

fn end_of_period(start: Time, precision: Precision) -> Time {
    match precision {
        Precision::Year => {
            // The year after the last accepted one does not parse; then nothing can lie behind.
            Time::parse(&format!("{:04}", i32::from(start.parts().0) + 1)).map_or(Time::LATEST, |t| t.0)
        }
        Precision::Month => start.month().next().start(),
        Precision::Day => Time(start.0 + 86_400_000),
        _ => Time(start.0 + 1000),
    }
}

/// The text of a cursor.
pub(crate) fn cursor_text(cursor: &Cursor, sort: Sort) -> String {
    match sort {
        Sort::Top => format!("{}.{}.{}", cursor.notes.unwrap_or(i64::MAX), cursor.key.time, cursor.key.id),
        _ => format!("{}.{}", cursor.key.time, cursor.key.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_seen_whole_from_either_end() {
        let latest = parse_cursor("2023-05", Sort::Latest).unwrap();
        assert_eq!(Time(latest.key.time).rfc3339(), "2023-06-01T00:00:00Z");
        let oldest = parse_cursor("2023-05", Sort::Oldest).unwrap();
        assert_eq!(Time(oldest.key.time + 1).rfc3339(), "2023-05-01T00:00:00Z");
    }

    #[test]
    fn a_cursor_survives_its_text_and_nonsense_is_refused() {
        let cursor = Cursor { notes: Some(5), key: Key { time: -3, id: 9 } };
        assert_eq!(parse_cursor(&cursor_text(&cursor, Sort::Top), Sort::Top).unwrap(), cursor);
        for bad in ["", "x", "1.2.3.4", "-", "99999999999999999999.1", "9223372036854775807.1", "1.2"] {
            assert!(parse_cursor(bad, Sort::Top).is_err(), "{bad}");
        }
        assert!(parse_cursor("9223372036854775807.1", Sort::Latest).is_err());
    }
}
