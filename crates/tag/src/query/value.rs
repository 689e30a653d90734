//! `key:value` in a query.

use super::lex::is_filter_key;
use super::{Has, Is, QueryError, Sort, Term};
use crate::link;
use model::time::Unit;
use model::{BlogName, Lang, PostType, Precision, Time};

const KEYS: &str = "type: lang: from: source: is: has: notes: before: after: during: age: sort: spelling:";

/// What a piece of bare text turned out to be.
pub enum Parsed {
    /// Any of these conditions.
    Terms(Vec<Term>),
    /// Words to search for.
    Text,
    /// Something about the whole query.
    Modifier(Modifier),
}

/// Something about the whole query.
#[derive(Clone, Copy)]
pub enum Modifier {
    Sort(Sort),
    Exact(bool),
}

/// A value and its place.
#[derive(Clone, Copy)]
struct Value<'a> {
    text: &'a str,
    at: usize,
}

/// Reads bare text that begins at code point `at`.
pub fn read(text: &str, at: usize, now: Time) -> Result<Parsed, QueryError> {
    let Some((key, rest)) = text.split_once([':', '：']) else { return Ok(Parsed::Text) };
    // `https://example.com` is an address to search for, not a filter.
    if !is_filter_key(key) || rest.starts_with("//") {
        return Ok(Parsed::Text);
    }
    // A key is ASCII, so its bytes are code points; the colon is one even when it is full-width.
    let value = Value { text: rest, at: at + key.len() + 1 };
    let terms = match key.to_ascii_lowercase().as_str() {
        "type" => types(value)?,
        "lang" => langs(value)?,
        "from" => value.each(blog)?,
        "source" => value.each(source)?,
        "is" => value.each(|v| named("is", v, Is::ALL, Is::name).map(Term::Is))?,
        "has" => value.each(|v| named("has", v, Has::ALL, Has::name).map(Term::Has))?,
        "notes" => vec![notes(value)?],
        "before" => vec![before(value)?],
        "after" => vec![after(value)?],
        "during" => vec![during(value)?],
        "age" => vec![age(value, now)?],
        "sort" => {
            return named("sort", value, Sort::ALL, Sort::name).map(|s| Parsed::Modifier(Modifier::Sort(s)));
        }
        "spelling" => {
            let exact = named("spelling", value, &["exact", "any"], |name| name)? == "exact";
            return Ok(Parsed::Modifier(Modifier::Exact(exact)));
        }
        // "note:" with nothing behind it is prose.
        _ if rest.is_empty() => return Ok(Parsed::Text),
        _ => {
            let message = format!("“{key}:” is not a filter; use {KEYS}, or quote the words: \"{text}\"");
            return Err(QueryError::new(at, message));
        }
    };
    Ok(Parsed::Terms(terms))
}

impl<'a> Value<'a> {
    fn error(self, message: impl Into<String>) -> QueryError {
        QueryError::new(self.at, message)
    }

    /// The parts between commas or bars, empty ones too.
    fn parts(self) -> impl Iterator<Item = Value<'a>> {
        let mut at = self.at;
        self.text.split([',', '|']).map(move |text| {
            let part = Value { text, at };
            at += text.chars().count() + 1;
            part
        })
    }

    /// One term for each different part.
    fn each(self, read: impl Fn(Value<'a>) -> Result<Term, QueryError>) -> Result<Vec<Term>, QueryError> {
        self.parts().map(read).try_fold(Vec::new(), |terms, term| Ok(with(terms, term?)))
    }

    /// The same value some bytes of ASCII further on.
    fn skip(self, bytes: usize) -> Self {
        Value { text: &self.text[bytes..], at: self.at + bytes }
    }
}

fn with<T: PartialEq>(mut list: Vec<T>, item: T) -> Vec<T> {
    if !list.contains(&item) {
        list.push(item);
    }
    list
}

fn named<T: Copy>(
    key: &str,
    value: Value<'_>,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, QueryError> {
    let typed = value.text.to_ascii_lowercase();
    all.iter().copied().find(|&one| name(one) == typed).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|&one| name(one)).collect();
        let list = if key == "sort" || key == "spelling" { "" } else { ", or several with commas" };
        value.error(format!("{key}: takes {}{list}; “{}” is none of them", names.join(", "), value.text))
    })
}

