//! What a decision about a proposal says about subjects, within the transaction of the decision.

use super::change_set::{ChangeSet, Draft};
use super::spelling::join_names;
use crate::Actor;
use crate::Result;
use model::{LinkKind, SubjectDeed, Time};
use store::Tx;

const REASON: &str = "decided on a proposal";

/// What is said of two tags.
#[derive(Debug, Clone)]
pub(crate) struct DecisionOutcome {
    /// How they belong together, or that they are different.
    pub kind: LinkKind,
    /// Fold and name.
    pub a: (String, String),
    pub b: (String, String),
    /// What shows it; may be empty.
    pub evidence: String,
}

/// Joins tags; gives the number of the entry in the history.
pub(crate) fn join_pairs(tx: &mut Tx<'_>, by: &Actor, now: Time, said: Vec<DecisionOutcome>) -> Result<i64> {
    enter_change_set(tx, SubjectDeed::Join, " = ", by, now, said)
}

/// Says that tags are different; gives the number of the entry in the history.
pub(crate) fn mark_pairs_distinct(
    tx: &mut Tx<'_>,
    by: &Actor,
    now: Time,
    said: Vec<DecisionOutcome>,
) -> Result<i64> {
    enter_change_set(tx, SubjectDeed::Refuse, " ≠ ", by, now, said)
}

/// Takes an entry back.
pub(crate) fn undo_entry(tx: &mut Tx<'_>, entry: i64, by: &Actor, now: Time) -> Result<i64> {
    super::undo::undo_change_set(tx, entry, "the decision on the proposal was taken back", by, now)
}

fn enter_change_set(
    tx: &mut Tx<'_>,
    deed: SubjectDeed,
    sign: &str,
    by: &Actor,
    now: Time,
    said: Vec<DecisionOutcome>,
) -> Result<i64> {
    // Decisions lock the progress first and subjects second, always in this order.
    let mut turn = ChangeSet::begin_change_set(tx, by, now)?;
    let mut names: Vec<&str> = Vec::new();
    for name in said.iter().flat_map(|said| [said.a.1.as_str(), said.b.1.as_str()]) {
        // Pairs repeat names; the history tells each once.
        if !names.contains(&name) {
            names.push(name);
        }
    }
    turn.open_entry(tx, deed, &join_names(names.into_iter(), sign), REASON, None)?;
    let draft = |said: DecisionOutcome| Draft {
        kind: said.kind,
        a: said.a,
        b: said.b,
        reason: REASON.to_owned(),
        evidence: said.evidence,
        who: None,
        at: None,
    };
    turn.make_links(tx, said.into_iter().map(draft).collect())?;
    turn.finish_change_set(tx)
}
