//! Taking a decision about a proposal back.

use crate::Actor;
use crate::tag::subject::{apply_decision, change_set};
use crate::{Error, Result, Site};
use model::{Invalid, Time};
use store::proposals::{self, Proposal, State};
use store::{Tx, proposal_names, proposal_progress};

impl Site {
    /// Takes back what was decided about a proposal, or that it was put off: it waits again, with the names that are not
    /// in another by now.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown proposal; [`Error::Invalid`] where there is nothing to take back, or the
    /// history of subjects has gone on with the same links; [`Error::Refused`] for an account that is no moderator.
    pub async fn undo_proposal(&self, id: i64, by: Actor) -> Result<()> {
        let now = self.clock().now();
        self.store.write(move |tx| undo_decision(tx, id, &by, now)).await
    }
}

fn undo_decision(tx: &mut Tx<'_>, id: i64, by: &Actor, now: Time) -> Result<()> {
    proposal_progress::lock_progress(tx)?;
    // Taking back "later" makes no change set, so the right is checked here.
    change_set::name_and_account(tx, by)?;
    let proposal =
        proposals::by_id(tx, id)?.ok_or_else(|| Error::NotFound(format!("there is no proposal {id}")))?;
    match (proposal.state, proposal.later) {
        (State::Open, Some(_)) => {
            return Ok(proposals::put_proposal(tx, &Proposal { later: None, ..proposal })?);
        }
        (State::Joined | State::Refused, _) => {}
        _ => return Err(Invalid::new(format!("nothing was decided about proposal {id}")).into()),
    }
    // The newest first, as an undo refuses an entry whose links a later one changed.
    for act in proposal.acts.iter().rev() {
        apply_decision::undo_entry(tx, *act, by, now)?;
    }
    let names = proposal_names::list_names(tx, id)?;
    // Some may be in other proposals by now: a look at all of them brings these together again.
    let tags: Vec<_> = names.iter().map(|name| name.tag).collect();
    proposal_progress::look_again(tx, &tags, now)?;
    let folds: Vec<String> = names.into_iter().map(|name| name.fold).collect();
    // A name is in one open proposal at a time.
    let elsewhere = proposal_names::open_of(tx, &folds)?;
    let (taken, back): (Vec<String>, Vec<String>) =
        folds.into_iter().partition(|fold| elsewhere.contains_key(fold));
    proposal_names::remove_names(tx, id, &taken)?;
    proposal_names::open_names(tx, id, &back)?;
    let open = Proposal {
        state: State::Open,
        decided: None,
        later: None,
        who: String::new(),
        acts: Vec::new(),
        ..proposal
    };
    proposals::put_proposal(tx, &open)?;
    // Last, because a proposal that is left with one name goes.
    super::gather_links::refresh_proposal(tx, id)
}
