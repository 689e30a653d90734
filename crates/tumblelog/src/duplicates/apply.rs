//! The rows that a worked-out round comes to, and writing them.

use super::plan::{Plan, PlannedCluster, Planner};
use crate::Result;
use index::{Class, Facet, Index};
use model::PostId;
use std::collections::{BTreeSet, HashMap, HashSet};
use store::clusters::{self, ClusterMember, Distance};
use store::{Tx, duplicate_keys, posts};

/// The rows to write, the rows to remove, and what the index is to call duplicates or no more.
type Rows = (Vec<ClusterMember>, Vec<i64>, Vec<(PostId, bool)>);

impl Planner<'_, '_, '_> {
    /// What is to be written so that each post stands where it was placed.
    pub(super) fn rows(&mut self) -> Result<Rows> {
        let now: Vec<(PostId, PlannedCluster)> =
            self.now.iter().map(|(post, place)| (*post, *place)).collect();
        let (mut members, mut removed, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        let mut heads = BTreeSet::new();
        let mut moved: HashMap<i64, i64> = HashMap::new();
        for (post, place) in &now {
            let row = self.row(*post);
            if let Some(row) = row {
                *moved.entry(row.cluster).or_default() += 1;
                heads.extend(self.head_of_cluster(row.cluster));
            }
            let is_folded = matches!(place, PlannedCluster::Under(..));
            if row.is_some_and(|row| row.folded) != is_folded {
                marks.push((*post, is_folded));
            }
            match place {
                PlannedCluster::Under(head, distance) => {
                    heads.insert(*head);
                    let published = self.published.get(post).copied().or(row.map(|row| row.published));
                    members.extend(published.map(|published| ClusterMember {
                        post: *post,
                        cluster: self.cluster_of_head(*head),
                        published,
                        folded: true,
                        distance: Some(*distance),
                    }));
                }
                PlannedCluster::Head => drop(heads.insert(*post)),
            }
        }
        let over: HashSet<PostId> = now
            .iter()
            .filter_map(|(_, place)| match place {
                PlannedCluster::Under(head, _) => Some(*head),
                PlannedCluster::Head => None,
            })
            .collect();
        for head in heads.into_iter().filter(|head| self.stands(*head)).collect::<Vec<_>>() {
            let row = self.row(head);
            if over.contains(&head) || self.keeps_others(head, &moved)? {
                members.extend(self.head_row(head)?.filter(|fresh| Some(*fresh) != row));
            } else if row.is_some() {
                removed.push(head.0);
            }
        }
        Ok((members, removed, marks))
    }

    /// A cluster has the number of the post that others were first hidden under, for as long as that stands.
    fn cluster_of_head(&self, head: PostId) -> i64 {
        self.row(head).filter(|row| !row.folded).map_or(head.0, |row| row.cluster)
    }

    /// Whether posts stay hidden under this one that the round did not place.
    fn keeps_others(&mut self, head: PostId, moved: &HashMap<i64, i64>) -> Result<bool> {
        let Some(row) = self.row(head).filter(|row| !row.folded) else { return Ok(false) };
        let is_moved = i64::from(self.now.contains_key(&head));
        let others = moved.get(&row.cluster).copied().unwrap_or_default() - is_moved;
        // Two more than were moved settle the question: a cluster may have thousands of members.
        Ok(clusters::count_members(self.tx, row.cluster, others + 2)? - 1 > others)
    }

    fn head_row(&mut self, head: PostId) -> Result<Option<ClusterMember>> {
        self.texts.hold(self.tx, &[head])?;
        let cluster = self.cluster_of_head(head);
        Ok(self.texts.get(head).map(|text| ClusterMember {
            post: head,
            cluster,
            published: text.published,
            folded: false,
            distance: Some(Distance { weight: i64::from(text.words.weight()), apart: 0 }),
        }))
    }
}

/// Writes what a round comes to. False where what it was made from has been changed since, and nothing was written.
/// Takes the index's lock.
pub(super) fn apply(tx: &mut Tx<'_>, plan: &Plan) -> Result<bool> {
    index::Storage::lock_index(tx)?;
    if duplicate_keys::changes(tx)? != plan.changes {
        return Ok(false);
    }
    // Rounds of other processes were worked out from the rows that this one replaces.
    duplicate_keys::set_changed(tx)?;
    // Before the members change: it lets those wait who are in the cluster now.
    for cluster in &plan.again {
        duplicate_keys::wait_again(tx, *cluster)?;
    }
    duplicate_keys::remove_pending_comparisons(tx, &plan.done)?;
    duplicate_keys::put_keys(tx, &mut plan.lead.clone())?;
    duplicate_keys::remove_keys(tx, &plan.stale)?;
    if !plan.removed.is_empty() {
        clusters::remove_members(tx, &plan.removed)?;
    }
    clusters::put_members(tx, &plan.members)?;
    mark(tx, &plan.marks)?;
    Ok(true)
}

fn mark(tx: &mut Tx<'_>, marks: &[(PostId, bool)]) -> Result<()> {
    if marks.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = marks.iter().map(|(post, _)| post.0).collect();
    let places: HashMap<_, _> = posts::find_positions(tx, &ids)?.into_iter().collect();
    // A post that was deleted has no position to mark.
    let there: Vec<_> = marks.iter().filter_map(|(post, on)| Some((*places.get(post)?, *on))).collect();
    Ok(Index::default().mark_facet(tx, Facet::Copy.id(Class::Standing), &there)?)
}
