//! The newest posts of a tag: the tags beside it, and where they come from.

use super::SAMPLE;
use crate::Result;
use crate::snapshot::Snapshot;
use crate::tag::tag_page;
use index::{Class, Expr, Facet, Query, Sort, Storage};
use model::TagId;
use std::collections::{BTreeMap, HashSet};
use store::provenance::{self, Provenance};

/// A tag's newest posts, at most [`SAMPLE`].
pub(crate) struct Sample {
    pub tag: TagId,
    /// Posts of the tag in all, bare reblogs too.
    pub posts: u64,
    /// Those that its page lists.
    pub listed: u64,
    /// Each post looked at.
    pub newest: Vec<SampledPost>,
}

/// A post that was looked at.
pub(crate) struct SampledPost {
    pub tags: HashSet<TagId>,
    pub provenance: Provenance,
}

impl Sample {
    /// Looks at a tag's posts.
    pub fn of_tag(snapshot: &mut Snapshot<'_, '_>, tag: TagId) -> Result<Self> {
        // Bare reblogs count too: their tags are words of those who reblogged.
        let query = Query { expr: Expr::Facet(Facet::Tag(tag)), scope: vec![Class::Standing, Class::Bare] };
        let page = snapshot.read_page(&query, Sort::Latest, None, SAMPLE)?;
        let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
        let posts = snapshot.count_hits(&query)?;
        let listed = tag_page::count_tag_posts(snapshot, tag)?;
        if positions.is_empty() {
            return Ok(Self { tag, posts, listed, newest: Vec::new() });
        }
        let mut tags: BTreeMap<_, HashSet<TagId>> = snapshot
            .tx
            .tags_of_posts(&positions)?
            .into_iter()
            .map(|(at, tags)| (at, tags.into_iter().collect()))
            .collect();
        let newest = provenance::read_provenance_at(snapshot.tx, &positions)?
            .into_iter()
            .map(|(at, provenance)| SampledPost { tags: tags.remove(&at).unwrap_or_default(), provenance })
            .collect();
        Ok(Self { tag, posts, listed, newest })
    }

    /// The posts looked at that do not carry another tag.
    pub fn posts_without(&self, other: TagId) -> impl Iterator<Item = &Provenance> {
        self.newest.iter().filter(move |seen| !seen.tags.contains(&other)).map(|seen| &seen.provenance)
    }

    /// How many of the posts looked at carry another tag.
    pub fn count_with(&self, other: TagId) -> u64 {
        self.newest.iter().filter(|seen| seen.tags.contains(&other)).count() as u64
    }
}