fn types(value: Value<'_>) -> Result<Vec<Term>, QueryError> {
    let types = value
        .parts()
        .map(|part| named("type", part, PostType::ALL, PostType::name))
        .try_fold(Vec::new(), |list, one| Ok(with(list, one?)))?;
    Ok(vec![Term::Type(types)])
}

fn langs(value: Value<'_>) -> Result<Vec<Term>, QueryError> {
    let langs = value.parts().map(lang).try_fold(Vec::new(), |list, one| Ok(with(list, one?)))?;
    Ok(vec![Term::Lang(langs)])
}

/// A code, or a word for “not known”: `und` is what BCP 47 calls it.
fn lang(value: Value<'_>) -> Result<Option<Lang>, QueryError> {
    if ["unknown", "und"].iter().any(|word| value.text.eq_ignore_ascii_case(word)) {
        return Ok(None);
    }
    let wrong = |invalid: model::Invalid| value.error(format!("{}, or unknown", invalid.0));
    Lang::parse(value.text).map(Some).map_err(wrong)
}

fn blog(value: Value<'_>) -> Result<Term, QueryError> {
    let name = value.text.strip_prefix('@').unwrap_or(value.text);
    BlogName::parse(name).map(Term::Blog).map_err(|invalid| value.error(invalid.0))
}

fn source(value: Value<'_>) -> Result<Term, QueryError> {
    let lower = value.text.to_lowercase();
    let host = link::host(&lower).trim_end_matches('.');
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if host.len() <= 253 && host.split('.').all(label) {
        return Ok(Term::Source(host.to_owned()));
    }
    Err(value.error(format!("source: takes a host such as instagram.com; “{}” is none", value.text)))
}

fn notes(value: Value<'_>) -> Result<Term, QueryError> {
    let number = |v: Value<'_>| {
        // `parse` alone would accept a plus sign.
        let digits = !v.text.is_empty() && v.text.bytes().all(|b| b.is_ascii_digit());
        v.text.parse::<u64>().ok().filter(|_| digits).ok_or_else(|| {
            v.error(format!(
                "notes: takes a number as in notes:3, notes:>=10 or notes:5..20; “{}” is none",
                v.text
            ))
        })
    };
    let nothing = || value.error("no number of notes is in this range; put the smaller number first");
    let (min, max) = if let Some((low, high)) = value.text.split_once("..") {
        let end = |v: Value<'_>| if v.text.is_empty() { Ok(None) } else { number(v).map(Some) };
        (
            end(Value { text: low, ..value })?,
            end(Value { text: high, at: value.at + low.chars().count() + 2 })?,
        )
    } else {
        let (sign, rest) = comparison(value);
        let n = number(rest)?;
        match sign {
            ">=" => (Some(n), None),
            "<=" => (None, Some(n)),
            // More than the greatest number is an empty range, told as such instead of wrapping to
            // 0.
            ">" => (Some(n.checked_add(1).ok_or_else(nothing)?), None),
            "<" => (None, Some(n.checked_sub(1).ok_or_else(nothing)?)),
            _ => (Some(n), Some(n)),
        }
    };
    match (min, max) {
        (None, None) => Err(value.error("notes: takes a number as in notes:3, notes:>=10 or notes:5..20")),
        (Some(min), Some(max)) if min > max => Err(nothing()),
        _ => Ok(Term::Notes { min, max }),
    }
}

/// The comparison sign at the start, empty where there is none, and what follows it.
fn comparison(value: Value<'_>) -> (&str, Value<'_>) {
    let sign = [">=", "<=", ">", "<", "="].into_iter().find(|sign| value.text.starts_with(sign));
    match sign {
        Some(sign) => (sign, value.skip(sign.len())),
        None => ("", value),
    }
}

