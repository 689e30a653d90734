//! An expression back to text that parses to it.

use super::{Expr, Query, Term};
use crate::chars::is_word;
use model::{Precision, Time};
use std::fmt::{Display, Formatter, Result};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.expr.fmt(f)?;
        if let Some(sort) = self.sort {
            let space = if self.expr == Expr::All { "" } else { " " };
            write!(f, "{space}sort:{}", sort.name())?;
        }
        Ok(())
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::All => Ok(()),
            // AND binds tighter than OR. An AND inside an AND keeps its brackets, though the parser
            // makes none.
            Self::And(parts) => joined(f, parts, " ", |part| matches!(part, Self::Or(_) | Self::And(_))),
            Self::Or(parts) => joined(f, parts, " OR ", |part| matches!(part, Self::Or(_))),
            Self::Not(inner) => {
                f.write_str("-")?;
                bracketed(f, inner, !matches!(**inner, Self::Term(_)))
            }
            Self::Term(term) => term.fmt(f),
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expr], between: &str, brackets: impl Fn(&Expr) -> bool) -> Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(between)?;
        }
        bracketed(f, part, brackets(part))?;
    }
    Ok(())
}

fn bracketed(f: &mut Formatter<'_>, expr: &Expr, brackets: bool) -> Result {
    if brackets { write!(f, "({expr})") } else { expr.fmt(f) }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Tag { name, exact } => {
                f.write_str(if *exact { "##" } else { "#" })?;
                text(f, name, |c| is_word(c) || matches!(c, '-' | '.' | '\'' | '+' | '&' | '/'))
            }
            // Bare, these three would be read as operators.
            Self::Word(word) if matches!(word.as_str(), "OR" | "AND" | "NOT") => write!(f, "\"{word}\""),
            Self::Word(words) | Self::Phrase(words) => {
                // A word that begins with `-` would be read as a negation.
                let plain = words.starts_with(is_word);
                text(f, words, |c| plain && (is_word(c) || matches!(c, '-' | '.' | '\'' | '’')))
            }
            Self::Type(types) => list(f, "type", types.iter().map(|t| t.name())),
            Self::Lang(langs) => {
                list(f, "lang", langs.iter().map(|l| l.as_ref().map_or("unknown", |l| l.code())))
            }
            Self::Blog(name) => write!(f, "from:{name}"),
            Self::Source(host) => write!(f, "source:{host}"),
            Self::Is(is) => write!(f, "is:{}", is.name()),
            Self::Has(has) => write!(f, "has:{}", has.name()),
            Self::Notes { min, max } => notes(f, *min, *max),
            Self::Time { from, until } => time(f, *from, *until),
        }
    }
}

fn text(f: &mut Formatter<'_>, text: &str, bare: impl Fn(char) -> bool) -> Result {
    if !text.is_empty() && text.chars().all(bare) {
        return f.write_str(text);
    }
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}

fn list<'a>(f: &mut Formatter<'_>, key: &str, names: impl Iterator<Item = &'a str>) -> Result {
    write!(f, "{key}:{}", names.collect::<Vec<_>>().join(","))
}

fn notes(f: &mut Formatter<'_>, min: Option<u64>, max: Option<u64>) -> Result {
    match (min, max) {
        (Some(min), Some(max)) if min == max => write!(f, "notes:{min}"),
        (Some(min), Some(max)) => write!(f, "notes:{min}..{max}"),
        (None, Some(max)) => write!(f, "notes:<={max}"),
        (min, None) => write!(f, "notes:>={}", min.unwrap_or(0)),
    }
}

fn time(f: &mut Formatter<'_>, from: Option<Time>, until: Option<Time>) -> Result {
    match (from, until) {
        (Some(from), Some(until)) => {
            for precision in [Precision::Year, Precision::Month, Precision::Day] {
                let name = date(from, precision);
                // Proved by reading the text back, so the two ways cannot drift apart.
                if super::value::period(&name).is_ok_and(|whole| whole == (from, Some(until))) {
                    return write!(f, "during:{name}");
                }
            }
            write!(f, "during:{}..{}", moment(from), moment(until))
        }
        (None, Some(until)) => write!(f, "before:{}", start(until)),
        (from, None) => write!(f, "during:{}..", start(from.unwrap_or(Time::EARLIEST))),
    }
}

/// The shortest text whose period starts at this moment.
fn start(time: Time) -> String {
    let day = date(time, Precision::Day);
    if super::value::period(&day).is_ok_and(|(start, _)| start == time) { day } else { moment(time) }
}

fn date(time: Time, precision: Precision) -> String {
    let (year, month, day, ..) = time.parts();
    match precision {
        Precision::Year => format!("{year:04}"),
        Precision::Month => format!("{year:04}-{month:02}"),
        _ => format!("{year:04}-{month:02}-{day:02}"),
    }
}

fn moment(time: Time) -> String {
    let (seconds, ms) = (time.rfc3339(), time.0.rem_euclid(1000));
    if ms == 0 { seconds } else { format!("{}.{ms:03}Z", seconds.trim_end_matches('Z')) }
}
