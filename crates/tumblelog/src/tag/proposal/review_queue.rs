//! The moderators' work queue: one proposal with everything that helps to decide, and the list of those that wait.

use super::known_links::KnownLinks;
use super::{Evidence, number_to_score};
use crate::query::listing;
use crate::query::view::PostCard;
use crate::snapshot::Snapshot;
use crate::tag::subject;
use crate::{Error, Result, Site};
use index::{Expr, Facet, Query, Sort};
use model::Time;
use std::collections::HashMap;
use store::proposal_links::{self, ProposalLink};
use store::proposal_names;
use store::proposal_progress::{self, ProposalProgress};
use store::proposals::{self, Proposal, State};
use store::{Tx, tags};

/// Waiting proposals that a list names.
const LISTED: i64 = 50;
/// Newest posts shown of each name.
const EXAMPLES: usize = 2;
/// Links of a proposal whose evidence is shown, the best first.
const PAIRS: usize = 60;
/// Stale proposals put away before a page is given up.
const STALE: usize = 50;

/// The queue as a page shows it.
#[derive(Debug, Clone)]
pub struct ReviewQueue {
    /// Proposals that wait, exact.
    pub open: u64,
    /// The first of them in the order of the queue, at most 50.
    pub lines: Vec<QueueLine>,
    /// The one to decide now.
    pub present: Option<Proposed>,
    /// Links not kept because their proposal is full.
    pub full_sets: u64,
    /// Links not kept because they would bring together what a person told apart.
    pub apart: u64,
    /// Proposals not kept because the queue is full.
    pub full_queue: u64,
}

/// A waiting proposal in a list.
#[derive(Debug, Clone)]
pub struct QueueLine {
    /// Identity.
    pub id: i64,
    /// Its names, the most used first.
    pub names: Vec<String>,
    /// Score of its best link, 0 to 1.
    pub score: f32,
    /// When somebody put it off.
    pub later: Option<Time>,
}

/// A proposal with everything that helps to decide.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// Identity.
    pub id: i64,
    /// Where it stands.
    pub state: State,
    /// When it was made.
    pub made: Time,
    /// Score of its best link, 0 to 1.
    pub score: f32,
    /// Who decided; empty while it waits.
    pub who: String,
    /// Its names, the most used first.
    pub names: Vec<ProposedName>,
    /// Its links, best first.
    pub pairs: Vec<Pair>,
    /// Further links, of less score, that are not in `pairs`.
    pub more_pairs: usize,
}

/// A name of a proposal.
#[derive(Debug, Clone)]
pub struct ProposedName {
    /// As it was first written.
    pub name: String,
    /// Posts its own spelling's page lists.
    pub posts: u64,
    /// Further spellings that people joined it with.
    pub joined_with: Vec<String>,
    /// Its newest posts, at most two.
    pub examples: Vec<PostCard>,
}

/// Two names of a proposal, and what speaks for their being one.
#[derive(Debug, Clone)]
pub struct Pair {
    /// One, as it was first written.
    pub a: String,
    /// The other.
    pub b: String,
    /// 0 to 1.
    pub score: f32,
    /// What is known; `None` for what another version wrote.
    pub evidence: Option<Evidence>,
}

impl Site {
    /// How many proposals wait.
    pub async fn open_proposals(&self) -> Result<u64> {
        self.store.read(|tx| Ok(proposals::count_open(tx)?.cast_unsigned())).await
    }

    /// A proposal, waiting or decided.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one.
    pub async fn read_proposal(&self, id: i64) -> Result<Proposed> {
        self.read_snapshot(move |snapshot| {
            let proposal = proposals::by_id(snapshot.tx, id)?
                .ok_or_else(|| Error::NotFound(format!("there is no proposal {id}")))?;
            show_proposal(snapshot, proposal)
        })
        .await
    }

    /// The queue, with one proposal to decide: that of this number while it waits, else the first. What became one in
    /// another way meanwhile is put away.
    pub async fn proposal_queue(&self, wanted: Option<i64>) -> Result<ReviewQueue> {
        for _ in 0..STALE {
            let read = self.read_snapshot(move |snapshot| read_review_queue(snapshot, wanted)).await?;
            match read {
                Ok(queue) => return Ok(queue),
                // Reading and putting away are apart, so that showing the queue is a read for
                // nearly everyone.
                Err(stale) => self.store.write(move |tx| put_away(tx, stale)).await?,
            }
        }
        Err(Error::Busy)
    }
}

/// The queue, or the number of a proposal that is stale.
fn read_review_queue(
    snapshot: &mut Snapshot<'_, '_>,
    wanted: Option<i64>,
) -> Result<Result<ReviewQueue, i64>> {
    let waiting = proposals::list_review_queue(snapshot.tx, LISTED)?;
    // A link to a decided proposal falls back to the head of the queue.
    let asked = match wanted {
        Some(id) => proposals::by_id(snapshot.tx, id)?.filter(|proposal| proposal.state == State::Open),
        None => None,
    };
    let present = asked.or_else(|| waiting.first().cloned());
    let present = match present {
        // Only the one to decide is checked; the others are checked when it is their turn.
        Some(proposal) if is_stale(snapshot.tx, proposal.id)? => return Ok(Err(proposal.id)),
        Some(proposal) => Some(show_proposal(snapshot, proposal)?),
        None => None,
    };
    let ProposalProgress { full_sets, apart, full_queue, .. } =
        proposal_progress::read_progress(snapshot.tx)?;
    Ok(Ok(ReviewQueue {
        open: proposals::count_open(snapshot.tx)?.cast_unsigned(),
        lines: queue_lines(snapshot.tx, waiting)?,
        present,
        full_sets: full_sets.cast_unsigned(),
        apart: apart.cast_unsigned(),
        full_queue: full_queue.cast_unsigned(),
    }))
}

