//! Spellings of one name: which other tags could name the same thing, judged by the letters alone.
//!
//! A proposal is for a person to judge. [`keys`] says under which keys a name meets its candidates, [`propose`] which
//! of them to propose.

mod align;
mod company;
mod encoder;
mod keys;
#[doc(hidden)]
pub mod learn;
mod list;
mod pair;
mod reading;
mod sound;
mod system;
mod table;
mod trees;

use self::company::{Company, Known};
use self::list::List;
#[doc(hidden)]
pub use self::reading::Reading;
use self::table::Table;
use std::collections::BTreeMap;

/// Why two names are proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpellingKind {
    /// Equal but for marks, case, spaces and punctuation.
    SameName,
    /// Other letters of the same script.
    Spelling,
    /// Written in another script.
    OtherScript,
}

/// A candidate that could be another spelling of the name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// Its place among the candidates.
    pub name: usize,
    /// How likely it is, 0 to 1.
    pub score: f32,
    /// Why it is proposed.
    pub kind: SpellingKind,
}

/// The keys of a name, sorted and distinct; two names that can be proposed to each other nearly always share one.
/// Empty for what is no name: more than four words or forty characters, digits, too few letters.
pub fn keys(name: &str) -> Vec<u64> {
    Reading::of(name).map(|reading| keys::lookup_keys(&reading)).unwrap_or_default()
}

/// Those of the candidates that could be spellings of the name, best first. At most forty: the likeliest are judged
/// beside one another.
pub fn propose(name: &str, others: &[&str]) -> Vec<Proposal> {
    propose_from(name, others, cut())
}

/// The score from which letters alone propose.
pub fn cut() -> f32 {
    table::spelling_table().map_or(1.0, |table| table.cut)
}

/// As [`propose`], with every candidate of at least this score: for who has further evidence beside the letters.
pub fn propose_from(name: &str, others: &[&str], least: f32) -> Vec<Proposal> {
    let (Some(table), Some(reading)) = (table::spelling_table(), Reading::of(name)) else {
        return Vec::new();
    };
    let read: Vec<Option<Reading>> =
        // The name itself may be among the candidates and is no proposal.
        others.iter().map(|other| Reading::of(other).filter(|_| *other != name)).collect();
    let others = read.iter().enumerate().filter_map(|(i, other)| Some((i, other.as_ref()?)));
    let judged = judge_names(table, &reading, others, &mut Known::new());
    let mut found: Vec<Proposal> = judged
        .into_iter()
        .filter_map(|(i, odds)| {
            let kind = spelling_kind(&reading, read.get(i)?.as_ref()?);
            let score = if kind == SpellingKind::SameName { SAME_NAME } else { company::share_of_odds(odds) };
            (score >= least).then_some(Proposal { name: i, score, kind })
        })
        .collect();
    // Ties by place, so that the same question always has the same answer.
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.name.cmp(&b.name)));
    found
}

/// The proposals within a list: places of two names, the lower first, and the score. Each name is judged as
/// [`propose`] does, beside those that share a key with it; a pair has the mean of what both names say, under the
/// same cut.
pub fn propose_all(names: &[&str]) -> Vec<(usize, usize, f32)> {
    let Some(table) = table::spelling_table() else { return Vec::new() };
    let list = List::of(names);
    let mut known = Known::new();
    let mut said: BTreeMap<(usize, usize), (f32, f32)> = BTreeMap::new();
    for (a, name) in names.iter().enumerate() {
        let Some(reading) = list.reading(a) else { continue };
        let others = list.candidates(a).filter(|&b| names.get(b) != Some(name));
        let others = others.filter_map(|b| Some((b, list.reading(b)?)));
        for (b, odds) in judge_names(table, reading, others, &mut known) {
            // A name sees a candidate among its own rivals only, so both sides may judge, or just
            // one.
            let (sum, count) = said.entry((a.min(b), a.max(b))).or_default();
            *sum += odds;
            *count += 1.0;
        }
    }
    let scored = said.into_iter().filter_map(|((a, b), (sum, count))| {
        let same = spelling_kind(list.reading(a)?, list.reading(b)?) == SpellingKind::SameName;
        Some((a, b, if same { SAME_NAME } else { company::share_of_odds(sum / count) }))
    });
    scored.filter(|(.., score)| *score >= table.cut).collect()
}

/// The score of names that are equal but for marks, case, spaces and punctuation.
const SAME_NAME: f32 = 0.99;
/// Odds by the letters alone below which the company is not asked: the trees learned from nothing lower.
const FAINT: f32 = -3.5;

/// The likeliest candidates with the logarithm of their odds; of names that are the same, any odds.
fn judge_names<'a>(
    table: &Table,
    name: &'a Reading,
    others: impl Iterator<Item = (usize, &'a Reading)>,
    known: &mut Known,
) -> Vec<(usize, f32)> {
    let company = Company::of(table, name, others, known);
    let asked = company
        .features()
        .filter(|(_, features)| features.get(pair::FEATURES).is_some_and(|&odds| odds > FAINT));
    asked.map(|(i, features)| (i, table.company.odds(&features))).collect()
}

fn spelling_kind(a: &Reading, b: &Reading) -> SpellingKind {
    if a.bare == b.bare {
        SpellingKind::SameName
    } else if a.system == b.system {
        SpellingKind::Spelling
    } else {
        SpellingKind::OtherScript
    }
}
