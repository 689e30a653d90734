//! The figures and dates of two texts, wherever they stand: a passage may have been moved, and the same figure may mean
//! a day in one text and an hour in the other.

use super::figure::Figure;
use super::token::Token;
use super::word_kind::WordKind;
use std::collections::HashSet;

/// How many figures and dates each of two texts has for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OwnValues {
    pub figures: u32,
    /// Months, weekdays and days of a month.
    pub dates: u32,
}

/// The figures and dates that stand in one of two texts alone, as far as the other has as many of its own.
pub(super) fn own_values(one: &[Token], other: &[Token]) -> OwnValues {
    let (one, other) = (Values::of(one), Values::of(other));
    let own =
        |a: &HashSet<u64>, b: &HashSet<u64>| a.difference(b).count().min(b.difference(a).count()) as u32;
    let figures = own(&one.figures, &other.figures);
    let days = own(&one.days, &other.days).min(figures);
    OwnValues { figures: figures - days, dates: own(&one.dates, &other.dates) + days }
}

/// The values of one text.
#[derive(Default)]
struct Values {
    figures: HashSet<u64>,
    /// Those of the figures that stand beside a month or a weekday.
    days: HashSet<u64>,
    dates: HashSet<u64>,
}

impl Values {
    fn of(tokens: &[Token]) -> Self {
        let mut found = Self::default();
        let mut before = None;
        let mut runs = tokens.chunk_by(|a, b| a.kind == b.kind).peekable();
        while let Some(run) = runs.next() {
            let kind = run[0].kind;
            let after = runs.peek().map(|run| run[0].kind);
            match kind {
                // Neighbours are one figure: a time, a number in groups.
                WordKind::Figure => {
                    let value = Figure::joined(run.iter().map(|token| token.figure)).value;
                    found.figures.insert(value);
                    if before == Some(WordKind::Date) || after == Some(WordKind::Date) {
                        found.days.insert(value);
                    }
                }
                WordKind::Date => found.dates.extend(run.iter().map(|token| token.date)),
                _ => {}
            }
            before = Some(kind);
        }
        found
    }
}
