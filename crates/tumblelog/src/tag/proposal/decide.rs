//! What a person decides about a proposal. The decision, what it says about subjects and the next look at the tags are
//! one transaction; of two people at once the second is told that the first was faster.

use super::Evidence;
use super::known_links::KnownLinks;
use crate::Actor;
use crate::tag::subject::apply_decision::DecisionOutcome;
use crate::tag::subject::{apply_decision, change_set};
use crate::{Error, Result, Site};
use model::{Invalid, LinkKind, TagId, Time};
use spelling::SpellingKind;
use std::collections::HashMap;
use store::proposal_links::{self, ProposalLink};
use store::proposal_names::{self, ProposalName};
use store::proposals::{self, Proposal, State};
use store::{Tx, proposal_progress};

/// What is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// These names are one subject, two or more of those shown. The others that were shown are different from them.
    Join(Vec<String>),
    /// All names shown are different from each other.
    Refuse,
    /// Somebody else, or another day: the proposal goes to the end of the queue.
    Later,
}

impl Site {
    /// Decides about a proposal. `shown` are the names that the decision is about, in any spelling of their folds: what
    /// came into the proposal after it was shown is looked at anew. Without any it is about all.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown proposal; [`Error::Refused`] for one that was decided already, and for an
    /// account that is no moderator; [`Error::Invalid`] for fewer than two names to join, or a join that contradicts
    /// what somebody said.
    pub async fn decide_proposal(
        &self,
        id: i64,
        shown: &[String],
        decision: Decision,
        by: Actor,
    ) -> Result<()> {
        let shown: Vec<String> = shown.iter().map(|name| tag::fold(name).into_string()).collect();
        let now = self.clock().now();
        self.store.write(move |tx| decide_in_transaction(tx, id, &shown, &decision, &by, now)).await
    }
}

pub(super) fn decide_in_transaction(
    tx: &mut Tx<'_>,
    id: i64,
    shown: &[String],
    decision: &Decision,
    by: &Actor,
    now: Time,
) -> Result<()> {
    // Before the state is read: of two decisions at once the second sees the first.
    proposal_progress::lock_progress(tx)?;
    let mut proposal = read_open_proposal(tx, id)?;
    // Before "later" as well, which makes no change set that would check the right.
    let (who, _) = change_set::name_and_account(tx, by)?;
    if *decision == Decision::Later {
        proposal.later = Some(now);
        return Ok(proposals::put_proposal(tx, &proposal)?);
    }
    let (about, newer): (Vec<ProposalName>, Vec<ProposalName>) = proposal_names::list_names(tx, id)?
        .into_iter()
        .partition(|name| shown.is_empty() || shown.contains(&name.fold));
    // The worker may have merged or dropped names since the page was shown.
    if about.len() < 2 {
        return Err(Invalid::new("the proposal has changed; look at it again").into());
    }
    let (acts, state) = match decision {
        Decision::Join(chosen) => (join_chosen(tx, id, &about, chosen, by, now)?, State::Joined),
        _ => (refuse_all(tx, &about, by, now)?, State::Refused),
    };
    let folds = |names: &[ProposalName]| names.iter().map(|name| name.fold.clone()).collect::<Vec<_>>();
    proposal_names::close_names(tx, &folds(&about))?;
    // Names that were not shown leave undecided, and the next look proposes them again.
    proposal_names::close_names(tx, &folds(&newer))?;
    proposal_names::remove_names(tx, id, &folds(&newer))?;
    // A decision changes what is known, so all names are compared once more.
    let again: Vec<TagId> = about.iter().chain(&newer).map(|name| name.tag).collect();
    proposal_progress::look_again(tx, &again, now)?;
    let decided = Proposal { state, n: about.len() as i64, decided: Some(now), who, acts, ..proposal };
    Ok(proposals::put_proposal(tx, &decided)?)
}

/// A proposal that nobody has decided yet.
pub(super) fn read_open_proposal(tx: &mut Tx<'_>, id: i64) -> Result<Proposal> {
    let proposal = proposals::by_id(tx, id)?.ok_or_else(|| {
        Error::NotFound(format!("there is no proposal {id}; it may have grown into another"))
    })?;
    let done = match proposal.state {
        State::Open => return Ok(proposal),
        State::Joined => "joined",
        State::Refused => "refused",
        State::Stale => {
            return Err(Error::Refused(format!("the tags of proposal {id} are one subject already")));
        }
    };
    Err(Error::Refused(format!("proposal {id} was decided meanwhile: {} {done} it", proposal.who)))
}

