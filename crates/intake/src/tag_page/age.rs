//! Ages as a page writes them.

use model::time::Unit;
use model::{Invalid, Precision, Time};

/// The moment an age names, counted back from `now`, and how precisely. A date instead of an age reads as itself.
pub(super) fn before(age: &str, now: Time) -> Result<(Time, Precision), Invalid> {
    let text = age.trim().to_lowercase();
    if matches!(text.as_str(), "just now" | "now" | "moments ago" | "a moment ago") {
        return Ok((now, Precision::Minute));
    }
    if text == "yesterday" {
        return Ok((now.minus(1, Unit::Day), Precision::Day));
    }
    match amount_and_unit(&text) {
        Some((amount, unit, precision)) => Ok((now.minus(amount, unit), precision)),
        None => date(age).map_err(|_| {
            Invalid::new(format!(
                "“{}” is not an age; write “3 months ago”, “a day ago” or a date such as 2024-08-19",
                age.trim().chars().take(64).collect::<String>()
            ))
        }),
    }
}

/// A date names a whole day, month or year; its noon leaves room on both sides.
fn date(text: &str) -> Result<(Time, Precision), Invalid> {
    let (time, precision) = Time::parse(text)?;
    // What other systems write for “not known” must not become a date.
    if time.is_sentinel() {
        return Ok((Time::EPOCH, Precision::Unknown));
    }
    let noon = if precision >= Precision::Day { 12 * 3_600_000 } else { 0 };
    Ok((Time(time.0.saturating_add(noon).min(Time::LATEST.0)), precision))
}

fn amount_and_unit(text: &str) -> Option<(i64, Unit, Precision)> {
    let mut words = text.strip_suffix("ago")?.split_whitespace();
    let amount = match words.next()? {
        "a" | "an" => 1,
        number if number.len() <= 4 => i64::from(number.parse::<u16>().ok()?),
        _ => return None,
    };
    let unit = words.next()?;
    if words.next().is_some() {
        return None;
    }
    let (unit, precision) = match unit.strip_suffix('s').unwrap_or(unit) {
        // Seconds had gone by before the page was saved, so they tell nothing finer than a minute.
        "second" => (Unit::Second, Precision::Minute),
        "minute" => (Unit::Minute, Precision::Minute),
        "hour" => (Unit::Hour, Precision::Hour),
        "day" => (Unit::Day, Precision::Day),
        // A week is coarser than a day, and there is nothing between a day and a month.
        "week" => (Unit::Week, Precision::Month),
        "month" => (Unit::Month, Precision::Month),
        "year" => (Unit::Year, Precision::Year),
        _ => return None,
    };
    Some((amount, unit, precision))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_count_back_in_calendar_units() {
        let now = Time::parse("2024-11-22T12:00:00Z").unwrap().0;
        let read = |text| before(text, now).map(|(time, precision)| (time.rfc3339(), precision));
        assert_eq!(read("3 months ago").unwrap(), ("2024-08-22T12:00:00Z".into(), Precision::Month));
        assert_eq!(read("a day ago").unwrap(), ("2024-11-21T12:00:00Z".into(), Precision::Day));
        assert_eq!(read("5 Hours ago").unwrap(), ("2024-11-22T07:00:00Z".into(), Precision::Hour));
        assert_eq!(read("2 weeks ago").unwrap(), ("2024-11-08T12:00:00Z".into(), Precision::Month));
        assert_eq!(read("4 years ago").unwrap(), ("2020-11-22T12:00:00Z".into(), Precision::Year));
        assert_eq!(read("2024-08-19").unwrap(), ("2024-08-19T12:00:00Z".into(), Precision::Day));
        for bad in
            ["", "ago", "x days ago", "3 fortnights ago", "99999 years ago", "-1 days ago", "3 days old ago"]
        {
            assert!(before(bad, now).is_err(), "{bad}");
        }
    }
}