/// Whether all tags of a proposal are one subject, or all were told apart.
fn is_stale(tx: &mut Tx<'_>, id: i64) -> Result<bool> {
    let links = proposal_links::list_links(tx, id)?;
    let folds: Vec<String> = proposal_names::list_names(tx, id)?.into_iter().map(|name| name.fold).collect();
    let claims = KnownLinks::of_folds(tx, &folds)?;
    Ok(links.iter().all(|link| claims.one(&link.a, &link.b) || claims.are_distinct(&link.a, &link.b)))
}

fn put_away(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    proposal_progress::lock_progress(tx)?;
    let Some(proposal) = proposals::by_id(tx, id)?.filter(|proposal| proposal.state == State::Open) else {
        return Ok(());
    };
    // Once more under the lock, as it may have grown since it was read.
    if is_stale(tx, id)? {
        let folds: Vec<String> =
            proposal_names::list_names(tx, id)?.into_iter().map(|name| name.fold).collect();
        proposal_names::close_names(tx, &folds)?;
        proposals::put_proposal(tx, &Proposal { state: State::Stale, ..proposal })?;
    }
    Ok(())
}

fn queue_lines(tx: &mut Tx<'_>, waiting: Vec<Proposal>) -> Result<Vec<QueueLine>> {
    let ids: Vec<i64> = waiting.iter().map(|proposal| proposal.id).collect();
    let mut names = proposal_names::of_many(tx, &ids)?;
    Ok(waiting
        .into_iter()
        .map(|proposal| {
            let mut names = names.remove(&proposal.id).unwrap_or_default();
            names.sort_by(|a, b| b.posts.cmp(&a.posts).then_with(|| a.fold.cmp(&b.fold)));
            QueueLine {
                id: proposal.id,
                names: names.into_iter().map(|name| name.name).collect(),
                score: number_to_score(proposal.score),
                later: proposal.later,
            }
        })
        .collect())
}

fn show_proposal(snapshot: &mut Snapshot<'_, '_>, proposal: Proposal) -> Result<Proposed> {
    let kept = proposal_names::list_names(snapshot.tx, proposal.id)?;
    let folds: Vec<String> = kept.iter().map(|name| name.fold.clone()).collect();
    // One read for all names of the proposal.
    let siblings = subject::Siblings::of_folds(snapshot.tx, &folds)?;
    let mut names = Vec::new();
    for name in &kept {
        let query = Query::standing(Expr::Facet(Facet::Tag(name.tag)));
        let newest = snapshot.read_page(&query, Sort::Latest, None, EXAMPLES)?;
        let positions: Vec<_> = newest.hits.iter().map(|hit| hit.position).collect();
        names.push(ProposedName {
            name: name.name.clone(),
            posts: snapshot.count_hits(&query)?,
            joined_with: written_names(snapshot.tx, siblings.spellings_of_fold(&name.fold), &name.fold)?,
            examples: listing::read_cards(snapshot.tx, &positions)?,
        });
    }
    names.sort_by(|a, b| b.posts.cmp(&a.posts).then_with(|| a.name.cmp(&b.name)));
    let by_fold: HashMap<&str, &str> =
        kept.iter().map(|name| (name.fold.as_str(), name.name.as_str())).collect();
    let links = proposal_links::list_links(snapshot.tx, proposal.id)?;
    let all: Vec<Pair> = links.iter().filter_map(|link| show_pair(link, &by_fold)).collect();
    Ok(Proposed {
        id: proposal.id,
        state: proposal.state,
        made: proposal.made,
        score: number_to_score(proposal.score),
        who: proposal.who,
        names,
        more_pairs: all.len().saturating_sub(PAIRS),
        pairs: all.into_iter().take(PAIRS).collect(),
    })
}

/// How the other spellings of a subject are written.
fn written_names(tx: &mut Tx<'_>, siblings: &[String], own: &str) -> Result<Vec<String>> {
    let mut out = Vec::new();
    for fold in siblings.iter().filter(|fold| *fold != own) {
        out.push(tags::by_fold(tx, fold)?.map_or_else(|| fold.clone(), |row| row.name));
    }
    out.sort();
    Ok(out)
}

/// A link with the names as they are written; `None` where one of them is no more in the proposal.
fn show_pair(link: &ProposalLink, names: &HashMap<&str, &str>) -> Option<Pair> {
    Some(Pair {
        a: (*names.get(link.a.as_str())?).to_owned(),
        b: (*names.get(link.b.as_str())?).to_owned(),
        score: number_to_score(link.score),
        evidence: Evidence::from_json(&link.evidence),
    })
}