fn join_chosen(
    tx: &mut Tx<'_>,
    id: i64,
    about: &[ProposalName],
    chosen: &[String],
    by: &Actor,
    now: Time,
) -> Result<Vec<i64>> {
    let chosen: Vec<String> = chosen.iter().map(|name| tag::fold(name).into_string()).collect();
    let (ours, others): (Vec<&ProposalName>, Vec<&ProposalName>) =
        about.iter().partition(|name| chosen.contains(&name.fold));
    if ours.len() < 2 {
        return Err(Invalid::new("choose two names or more to join").into());
    }
    let links = proposal_links::list_links(tx, id)?;
    // The join comes first, so that pairs told apart are checked against the joined subject.
    let mut acts = vec![apply_decision::join_pairs(tx, by, now, spanning_links(&ours, &links))?];
    let pairs: Vec<_> = ours.iter().flat_map(|one| others.iter().map(move |other| (*one, *other))).collect();
    acts.extend(tell_apart(tx, about, &pairs, by, now)?);
    Ok(acts)
}

/// Links by which the chosen hang together: those of the proposal, best first, and where these do not reach, the
/// person's word alone.
fn spanning_links(names: &[&ProposalName], links: &[ProposalLink]) -> Vec<DecisionOutcome> {
    let mut group: HashMap<&str, usize> = names.iter().map(|name| name.fold.as_str()).zip(0..).collect();
    let by_fold: HashMap<&str, &ProposalName> =
        names.iter().map(|name| (name.fold.as_str(), *name)).collect();
    let mut said = Vec::new();
    // A proposal has few names, so relabelling a whole group is cheap enough.
    let meet = |a: &str, b: &str, group: &mut HashMap<&str, usize>| {
        let (Some(&one), Some(&other)) = (group.get(a), group.get(b)) else { return false };
        group.values_mut().filter(|g| **g == other).for_each(|g| *g = one);
        one != other
    };
    // Links come best first, so the subject is held by its strongest evidence.
    for link in links {
        if meet(&link.a, &link.b, &mut group)
            && let (Some(a), Some(b)) = (by_fold.get(link.a.as_str()), by_fold.get(link.b.as_str()))
        {
            said.push(link_claim(a, b, Some(&link.evidence)));
        }
    }
    // The chosen may hang together only by names that were not chosen.
    for name in names.iter().skip(1) {
        if meet(&names[0].fold, &name.fold, &mut group) {
            said.push(link_claim(names[0], name, None));
        }
    }
    said
}

fn link_claim(a: &ProposalName, b: &ProposalName, evidence: Option<&str>) -> DecisionOutcome {
    let evidence = evidence.and_then(Evidence::from_json);
    let kind = match evidence.as_ref().map(|evidence| evidence.kind) {
        Some(SpellingKind::OtherScript) => LinkKind::OtherScript,
        Some(SpellingKind::Spelling) => LinkKind::Transliteration,
        _ => LinkKind::SameName,
    };
    DecisionOutcome {
        kind,
        a: (a.fold.clone(), a.name.clone()),
        b: (b.fold.clone(), b.name.clone()),
        evidence: evidence.map(|evidence| evidence.in_words().join(" ")).unwrap_or_default(),
    }
}

fn refuse_all(tx: &mut Tx<'_>, about: &[ProposalName], by: &Actor, now: Time) -> Result<Vec<i64>> {
    let pairs: Vec<(&ProposalName, &ProposalName)> = about
        .iter()
        .enumerate()
        .flat_map(|(at, one)| about.iter().skip(at + 1).map(move |other| (one, other)))
        .collect();
    Ok(tell_apart(tx, about, &pairs, by, now)?.into_iter().collect())
}

/// Says of pairs that they are different; those that are one subject, or were told apart before, are passed over.
fn tell_apart(
    tx: &mut Tx<'_>,
    about: &[ProposalName],
    pairs: &[(&ProposalName, &ProposalName)],
    by: &Actor,
    now: Time,
) -> Result<Option<i64>> {
    let folds: Vec<String> = about.iter().map(|name| name.fold.clone()).collect();
    let claims = KnownLinks::of_folds(tx, &folds)?;
    let said: Vec<DecisionOutcome> = pairs
        .iter()
        .filter(|(a, b)| !claims.one(&a.fold, &b.fold) && !claims.are_distinct(&a.fold, &b.fold))
        .map(|(a, b)| DecisionOutcome { kind: LinkKind::Different, ..link_claim(a, b, None) })
        .collect();
    if said.is_empty() { Ok(None) } else { apply_decision::mark_pairs_distinct(tx, by, now, said).map(Some) }
}
