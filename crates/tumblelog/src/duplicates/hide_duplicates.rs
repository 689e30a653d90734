//! Pages of lists with duplicates hidden: a duplicate is passed over where an earlier post of its cluster that it is like is shown
//! in the same list.

use crate::Result;
use crate::duplicates::similarity::SHARE;
use crate::query::post_filter::{FilteredPage, PostFilter};
use crate::snapshot::Snapshot;
use index::{Cursor, Expr, Hit, Key, PAGE_MAX, Sort};
use model::PostId;
use std::collections::{HashMap, HashSet};
use store::clusters::ClusterMember;
use store::{clusters, posts};

/// The earliest posts of a cluster that are looked for in a list. A duplicate later than these stands where none of them does.
pub const EARLIEST: usize = 32;

/// Posts that are looked at to fill a page. A list with more duplicates than that in a row has a shorter page there; the
/// next begins where it ends.
const LOOKED_AT: usize = 20_000;

/// A list whose duplicates are hidden.
pub(crate) struct DuplicateHiding<'a, 'v> {
    list: &'a mut PostFilter<'v>,
    filters: &'a [Expr],
    /// Of each cluster that was looked for, the posts shown of those the list holds: the one that the others are hidden
    /// under, then in the order of time.
    clusters: HashMap<i64, Vec<ClusterMember>>,
    /// Those of the posts looked at that belong to a cluster.
    members: HashMap<PostId, ClusterMember>,
}

fn order_key(member: &ClusterMember) -> Key {
    Key { time: member.published.0, id: member.post.0 }
}

/// Whether a post of a cluster is certainly like an earlier one of it. Each is like the cluster's earliest; two that are not
/// that one differ at most in what each of them differs in from it.
fn is_like(later: &ClusterMember, earlier: &ClusterMember) -> bool {
    let Some((one, two)) = later.distance.zip(earlier.distance).filter(|_| earlier.folded) else {
        return true;
    };
    let all = (one.weight + two.weight) as f64;
    (one.apart + two.apart) as f64 <= all * (1.0 - SHARE)
}

impl<'a, 'v> DuplicateHiding<'a, 'v> {
    /// The verifier's list, further narrowed.
    pub fn of_list(list: &'a mut PostFilter<'v>, filters: &'a [Expr]) -> Self {
        Self { list, filters, clusters: HashMap::new(), members: HashMap::new() }
    }

    /// A page as [`PostFilter::page`] gives it, without the duplicates that are hidden; and those of its posts that belong
    /// to a cluster.
    pub fn read_page(
        mut self,
        snapshot: &mut Snapshot<'_, '_>,
        order: Sort,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<(FilteredPage, Vec<ClusterMember>)> {
        let found = self.fill_page(snapshot, order, after, limit)?;
        let members =
            found.hits.iter().filter_map(|hit| self.members.get(&PostId(hit.key.id))).copied().collect();
        Ok((found, members))
    }

    /// The post under which this one of the list is hidden, if it is, with how this one is hidden.
    pub fn shown_above(
        mut self,
        snapshot: &mut Snapshot<'_, '_>,
        post: PostId,
    ) -> Result<Option<(PostId, ClusterMember)>> {
        let Some(member) =
            clusters::list_members_of_posts(snapshot.tx, &[post.0])?.pop().filter(|member| member.folded)
        else {
            return Ok(None);
        };
        self.look_up_clusters(snapshot, &[member.cluster])?;
        Ok(self.shown_over(&member).map(|above| (above, member)))
    }

    /// The post shown that stands for this one.
    fn shown_over(&self, member: &ClusterMember) -> Option<PostId> {
        let shown = self.clusters.get(&member.cluster)?;
        // The article over an excerpt may be the later of the two.
        let is_over = |shown: &&ClusterMember| !shown.folded || order_key(shown) < order_key(member);
        shown.iter().filter(is_over).find(|shown| is_like(member, shown)).map(|over| over.post)
    }

    fn fill_page(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        order: Sort,
        mut after: Option<Cursor>,
        limit: usize,
    ) -> Result<FilteredPage> {
        let mut hits: Vec<Hit> = Vec::new();
        // One hit more than the page tells whether another page follows.
        let (mut looked, mut ask) = (0, limit + 1);
        loop {
            let step = self.list.page(snapshot, self.filters, order, after, ask)?;
            looked += step.hits.len() + step.stopped.unwrap_or(0);
            let folded = self.find_hidden(snapshot, &step.hits)?;
            hits.extend(step.hits.iter().filter(|hit| !folded.contains(&hit.key.id)));
            if hits.len() > limit {
                hits.truncate(limit);
                // The cursor is the last post shown and not the last one read, so that nothing is
                // skipped.
                let next = hits.last().map(|hit| Cursor { notes: hit.notes, key: hit.key });
                return Ok(FilteredPage { hits, next, stopped: None });
            }
            after = step.next;
            if after.is_none() || step.stopped.is_some() || looked >= LOOKED_AT {
                let stopped = after.and((hits.len() < limit).then_some(looked));
                return Ok(FilteredPage { hits, next: after, stopped });
            }
            // In a long row of duplicates small steps would mean many reads.
            ask = (ask * 2).min(PAGE_MAX);
        }
    }

    /// The ids of those hits that are hidden.
    fn find_hidden(&mut self, snapshot: &mut Snapshot<'_, '_>, hits: &[Hit]) -> Result<HashSet<i64>> {
        let ids: Vec<i64> = hits.iter().map(|hit| hit.key.id).collect();
        // The earliest of a cluster is never hidden.
        let mut members = clusters::list_members_of_posts(snapshot.tx, &ids)?;
        self.members.extend(members.iter().map(|member| (member.post, *member)));
        members.retain(|member| member.folded);
        let mut unknown: Vec<i64> = members.iter().map(|member| member.cluster).collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown.retain(|cluster| !self.clusters.contains_key(cluster));
        self.look_up_clusters(snapshot, &unknown)?;
        Ok(members
            .iter()
            .filter(|member| self.shown_over(member).is_some())
            .map(|member| member.post.0)
            .collect())
    }

    /// Finds which of the first posts of some clusters the list shows.
    fn look_up_clusters(&mut self, snapshot: &mut Snapshot<'_, '_>, clusters: &[i64]) -> Result<()> {
        let mut members = clusters::list_first_members_of_each(snapshot.tx, clusters, EARLIEST as i64)?;
        let mut heads: Vec<ClusterMember> = clusters::heads(snapshot.tx, clusters)?.into_values().collect();
        members.retain(|member| heads.iter().all(|head| head.post != member.post));
        heads.append(&mut members);
        let members = heads;
        let ids: Vec<i64> = members.iter().map(|member| member.post.0).collect();
        let places: HashMap<PostId, _> = posts::find_positions(snapshot.tx, &ids)?.into_iter().collect();
        let positions: Vec<_> = places.values().copied().collect();
        // A duplicate hides only where the same list shows its original; another list may not hold
        // it.
        let held = self.list.filter_among(snapshot, self.filters, &positions)?;
        self.clusters.extend(clusters.iter().map(|cluster| (*cluster, Vec::new())));
        for member in members.iter().filter(|m| places.get(&m.post).is_some_and(|at| held.contains(at))) {
            let shown = self.clusters.entry(member.cluster).or_default();
            if !shown.iter().any(|earlier| is_like(member, earlier)) {
                shown.push(*member);
            }
        }
        Ok(())
    }
}
