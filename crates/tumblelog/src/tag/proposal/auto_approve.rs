//! Joining without a person, where the site has turned on a threshold.

use super::decide::{Decision, decide_in_transaction};
use super::{score_to_number, similar_names};
use crate::Actor;
use crate::{Error, Result, Site};
use model::Time;
use spelling::SpellingKind;
use store::proposal_names::{self, ProposalName};
use store::proposals::{self, Proposal, State};
use store::{Tx, proposal_progress};

/// Proposals of one round.
const ROUND: i64 = 50;

impl Site {
    /// Joins the waiting proposals whose every needed link has at least this score, in the name of the threshold; how
    /// many. Not those in which two names differ by marks alone, and nothing that somebody told apart. Each can be
    /// undone.
    pub(super) async fn join_sure(&self, threshold: f32) -> Result<usize> {
        // Zero marks proposals that were left to people, so it is never enough.
        let least = score_to_number(threshold).max(1);
        let ids =
            self.store.read(move |tx| Ok::<_, Error>(proposals::list_surest(tx, least, ROUND)?)).await?;
        let now = self.clock().now();
        let mut joined = 0;
        for id in ids {
            // One transaction for each, so that one conflict does not hold back the others.
            match self.store.write(move |tx| join_proposal(tx, id, least, now)).await {
                Ok(true) => joined += 1,
                Ok(false) => {}
                Err(error @ (Error::Invalid(_) | Error::Refused(_) | Error::NotFound(_))) => {
                    // Swallowed: what contradicts a person's word would otherwise fail every round.
                    tracing::warn!(%error, proposal = id, "a proposal above the threshold was left to people");
                    self.store.write(move |tx| leave_to_people(tx, id)).await?;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(joined)
    }
}

fn join_proposal(tx: &mut Tx<'_>, id: i64, least: i64, now: Time) -> Result<bool> {
    // The list was read without the lock, so the state is checked once more below it.
    proposal_progress::lock_progress(tx)?;
    let names = proposal_names::list_names(tx, id)?;
    let sure = proposals::by_id(tx, id)?.is_some_and(|p| p.state == State::Open && p.least >= least);
    if !sure {
        return Ok(false);
    }
    // In many languages marks make another word, and no score tells that for sure.
    if differ_by_marks(&names) {
        leave_to_people(tx, id)?;
        return Ok(false);
    }
    let all = names.into_iter().map(|name| name.fold).collect();
    decide_in_transaction(tx, id, &[], &Decision::Join(all), &Actor::Site, now)?;
    Ok(true)
}

/// Whether any two names, linked or not, are the same but for marks.
fn differ_by_marks(names: &[ProposalName]) -> bool {
    names.iter().enumerate().any(|(at, one)| {
        let others: Vec<&ProposalName> = names.iter().skip(at + 1).collect();
        let written: Vec<&str> = others.iter().map(|name| name.name.as_str()).collect();
        spelling::propose(&one.name, &written).into_iter().any(|found| {
            found.kind == SpellingKind::SameName
                && others.get(found.name).is_some_and(|other| similar_names::by_marks(&one.fold, &other.fold))
        })
    })
}

/// Takes a proposal out of reach of the threshold until it grows.
fn leave_to_people(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    match proposals::by_id(tx, id)? {
        Some(proposal) => Ok(proposals::put_proposal(tx, &Proposal { least: 0, ..proposal })?),
        None => Ok(()),
    }
}