/// The period a date names: its first moment, and the first moment after it unless time ends there. A moment is
/// an empty period.
pub fn period(text: &str) -> Result<(Time, Option<Time>), model::Invalid> {
    let (start, precision) = Time::parse(text)?;
    let end = match precision {
        // A text that is a date is never of unknown precision.
        Precision::Exact | Precision::Minute | Precision::Hour | Precision::Unknown => start,
        Precision::Day => start.minus(-1, Unit::Day),
        Precision::Month => start.minus(-1, Unit::Month),
        Precision::Year => start.minus(-1, Unit::Year),
    };
    // Where time ends, `minus` falls back to the earliest moment.
    Ok((start, Some(end).filter(|&end| end >= start)))
}

fn period_of(value: Value<'_>) -> Result<(Time, Option<Time>), QueryError> {
    period(value.text).map_err(|_| {
        value.error(format!(
            "“{}” is not a date; use 2023, 2023-05, 2023-05-19 or 2023-05-19T10:00:00Z",
            value.text
        ))
    })
}

fn before(value: Value<'_>) -> Result<Term, QueryError> {
    Ok(Term::Time { from: None, until: Some(period_of(value)?.0) })
}

/// After the whole period, so that before, during and after a date share no moment and leave none out.
fn after(value: Value<'_>) -> Result<Term, QueryError> {
    match period_of(value)?.1 {
        Some(end) => Ok(Term::Time { from: Some(end), until: None }),
        None => Err(value.error("nothing comes after the year 9999")),
    }
}

fn during(value: Value<'_>) -> Result<Term, QueryError> {
    let (from, until) = match value.text.split_once("..") {
        None => {
            let (start, end) = period_of(value)?;
            (Some(start), end)
        }
        Some((low, high)) => {
            let high_value = Value { text: high, at: value.at + low.chars().count() + 2 };
            let from = (!low.is_empty()).then(|| period_of(Value { text: low, ..value })).transpose()?;
            let until = (!high.is_empty()).then(|| period_of(high_value)).transpose()?;
            if from.is_none() && until.is_none() {
                return Err(
                    value.error("during: takes a date or a range, as in during:2023-05 or during:2020..2022")
                );
            }
            (from.map(|(start, _)| start), until.and_then(|(_, end)| end))
        }
    };
    match (from, until) {
        (Some(from), Some(until)) if from >= until => Err(value
            .error("no time lies in this range; put the earlier date first, or give a day, month or year")),
        // A range open at both ends still needs one end, by the rule of `Term::Time`.
        (None, None) => Ok(Term::Time { from: Some(Time::EARLIEST), until: None }),
        _ => Ok(Term::Time { from, until }),
    }
}

const AGE: &str =
    "age: takes a number and a unit (min, h, d, w, mo or y), as in age:<30d, age:>1y or age:1mo..1y";

fn age(value: Value<'_>, now: Time) -> Result<Term, QueryError> {
    let ago = |v: Value<'_>| {
        let split = v.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(v.text.len());
        let (number, unit) = v.text.split_at(split);
        let unit = match unit.to_ascii_lowercase().as_str() {
            "min" => Unit::Minute,
            "h" => Unit::Hour,
            "d" => Unit::Day,
            "w" => Unit::Week,
            "mo" => Unit::Month,
            "y" => Unit::Year,
            _ => return Err(v.error(AGE)),
        };
        // An age beyond year 1 is cut to the earliest moment rather than refused.
        Ok(now.minus(number.parse().map_err(|_| v.error(AGE))?, unit))
    };
    // Ranges leave out their end, so one millisecond more takes the moment itself in.
    let next = |time: Time| Time((time.0 + 1).min(Time::LATEST.0));
    let (from, until) = if let Some((young, old)) = value.text.split_once("..") {
        let young = Value { text: young, ..value };
        let old = Value { text: old, at: value.at + young.text.chars().count() + 2 };
        (Some(ago(old)?), Some(next(ago(young)?)))
    } else {
        let (sign, rest) = comparison(value);
        let then = ago(rest)?;
        match sign {
            ">" => (None, Some(then)),
            ">=" => (None, Some(next(then))),
            "<" => (Some(next(then)), None),
            // An age alone means “no older than”.
            _ => (Some(then), None),
        }
    };
    match (from, until) {
        (Some(from), Some(until)) if from >= until => {
            Err(value.error("no age lies in this range; put the shorter age first"))
        }
        _ => Ok(Term::Time { from, until }),
    }
}
