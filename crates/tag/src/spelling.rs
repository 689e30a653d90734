//! Spellings of one name: which other tags could name the same thing, judged by the letters alone.
//!
//! A proposal is for a person to judge. [`keys`] says under which keys a name meets its candidates, [`propose`] which
//! of them to propose.

mod keys;
mod reading;
mod system;

pub use self::reading::Reading;

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

/// Those of the candidates that could be spellings of the name, best first.
pub fn propose(name: &str, others: &[&str]) -> Vec<Proposal> {
    let Some(of) = Reading::of(name) else { return Vec::new() };
    let mut found: Vec<Proposal> = others
        .iter()
        .enumerate()
        .filter_map(|(i, other)| {
            let other_reading = Reading::of(other)?;
            let kind = kind(&of, &other_reading);
            let score = match kind {
                Kind::SameName if *other != name => 0.99,
                Kind::SameName => return None,
                _ => likeness(&of, &other_reading),
            };
            (score >= CUT).then_some(Proposal { name: i, score, kind })
        })
        .collect();
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.name.cmp(&b.name)));
    found
}

const CUT: f32 = 0.8;

fn kind(a: &Reading, b: &Reading) -> Kind {
    if a.bare == b.bare {
        Kind::SameName
    } else if a.system == b.system {
        Kind::Spelling
    } else {
        Kind::OtherScript
    }
}

fn likeness(a: &Reading, b: &Reading) -> f32 {
    let (a, b) = (&a.symbols, &b.symbols);
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for x in a {
        let mut corner = row[0];
        row[0] += 1;
        for (j, y) in b.iter().enumerate() {
            let best = (corner + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], best);
        }
    }
    let longer = a.len().max(b.len()).max(1);
    #[allow(clippy::cast_precision_loss, reason = "at most 64")]
    let share = row[b.len()] as f32 / longer as f32;
    1.0 - share
}
