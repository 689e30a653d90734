//! Gathering links into proposals: tags that hang together by links are one proposal, within bounds.

use super::known_links::KnownLinks;
use super::{Evidence, NAMES, OPEN, score_to_number};
use crate::Result;
use model::Time;
use std::collections::{BTreeSet, HashMap};
use store::Tx;
use store::proposal_links::{self, ProposalLink};
use store::proposal_names::{self, ProposalName};
use store::proposal_progress::ProposalProgress;
use store::proposals::{self, Proposal, State};
use store::tags::TagRow;

/// A tag and the posts its page lists.
#[derive(Debug, Clone)]
pub(crate) struct LinkSide {
    pub tag: TagRow,
    pub posts: u64,
}

/// What a look at a tag found: the tags it may be one with, best first.
#[derive(Debug, Clone)]
pub(crate) struct GatheredLinks {
    pub of: LinkSide,
    pub links: Vec<(LinkSide, f32, Evidence)>,
}

/// Keeps what was found; gives the numbers of the proposals that are new or have grown. The progress is locked.
pub(crate) fn place_link(
    tx: &mut Tx<'_>,
    progress: &mut ProposalProgress,
    found: &GatheredLinks,
    now: Time,
) -> Result<BTreeSet<i64>> {
    let mut touched = BTreeSet::new();
    if found.links.is_empty() {
        return Ok(touched);
    }
    if overflows_limit(tx, found)? {
        progress.full_sets += 1;
        return Ok(touched);
    }
    for (other, score, evidence) in &found.links {
        let folds = [found.of.tag.fold.clone(), other.tag.fold.clone()];
        // Read again under the lock: people may have decided since the tags were looked at.
        let claims = KnownLinks::of_folds(tx, &folds)?;
        if claims.one(&folds[0], &folds[1]) || claims.are_distinct(&folds[0], &folds[1]) {
            continue;
        }
        let Some(id) = proposal_for(tx, progress, &found.of, other, now)? else { continue };
        // One order makes the link one row, whichever tag was looked at.
        let (a, b) = if folds[0] < folds[1] { (&folds[0], &folds[1]) } else { (&folds[1], &folds[0]) };
        let link = ProposalLink {
            a: a.clone(),
            b: b.clone(),
            score: score_to_number(*score),
            evidence: evidence.to_json(),
        };
        proposal_links::put_links(tx, id, &[link])?;
        proposal_names::put_names(tx, id, &[name_of_side(&found.of), name_of_side(other)])?;
        proposal_names::open_names(tx, id, &folds)?;
        refresh_proposal(tx, id)?;
        touched.insert(id);
    }
    // One that was merged into another is gone.
    let mut left = BTreeSet::new();
    for id in touched {
        if proposals::by_id(tx, id)?.is_some() {
            left.insert(id);
        }
    }
    Ok(left)
}

fn name_of_side(side: &LinkSide) -> ProposalName {
    ProposalName {
        fold: side.tag.fold.clone(),
        tag: side.tag.id,
        name: side.tag.name.clone(),
        posts: i64::try_from(side.posts).unwrap_or(i64::MAX),
    }
}

