//! The worker's round: tags that are due, then new ones, then all others in turn. What a round finds is written in one
//! short transaction that first sees whether another process was faster, so any number of processes may do rounds.

use super::gather_links::{GatheredLinks, LinkSide, place_link};
use super::known_links::KnownLinks;
use super::newest_posts::Sample;
use super::similar_names;
use super::similar_names::SimilarName;
use super::{LINKS, score};
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use index::{Expr, Query};
use model::{TagId, Time};
use std::sync::Arc;
use store::proposal_progress::{self, ProposalProgress};
use store::tags::{self, TagRow};
use store::{Tx, tag_keys};

/// Tags of one round: few, because those who publish wait while what was found is written.
const ROUND: i64 = 16;
/// Tags looked at once more in a round that has no others.
const AGAIN: i64 = 16;
/// After which time a new tag that no post carries is looked at again: its post may not be kept yet, or is a draft.
const NO_POST_YET: i64 = 60_000;

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// New tags it looked at.
    pub new: usize,
    /// Tags it looked at once more.
    pub again: usize,
    /// Proposals that are new or have grown.
    pub proposed: usize,
    /// Proposals that were joined because they are above the site's threshold.
    pub joined: usize,
    /// Another process looked at the same tags and was faster: nothing was kept, and the next round goes on.
    pub late: bool,
}

/// Why tags are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    Due,
    New,
    Again,
}

struct Work {
    lane: Lane,
    before: ProposalProgress,
    tags: Vec<TagRow>,
}

/// The keys of a tag's name, and the tier of its use that they stand in.
struct TieredKeys {
    tag: TagId,
    keys: Vec<i64>,
    tier: i64,
}

impl Site {
    /// Looks at the next tags and keeps what is proposed of them: those that are due, else new ones, else, where
    /// `again`, some of the others, so that tags whose posts have grown are met in time. `join_above` is the site's
    /// threshold, where it has one.
    ///
    /// # Errors
    /// What the database says; the tags are then looked at again.
    pub async fn propose_next(&self, again: bool, join_above: Option<f32>) -> Result<Round> {
        let now = self.clock().now();
        let next = self
            .read_snapshot(move |snapshot| {
                let Some(work) = next_tag(snapshot.tx, snapshot.now, again)? else { return Ok(None) };
                let keys = tier_keys(snapshot, &work.tags)?;
                Ok(Some((work, keys)))
            })
            .await?;
        let Some((work, keys)) = next else { return Ok(Round::default()) };
        let work = Arc::new(work);
        // Keys first, so that tags of one round find each other.
        self.store.write(move |tx| put_keys(tx, &keys)).await?;
        let mut all = Vec::new();
        let mut unused = Vec::new();
        // One read for each tag: a long one would hold its thread and an old snapshot.
        for tag in &work.tags {
            let tag = tag.clone();
            let id = tag.id;
            match self.read_snapshot(move |snapshot| look_for_spellings(snapshot, &tag)).await? {
                Some(found) => all.push(found),
                None => unused.push(id),
            }
        }
        let mut round = Round { late: true, ..Round::default() };
        let count = work.tags.len();
        match work.lane {
            Lane::New => round.new = count,
            _ => round.again = count,
        }
        let (all, unused) = (Arc::new(all), Arc::new(unused));
        // One short write after all reads, because publishing waits for it on SQLite.
        let kept = self.store.write(move |tx| keep_found(tx, &work, &all, &unused, now)).await?;
        if let Some(proposed) = kept {
            round.late = false;
            round.proposed = proposed.len();
            if let Some(threshold) = join_above {
                round.joined = self.join_sure(threshold).await?;
            }
        }
        Ok(round)
    }

    /// Begins anew: every tag is new again. Proposals and what was decided stay.
    pub async fn propose_anew(&self) -> Result<()> {
        const PART: u64 = 5_000;
        loop {
            // In parts, so that no single transaction blocks those who publish.
            let gone =
                self.store.write(|tx| Ok::<_, Error>(tag_keys::prune_tag_keys(tx, PART as i64)?)).await?;
            if gone < PART {
                break;
            }
        }
        self.store
            .write(|tx| {
                // The progress goes back last: a run that stops before this is simply started
                // again.
                let progress = proposal_progress::lock_progress(tx)?;
                let anew = ProposalProgress { seen: 0, again: 0, ..progress };
                Ok::<_, Error>(proposal_progress::put_progress(tx, &anew)?)
            })
            .await
    }
}

fn next_tag(tx: &mut Tx<'_>, now: Time, again: bool) -> Result<Option<Work>> {
    let before = proposal_progress::read_progress(tx)?;
    let due: Vec<i64> =
        proposal_progress::list_due_tags(tx, now, ROUND)?.into_iter().map(|tag| tag.0).collect();
    if !due.is_empty() {
        let mut tags = tags::by_ids(tx, &due)?;
        tags.sort_by_key(|tag| tag.id);
        return Ok(Some(Work { lane: Lane::Due, before, tags }));
    }
    let tags = tags::list_tags_after(tx, before.seen, ROUND)?;
    if !tags.is_empty() {
        return Ok(Some(Work { lane: Lane::New, before, tags }));
    }
    if !again {
        return Ok(None);
    }
    let mut tags = tags::list_tags_after(tx, before.again, AGAIN)?;
    // The round through all tags is over and begins at the first again.
    if tags.is_empty() {
        tags = tags::list_tags_after(tx, 0, AGAIN)?;
    }
    Ok((!tags.is_empty()).then_some(Work { lane: Lane::Again, before, tags }))
}

