//! What a decision about a proposal says about subjects, within the transaction of the decision.

use super::Actor;
use super::change_set::{Draft, Turn};
use super::spelling::together;
use crate::Result;
use model::{LinkKind, SubjectDeed, Time};
use store::Tx;

const REASON: &str = "decided on a proposal";

/// What is said of two tags.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// How they belong together, or that they are different.
    pub kind: LinkKind,
    /// Fold and name.
    pub a: (String, String),
    pub b: (String, String),
    /// What shows it; may be empty.
    pub evidence: String,
}

/// Joins tags; gives the number of the entry in the history.
pub(crate) fn join(tx: &mut Tx<'_>, by: &Actor, now: Time, said: Vec<Said>) -> Result<i64> {
    enter(tx, SubjectDeed::Join, " = ", by, now, said)
}

/// Says that tags are different; gives the number of the entry in the history.
pub(crate) fn refuse(tx: &mut Tx<'_>, by: &Actor, now: Time, said: Vec<Said>) -> Result<i64> {
    enter(tx, SubjectDeed::Refuse, " ≠ ", by, now, said)
}

/// Takes an entry back.
pub(crate) fn undo(tx: &mut Tx<'_>, entry: i64, by: &Actor, now: Time) -> Result<i64> {
    super::undo::undo(tx, entry, "the decision on the proposal was taken back", by, now)
}

fn enter(
    tx: &mut Tx<'_>,
    deed: SubjectDeed,
    sign: &str,
    by: &Actor,
    now: Time,
    said: Vec<Said>,
) -> Result<i64> {
    let mut turn = Turn::begin(tx, by, now)?;
    let mut names: Vec<&str> = Vec::new();
    for name in said.iter().flat_map(|said| [said.a.1.as_str(), said.b.1.as_str()]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    turn.open(tx, deed, &together(names.into_iter(), sign), REASON, None)?;
    let draft = |said: Said| Draft {
        kind: said.kind,
        a: said.a,
        b: said.b,
        reason: REASON.to_owned(),
        evidence: said.evidence,
        who: None,
        at: None,
    };
    turn.make(tx, said.into_iter().map(draft).collect())?;
    turn.finish(tx)
}