/// Whether a tag that is in no proposal belongs to one that is full. It then waits until that one is decided, and
/// begins no other: so a flood of names that all look alike makes one proposal, and not thousands.
fn overflows_limit(tx: &mut Tx<'_>, found: &GatheredLinks) -> Result<bool> {
    let own = std::slice::from_ref(&found.of.tag.fold);
    if !proposal_names::open_of(tx, own)?.is_empty() {
        return Ok(false);
    }
    let folds: Vec<String> = found.links.iter().map(|(side, ..)| side.tag.fold.clone()).collect();
    let ids: BTreeSet<i64> = proposal_names::open_of(tx, &folds)?.into_values().collect();
    for id in ids {
        if proposals::by_id(tx, id)?.is_some_and(|proposal| proposal.n >= NAMES as i64) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The proposal in which two tags may stand together: one they are in, two made one, or a new one.
fn proposal_for(
    tx: &mut Tx<'_>,
    progress: &mut ProposalProgress,
    one: &LinkSide,
    other: &LinkSide,
    now: Time,
) -> Result<Option<i64>> {
    let folds = [one.tag.fold.clone(), other.tag.fold.clone()];
    let open = proposal_names::open_of(tx, &folds)?;
    match (open.get(&folds[0]).copied(), open.get(&folds[1]).copied()) {
        (Some(a), Some(b)) if a == b => Ok(Some(a)),
        (Some(a), Some(b)) => {
            // The older number stays, as moderators may have its page open.
            let (into, from) = (a.min(b), a.max(b));
            let joining: Vec<ProposalName> = proposal_names::list_names(tx, from)?;
            let fits = fits_proposal(
                tx,
                progress,
                into,
                &joining.iter().map(|n| n.fold.clone()).collect::<Vec<_>>(),
            )?;
            if fits {
                merge_proposals(tx, into, from, &joining)?;
            }
            Ok(fits.then_some(into))
        }
        (Some(id), None) => Ok(fits_proposal(tx, progress, id, &folds[1..])?.then_some(id)),
        (None, Some(id)) => Ok(fits_proposal(tx, progress, id, &folds[..1])?.then_some(id)),
        (None, None) => begin_proposal(tx, progress, one.posts.min(other.posts), now),
    }
}

/// Whether tags may come into a proposal: there is room, and nobody told any of them apart from one that is in it.
fn fits_proposal(
    tx: &mut Tx<'_>,
    progress: &mut ProposalProgress,
    id: i64,
    joining: &[String],
) -> Result<bool> {
    let there: Vec<String> = proposal_names::list_names(tx, id)?.into_iter().map(|name| name.fold).collect();
    // Counted for moderators, who see on the queue what did not fit.
    if there.len() + joining.len() > NAMES {
        progress.full_sets += 1;
        return Ok(false);
    }
    let all: Vec<String> = there.iter().chain(joining).cloned().collect();
    // Each pair, because joining a proposal would bring all of its names together.
    let may = KnownLinks::of_folds(tx, &all)?.may_meet(&there, joining);
    progress.apart += i64::from(!may);
    Ok(may)
}

/// A new proposal of this weight, when the queue has room or a lighter one gives way.
fn begin_proposal(
    tx: &mut Tx<'_>,
    progress: &mut ProposalProgress,
    posts: u64,
    now: Time,
) -> Result<Option<i64>> {
    if proposals::count_open(tx)? >= OPEN {
        progress.full_queue += 1;
        match proposals::find_lightest(tx)? {
            // A flood of rare names cannot push out proposals about tags that many posts carry.
            Some(lightest) if lightest.weight.cast_unsigned() < posts => drop_open(tx, lightest.id)?,
            _ => return Ok(None),
        }
    }
    let id = tx.next_id("proposal")?;
    proposals::put_proposal(
        tx,
        &Proposal {
            id,
            state: State::Open,
            score: 0,
            least: 0,
            weight: 0,
            n: 0,
            made: now,
            later: None,
            decided: None,
            who: String::new(),
            acts: Vec::new(),
        },
    )?;
    Ok(Some(id))
}

/// Takes away a proposal that nobody has decided.
pub(crate) fn drop_open(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let folds: Vec<String> = proposal_names::list_names(tx, id)?.into_iter().map(|name| name.fold).collect();
    // Deleting a proposal leaves `proposal_open`, where a stale row would name a missing one.
    proposal_names::close_names(tx, &folds)?;
    Ok(proposals::delete_proposal(tx, id)?)
}

fn merge_proposals(tx: &mut Tx<'_>, into: i64, from: i64, joining: &[ProposalName]) -> Result<()> {
    let links = proposal_links::list_links(tx, from)?;
    let folds: Vec<String> = joining.iter().map(|name| name.fold.clone()).collect();
    // Names and links move before the other proposal is deleted with its own.
    proposal_names::put_names(tx, into, joining)?;
    proposal_names::open_names(tx, into, &folds)?;
    proposal_links::put_links(tx, into, &links)?;
    Ok(proposals::delete_proposal(tx, from)?)
}

/// Brings a proposal's figures in step with its names and links; one without two names goes.
pub(crate) fn refresh_proposal(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let Some(mut proposal) = proposals::by_id(tx, id)? else { return Ok(()) };
    let (names, links) = (proposal_names::list_names(tx, id)?, proposal_links::list_links(tx, id)?);
    if names.len() < 2 || links.is_empty() {
        return drop_open(tx, id);
    }
    proposal.n = names.len() as i64;
    // Without the most used name: the gain of a join is what it adds to that one.
    proposal.weight = names.iter().skip(1).map(|name| name.posts).sum();
    proposal.score = links.first().map_or(0, |link| link.score);
    proposal.least = weakest_needed(&names, &links);
    Ok(proposals::put_proposal(tx, &proposal)?)
}

/// The weakest link without which the names would not hang together: links come best first, and one between names
/// that hang together already is not needed.
fn weakest_needed(names: &[ProposalName], links: &[ProposalLink]) -> i64 {
    let mut group: HashMap<&str, usize> = names.iter().map(|name| name.fold.as_str()).zip(0..).collect();
    // The highest kept score, so that any needed link lowers it.
    let mut least = 10_000;
    for link in links {
        let (Some(&a), Some(&b)) = (group.get(link.a.as_str()), group.get(link.b.as_str())) else { continue };
        if a != b {
            least = link.score;
            group.values_mut().filter(|g| **g == b).for_each(|g| *g = a);
        }
    }
    least
}