/// The keys of tags in the tiers of their use, worked out before the transaction that keeps them.
fn tier_keys(snapshot: &mut Snapshot<'_, '_>, tags: &[TagRow]) -> Result<Vec<TieredKeys>> {
    let mut all = Vec::with_capacity(tags.len());
    for tag in tags {
        let keys = similar_names::name_keys(tag);
        // The tier is part of the key's order, so that the most used tags are read first.
        let tier = tag_keys::tier_of_posts(crate::tag::tag_page::count_tag_posts(snapshot, tag.id)?);
        all.push(TieredKeys { tag: tag.id, keys, tier });
    }
    Ok(all)
}

/// Keeps the keys of tags. Another process may have kept some meanwhile; a tier that changed since is put right in a later
/// round.
fn put_keys(tx: &mut Tx<'_>, tags: &[TieredKeys]) -> Result<()> {
    let mut rows = Vec::new();
    for TieredKeys { tag, keys, tier } in tags {
        let Some(first) = keys.first() else { continue };
        // All keys of a tag stand in one tier, so the first tells for all.
        match tag_keys::tier_of(tx, *first, *tag)? {
            Some(old) if old == *tier => continue,
            Some(old) => tag_keys::remove_tag_keys(tx, keys, old, *tag)?,
            None => {}
        }
        rows.extend(keys.iter().map(|key| (*key, *tier, *tag)));
    }
    // In order, so that two processes with the same tags wait for each other instead of locking up.
    rows.sort_unstable();
    Ok(tag_keys::put_tag_keys(tx, &rows)?)
}

/// What speaks for a tag's being one with others; `None` for a tag that no listed post carries.
fn look_for_spellings(snapshot: &mut Snapshot<'_, '_>, tag: &TagRow) -> Result<Option<GatheredLinks>> {
    let keys = similar_names::name_keys(tag);
    let listed = crate::tag::tag_page::count_tag_posts(snapshot, tag.id)?;
    if listed == 0 {
        return Ok(None);
    }
    let mut found = GatheredLinks { of: LinkSide { tag: tag.clone(), posts: listed }, links: Vec::new() };
    if keys.is_empty() {
        return Ok(Some(found));
    }
    let candidates = similar_names::find_candidates(snapshot.tx, tag.id, &keys)?;
    let mut alike = similar_names::similar_names(tag, &candidates);
    said_nothing_of(snapshot.tx, tag, &mut alike)?;
    if alike.is_empty() {
        return Ok(Some(found));
    }
    let total = snapshot.count_hits(&Query::standing(Expr::All))?;
    let ours = Sample::of_tag(snapshot, tag.id)?;
    // Each one reads a sample of posts; twice the links, as some fall below the cut.
    for alike in alike.into_iter().take(2 * LINKS) {
        let theirs = Sample::of_tag(snapshot, alike.tag.id)?;
        if theirs.listed == 0 {
            continue;
        }
        let evidence = score::gather_evidence(tag, &ours, &alike, &theirs, total);
        let cut = similar_names::score_cut();
        if let Some(score) = score::score_evidence(&evidence, cut).filter(|score| *score >= cut) {
            found.links.push((LinkSide { tag: alike.tag, posts: theirs.listed }, score, evidence));
        }
    }
    found.links.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.tag.id.cmp(&b.0.tag.id)));
    found.links.truncate(LINKS);
    Ok(Some(found))
}

/// Leaves those of which nobody said yet that they are one with a tag, or not.
fn said_nothing_of(tx: &mut Tx<'_>, tag: &TagRow, alike: &mut Vec<SimilarName>) -> Result<()> {
    if alike.is_empty() {
        return Ok(());
    }
    let folds: Vec<String> =
        std::iter::once(&tag.fold).chain(alike.iter().map(|alike| &alike.tag.fold)).cloned().collect();
    let claims = KnownLinks::of_folds(tx, &folds)?;
    alike.retain(|other| {
        !claims.one(&tag.fold, &other.tag.fold) && !claims.are_distinct(&tag.fold, &other.tag.fold)
    });
    Ok(())
}

/// Keeps what was found, unless another process has looked at the same tags; the proposals touched.
fn keep_found(
    tx: &mut Tx<'_>,
    work: &Work,
    all: &[GatheredLinks],
    unused: &[TagId],
    now: Time,
) -> Result<Option<Vec<i64>>> {
    let mut progress = proposal_progress::lock_progress(tx)?;
    let ids: Vec<TagId> = work.tags.iter().map(|tag| tag.id).collect();
    let last = ids.last().map_or(0, |tag| tag.0);
    match work.lane {
        Lane::Due => {
            // The rows are the claim: where they are gone, another process has done the work.
            if proposal_progress::take_due(tx, &ids)?.is_empty() {
                return Ok(None);
            }
        }
        // An unchanged progress proves that no other process has kept this part.
        Lane::New if progress.seen == work.before.seen => {
            progress.seen = last;
            proposal_progress::look_again(tx, unused, Time(now.0 + NO_POST_YET))?;
        }
        Lane::Again if progress.again == work.before.again => progress.again = last,
        Lane::New | Lane::Again => return Ok(None),
    }
    let mut touched = Vec::new();
    for found in all {
        touched.extend(place_link(tx, &mut progress, found, now)?);
    }
    touched.sort_unstable();
    touched.dedup();
    proposal_progress::put_progress(tx, &progress)?;
    Ok(Some(touched))
}
