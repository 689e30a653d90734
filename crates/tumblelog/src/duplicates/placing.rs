//! Placing the posts of a wave: which stand, and which are hidden under what.

use super::comparing::HEADS;
use super::plan::{Edge, PlannedCluster, Planner, TOGETHER, unsigned};
use crate::Result;
use model::{PostId, Time};
use std::collections::{BTreeSet, HashSet};
use store::clusters;
use store::duplicate_keys::PendingComparison;

/// Posts of a cluster up to which they are compared anew at once when the one they are hidden under stands no more. Those of
/// a larger one wait for the next rounds.
const ANEW: usize = 64;

impl Planner<'_, '_, '_> {
    /// Places the posts of a wave in the order of time. Gives those that must be placed anew because the post they were
    /// hidden under stands no more.
    pub(super) fn settle(&mut self, wave: &[PendingComparison]) -> Result<Vec<PendingComparison>> {
        let mut order: Vec<(Time, PostId)> = Vec::with_capacity(wave.len());
        for some in wave.chunks(TOGETHER) {
            let ids: Vec<PostId> = some.iter().map(|waiting| waiting.post).collect();
            self.read_rows(&ids)?;
            // Without a likeness to another the time does not matter.
            order.extend(ids.iter().map(|id| (self.published.get(id).copied().unwrap_or(Time(0)), *id)));
        }
        // By time and id, so that the result does not depend on the order in which posts came.
        order.sort_unstable();
        let mut pending: HashSet<PostId> = order.iter().map(|(_, post)| *post).collect();
        let mut next = BTreeSet::new();
        for (_, post) in order {
            pending.remove(&post);
            let place = self.place_of(post, &pending)?;
            self.put(post, place);
            if place == PlannedCluster::Head {
                self.gather(post, &pending, &mut next)?;
            }
        }
        Ok(next.into_iter().map(unsigned).collect())
    }

    fn put(&mut self, post: PostId, place: PlannedCluster) {
        if let PlannedCluster::Under(head, _) = place {
            self.under.entry(head).or_default().push(post);
        }
        self.now.insert(post, place);
    }

    fn key(&self, post: PostId) -> (Time, PostId) {
        (self.published.get(&post).copied().unwrap_or(Time(0)), post)
    }

    /// The posts that one may be hidden under, or those that may be hidden under it.
    fn neighbours(&self, post: PostId, above: bool) -> Vec<PostId> {
        let edges = self.edges.get(&post).map_or(&[][..], Vec::as_slice);
        edges.iter().filter(|edge| edge.is_above == above).map(|edge| edge.other).collect()
    }

    /// Where a post stands. Those that are pending are placed after it, and take it if it is theirs.
    fn place_of(&mut self, post: PostId, pending: &HashSet<PostId>) -> Result<PlannedCluster> {
        let mut above = self.neighbours(post, true);
        self.read_rows(&above)?;
        above.retain(|other| !pending.contains(other));
        if !above.iter().any(|other| self.stands(*other)) {
            // What these are hidden under may be like it, and not have been among the candidates.
            let mut heads: Vec<PostId> = above.iter().filter_map(|other| self.head_over(*other)).collect();
            heads.sort_unstable();
            heads.dedup();
            heads.truncate(HEADS);
            self.read_rows(&heads)?;
            for head in heads {
                self.texts.hold(self.tx, &[post, head])?;
                self.compare(post, head);
            }
        }
        let edges = self.edges.get(&post).map_or(&[][..], Vec::as_slice);
        let over = edges
            .iter()
            .filter(|edge| edge.is_above && !pending.contains(&edge.other) && self.stands(edge.other));
        let nearest = over.min_by_key(|edge| (edge.like.apart, self.key(edge.other)));
        Ok(nearest.map_or(PlannedCluster::Head, |edge| PlannedCluster::Under(edge.other, edge.distance())))
    }

    /// Hides under a post that stands what is like it and below it, unless that is hidden under a nearer one.
    fn gather(&mut self, post: PostId, pending: &HashSet<PostId>, next: &mut BTreeSet<PostId>) -> Result<()> {
        let below = self.neighbours(post, false);
        self.read_rows(&below)?;
        for other in below.into_iter().filter(|other| !pending.contains(other)) {
            let back = self.edges.get(&other).and_then(|edges| edges.iter().find(|edge| edge.other == post));
            let Some(distance) = back.map(Edge::distance) else { continue };
            let takes = match self.head_over(other) {
                Some(head) => {
                    let apart = self.apart(other).unwrap_or(i64::MAX);
                    (distance.apart, self.key(post)) < (apart, self.key_of_head(head))
                }
                None => self.stands(other),
            };
            if takes {
                if self.stands(other) {
                    next.extend(self.leave(other)?);
                }
                self.put(other, PlannedCluster::Under(post, distance));
            }
        }
        Ok(())
    }

    /// How far a hidden post is from the one it is hidden under.
    fn apart(&self, post: PostId) -> Option<i64> {
        match self.now.get(&post) {
            Some(PlannedCluster::Under(_, distance)) => Some(distance.apart),
            Some(PlannedCluster::Head) => None,
            None => self.row(post)?.distance.map(|distance| distance.apart),
        }
    }

    /// Lets posts stand by themselves.
    pub(super) fn stand(&mut self, posts: &[PendingComparison]) {
        for waiting in posts {
            self.put(waiting.post, PlannedCluster::Head);
        }
    }

    fn key_of_head(&self, head: PostId) -> (Time, PostId) {
        let row = self.row(head).map(|row| row.published);
        (self.published.get(&head).copied().or(row).unwrap_or(Time(0)), head)
    }

    /// The posts hidden under one that stands no more. Those of a large cluster wait for the next rounds.
    pub(super) fn leave(&mut self, head: PostId) -> Result<Vec<PostId>> {
        let mut found = self.under.remove(&head).unwrap_or_default();
        found.retain(
            |post| matches!(self.now.get(post), Some(PlannedCluster::Under(over, _)) if *over == head),
        );
        if let Some(row) = self.row(head).filter(|row| !row.folded) {
            let members = clusters::list_first_members(self.tx, row.cluster, ANEW as i64 + 2)?;
            if members.len() > ANEW + 1 {
                self.again.insert(row.cluster);
                return Ok(found);
            }
            let left = members.iter().filter(|row| row.post != head && !self.now.contains_key(&row.post));
            found.extend(left.map(|row| row.post));
            self.rows.extend(members.into_iter().map(|row| (row.post, Some(row))));
        }
        Ok(found)
    }
}
