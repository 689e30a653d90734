//! Gathering links into proposals: tags that hang together by links are one proposal, within bounds.

use super::known_links::Claims;
use super::{Evidence, NAMES, OPEN, kept};
use crate::Result;
use model::Time;
use std::collections::{BTreeSet, HashMap};
use store::Tx;
use store::proposal_links::{self, Link};
use store::proposal_names::{self, Name};
use store::proposal_progress::Progress;
use store::proposals::{self, Proposal, State};
use store::tags::TagRow;

/// A tag and the posts its page lists.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub tag: TagRow,
    pub posts: u64,
}

/// What a look at a tag found: the tags it may be one with, best first.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub of: Side,
    pub links: Vec<(Side, f32, Evidence)>,
}

/// Keeps what was found; gives the numbers of the proposals that are new or have grown. The progress is locked.
pub(crate) fn place(
    tx: &mut Tx<'_>,
    progress: &mut Progress,
    found: &Found,
    now: Time,
) -> Result<BTreeSet<i64>> {
    let mut touched = BTreeSet::new();
    if found.links.is_empty() {
        return Ok(touched);
    }
    if overflows(tx, found)? {
        progress.full_sets += 1;
        return Ok(touched);
    }
    for (other, score, evidence) in &found.links {
        let folds = [found.of.tag.fold.clone(), other.tag.fold.clone()];
        let claims = Claims::of(tx, &folds)?;
        if claims.one(&folds[0], &folds[1]) || claims.apart(&folds[0], &folds[1]) {
            continue;
        }
        let Some(id) = proposal_for(tx, progress, &found.of, other, now)? else { continue };
        let (a, b) = if folds[0] < folds[1] { (&folds[0], &folds[1]) } else { (&folds[1], &folds[0]) };
        let link = Link { a: a.clone(), b: b.clone(), score: kept(*score), evidence: evidence.json() };
        proposal_links::put(tx, id, &[link])?;
        proposal_names::put(tx, id, &[name(&found.of), name(other)])?;
        proposal_names::open(tx, id, &folds)?;
        refresh(tx, id)?;
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

fn name(side: &Side) -> Name {
    Name {
        fold: side.tag.fold.clone(),
        tag: side.tag.id,
        name: side.tag.name.clone(),
        posts: i64::try_from(side.posts).unwrap_or(i64::MAX),
    }
}

/// Whether a tag that is in no proposal belongs to one that is full. It then waits until that one is decided, and
/// begins no other: so a flood of names that all look alike makes one proposal, and not thousands.
fn overflows(tx: &mut Tx<'_>, found: &Found) -> Result<bool> {
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
    progress: &mut Progress,
    one: &Side,
    other: &Side,
    now: Time,
) -> Result<Option<i64>> {
    let folds = [one.tag.fold.clone(), other.tag.fold.clone()];
    let open = proposal_names::open_of(tx, &folds)?;
    match (open.get(&folds[0]).copied(), open.get(&folds[1]).copied()) {
        (Some(a), Some(b)) if a == b => Ok(Some(a)),
        (Some(a), Some(b)) => {
            let (into, from) = (a.min(b), a.max(b));
            let joining: Vec<Name> = proposal_names::of(tx, from)?;
            let fits = fits(tx, progress, into, &joining.iter().map(|n| n.fold.clone()).collect::<Vec<_>>())?;
            if fits {
                merge(tx, into, from, &joining)?;
            }
            Ok(fits.then_some(into))
        }
        (Some(id), None) => Ok(fits(tx, progress, id, &folds[1..])?.then_some(id)),
        (None, Some(id)) => Ok(fits(tx, progress, id, &folds[..1])?.then_some(id)),
        (None, None) => begin(tx, progress, one.posts.min(other.posts), now),
    }
}

/// Whether tags may come into a proposal: there is room, and nobody told any of them apart from one that is in it.
fn fits(tx: &mut Tx<'_>, progress: &mut Progress, id: i64, joining: &[String]) -> Result<bool> {
    let there: Vec<String> = proposal_names::of(tx, id)?.into_iter().map(|name| name.fold).collect();
    if there.len() + joining.len() > NAMES {
        progress.full_sets += 1;
        return Ok(false);
    }
    let all: Vec<String> = there.iter().chain(joining).cloned().collect();
    let may = Claims::of(tx, &all)?.may_meet(&there, joining);
    progress.apart += i64::from(!may);
    Ok(may)
}

/// A new proposal of this weight, when the queue has room or a lighter one gives way.
fn begin(tx: &mut Tx<'_>, progress: &mut Progress, posts: u64, now: Time) -> Result<Option<i64>> {
    if proposals::count_open(tx)? >= OPEN {
        progress.full_queue += 1;
        match proposals::lightest(tx)? {
            Some(lightest) if lightest.weight.cast_unsigned() < posts => drop_open(tx, lightest.id)?,
            _ => return Ok(None),
        }
    }
    let id = tx.next_id("proposal")?;
    proposals::put(
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
    let folds: Vec<String> = proposal_names::of(tx, id)?.into_iter().map(|name| name.fold).collect();
    proposal_names::close(tx, &folds)?;
    Ok(proposals::delete(tx, id)?)
}

fn merge(tx: &mut Tx<'_>, into: i64, from: i64, joining: &[Name]) -> Result<()> {
    let links = proposal_links::of(tx, from)?;
    let folds: Vec<String> = joining.iter().map(|name| name.fold.clone()).collect();
    proposal_names::put(tx, into, joining)?;
    proposal_names::open(tx, into, &folds)?;
    proposal_links::put(tx, into, &links)?;
    Ok(proposals::delete(tx, from)?)
}

/// Brings a proposal's figures in step with its names and links; one without two names goes.
pub(crate) fn refresh(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let Some(mut proposal) = proposals::by_id(tx, id)? else { return Ok(()) };
    let (names, links) = (proposal_names::of(tx, id)?, proposal_links::of(tx, id)?);
    if names.len() < 2 || links.is_empty() {
        return drop_open(tx, id);
    }
    proposal.n = names.len() as i64;
    proposal.weight = names.iter().skip(1).map(|name| name.posts).sum();
    proposal.score = links.first().map_or(0, |link| link.score);
    proposal.least = weakest_needed(&names, &links);
    Ok(proposals::put(tx, &proposal)?)
}

/// The weakest link without which the names would not hang together: links come best first, and one between names
/// that hang together already is not needed.
fn weakest_needed(names: &[Name], links: &[Link]) -> i64 {
    let mut group: HashMap<&str, usize> = names.iter().map(|name| name.fold.as_str()).zip(0..).collect();
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
