//! Spellings of one name: which other tags could name the same thing, judged by the letters alone.
//!
//! A proposal is for a person to judge. [`keys`] says under which keys a name meets its candidates, [`propose`] which
//! of them to propose.

mod align;
mod company;
mod keys;
#[doc(hidden)]
pub mod learn;
mod list;
mod pair;
mod reading;
mod system;
mod table;
mod trees;

use self::company::{Company, Known};
use self::list::List;
#[doc(hidden)]
pub use self::reading::Reading;
use self::table::Table;
use std::collections::{BTreeMap, HashMap};

/// Why two names are proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
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
    pub kind: Kind,
}

/// The keys of a name, sorted and distinct; two names that can be proposed to each other nearly always share one.
/// Empty for what is no name: more than four words or forty characters, digits, too few letters.
pub fn keys(name: &str) -> Vec<u64> {
    Reading::of(name).map(|reading| keys::keys(&reading)).unwrap_or_default()
}

/// Those of the candidates that could be spellings of the name, best first. At most forty: the likeliest are judged
/// beside one another.
pub fn propose(name: &str, others: &[&str]) -> Vec<Proposal> {
    propose_from(name, others, cut())
}

/// The score from which letters alone propose.
pub fn cut() -> f32 {
    table::table().map_or(1.0, |table| table.cut)
}

/// As [`propose`], with every candidate of at least this score: for who has further evidence beside the letters.
pub fn propose_from(name: &str, others: &[&str], least: f32) -> Vec<Proposal> {
    let (Some(table), Some(reading)) = (table::table(), Reading::of(name)) else { return Vec::new() };
    let read: Vec<Option<Reading>> =
        others.iter().map(|other| Reading::of(other).filter(|_| *other != name)).collect();
    let others = read.iter().enumerate().filter_map(|(i, other)| Some((i, other.as_ref()?)));
    among(table, &reading, others, least, &mut Known::new())
}

/// The proposals within a list: places of two names, the lower first, and the score. Each name is asked about as
/// [`propose`] does, with those that share a key; what either of two names proposes is proposed.
pub fn propose_all(names: &[&str]) -> Vec<(usize, usize, f32)> {
    let Some(table) = table::table() else { return Vec::new() };
    let list = List::of(names);
    let mut known = Known::new();
    let mut found: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    for (a, name) in names.iter().enumerate() {
        let Some(reading) = list.reading(a) else { continue };
        let others = list.candidates(a).filter(|&b| names.get(b) != Some(name));
        let others = others.filter_map(|b| Some((b, list.reading(b)?)));
        for proposal in among(table, reading, others, table.cut, &mut known) {
            let b = proposal.name;
            let score = found.entry((a.min(b), a.max(b))).or_insert(0.0);
            *score = score.max(proposal.score);
        }
    }
    found.into_iter().map(|((a, b), score)| (a, b, score)).collect()
}

/// The score of names that are equal but for marks, case, spaces and punctuation.
const SAME_NAME: f32 = 0.99;

fn among<'a>(
    table: &Table,
    name: &'a Reading,
    others: impl Iterator<Item = (usize, &'a Reading)>,
    least: f32,
    known: &mut Known,
) -> Vec<Proposal> {
    let others: Vec<(usize, &Reading)> = others.collect();
    let same = others.iter().filter(|(_, other)| other.bare == name.bare);
    let mut found: Vec<Proposal> =
        same.map(|(i, _)| Proposal { name: *i, score: SAME_NAME, kind: Kind::SameName }).collect();
    let kind: HashMap<usize, Kind> = others.iter().map(|(i, other)| (*i, kind(name, other))).collect();
    let company = Company::of(table, name, others.into_iter(), known);
    for (i, features) in company.features() {
        let score = company::share(table.company.odds(&features));
        match kind.get(&i) {
            Some(&kind) if kind != Kind::SameName && score >= least => {
                found.push(Proposal { name: i, score, kind });
            }
            _ => {}
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.name.cmp(&b.name)));
    found
}

fn kind(a: &Reading, b: &Reading) -> Kind {
    if a.bare == b.bare {
        Kind::SameName
    } else if a.system == b.system {
        Kind::Spelling
    } else {
        Kind::OtherScript
    }
}
