//! A cluster's page: all its posts, and what differs.

use crate::duplicates::fingerprint;
use crate::duplicates::similarity::{Comparable, SHARE};
use crate::query::listing;
pub use crate::query::view::ClusterSummary;
use crate::query::view::PostCard;
use crate::{Result, Site};
use model::PostId;
use std::collections::{HashMap, HashSet};
use store::clusters::ClusterMember;
use store::{Tx, clusters};

/// Posts of a cluster that its page shows, the earliest.
pub const SHOWN: usize = 100;

/// Words told that only one of two posts has.
const WORDS_LISTED: usize = 16;

/// Counted at most.
const COUNTED: i64 = 1_000;

/// The posts of a cluster.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// The earliest [`SHOWN`] of those that can be seen: the one that the others are hidden under, then in the order of
    /// time.
    pub posts: Vec<ClusterPost>,
    /// The first of them is the earliest, and not the article of which earlier ones are excerpts.
    pub is_earliest: bool,
    /// All its posts; counted up to 1,000.
    pub total: u64,
}

/// One post of a cluster, against the earliest.
#[derive(Debug, Clone)]
pub struct ClusterPost {
    /// The post.
    pub card: PostCard,
    /// What it has in common with the earliest, in percent of their words by weight; of an excerpt, how many of its words
    /// the whole has.
    pub percent: u32,
    /// It is an excerpt of the earliest, or that of it.
    pub is_excerpt: bool,
    /// Words that the earliest has and this has not, at most 16.
    pub lacks: Vec<String>,
    /// Words that this has and the earliest has not, at most 16.
    pub adds: Vec<String>,
}

impl Site {
    /// The cluster of a post; `None` where it belongs to none.
    pub async fn find_cluster(&self, post: PostId) -> Result<Option<Cluster>> {
        self.read_snapshot(move |snapshot| {
            let Some(member) = clusters::list_members_of_posts(snapshot.tx, &[post.0])?.pop() else {
                return Ok(None);
            };
            let mut members = clusters::list_first_members(snapshot.tx, member.cluster, SHOWN as i64)?;
            let is_earliest = members.first().is_none_or(|first| !first.folded);
            if !is_earliest
                && let Some(head) = clusters::heads(snapshot.tx, &[member.cluster])?.remove(&member.cluster)
            {
                // The head is the article over an excerpt, and later than it: bring it to the
                // front.
                members.retain(|member| member.post != head.post);
                members.insert(0, head);
            }
            let ids: Vec<PostId> = members.into_iter().map(|member| member.post).collect();
            let mut cards = listing::cards_of(snapshot.tx, &ids)?;
            // Rows of clusters may be a round behind the posts.
            cards.retain(|card| card.post.listed());
            let words = snapshot.words;
            let said = |card: &PostCard| Comparable::of_text(&card.post, words);
            let first = cards.first().and_then(said);
            let first_words = cards.first().map(card_words).unwrap_or_default();
            let told = cards.into_iter().map(|card| {
                let mine = card_words(&card);
                let like = first
                    .as_ref()
                    .zip(said(&card))
                    .map(|(first, own)| own.duplicate_of(first).unwrap_or_else(|| own.likeness(first)));
                ClusterPost {
                    percent: like.map_or(0, |like| like.percent),
                    is_excerpt: like.is_some_and(|like| like.is_excerpt),
                    lacks: words_only_in(&first_words, &mine),
                    adds: words_only_in(&mine, &first_words),
                    card,
                }
            });
            let posts: Vec<ClusterPost> = told.collect();
            let total = clusters::count_members(snapshot.tx, member.cluster, COUNTED)?.cast_unsigned();
            Ok(Some(Cluster { posts, total, is_earliest }))
        })
        .await
    }
}

impl Site {
    /// The post that each of these posts is hidden under, or itself; those that belong to no cluster are left out.
    pub async fn earliest_of(&self, posts: Vec<PostId>) -> Result<HashMap<PostId, PostId>> {
        self.store
            .read(move |tx| {
                let ids: Vec<i64> = posts.iter().map(|post| post.0).collect();
                let members = clusters::list_members_of_posts(tx, &ids)?;
                let told: HashSet<i64> = members.iter().map(|member| member.cluster).collect();
                let heads = clusters::heads(tx, &told.into_iter().collect::<Vec<_>>())?;
                let head = |member: &ClusterMember| heads.get(&member.cluster).map(|head| head.post);
                Ok(members.iter().filter_map(|member| Some((member.post, head(member)?))).collect())
            })
            .await
    }
}

/// What to say of the clusters of some posts.
pub(crate) fn summarize_others(
    tx: &mut Tx<'_>,
    members: Vec<ClusterMember>,
) -> Result<HashMap<PostId, ClusterSummary>> {
    let mut told: Vec<i64> = members.iter().map(|member| member.cluster).collect();
    told.sort_unstable();
    told.dedup();
    let sizes = clusters::count_members_of_each(tx, &told, COUNTED)?;
    let mut found = HashMap::new();
    for member in members {
        let size = sizes.get(&member.cluster).copied().unwrap_or_default();
        let count = size.cast_unsigned().saturating_sub(1);
        if count > 0 {
            found.insert(
                member.post,
                ClusterSummary { count, later: member.folded, is_excerpt: is_excerpt(&member) },
            );
        }
    }
    Ok(found)
}

/// Whether a post is hidden under another as an excerpt of it: the two differ in more than a duplicate may.
pub(crate) fn is_excerpt(member: &ClusterMember) -> bool {
    let Some(distance) = member.distance.filter(|_| member.folded) else { return false };
    // What both have weighs at most as much as this one, so a duplicate can be no further apart than that.
    distance.apart as f64 * SHARE > 2.0 * (1.0 - SHARE) * distance.weight as f64
}

fn card_words(card: &PostCard) -> Vec<String> {
    let carried = card.trail.iter().map(|item| &item.document);
    let blocks = carried.chain([&card.document]).flat_map(|document| &document.content);
    tag::words::distinct(blocks.flat_map(fingerprint::block_texts))
}

fn words_only_in(mine: &[String], theirs: &[String]) -> Vec<String> {
    let theirs: HashSet<&String> = theirs.iter().collect();
    mine.iter().filter(|word| !theirs.contains(word)).take(WORDS_LISTED).cloned().collect()
}
