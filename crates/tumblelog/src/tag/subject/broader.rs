//! What is part of what. Such links never join; a way round them is refused.

use super::conflict::Conflict;
use super::expand::Siblings;
use super::{ABOVE, BROADER};
use crate::Result;
use model::LinkFamily;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Tx;
use store::subject_links;

/// Refuses a way round that leads up from one of these folds, or from a spelling of its subject, and back to it; and
/// more links than a subject may have.
pub(super) fn check_cycles(tx: &mut Tx<'_>, starts: &BTreeSet<String>) -> Result<(), Conflict> {
    if starts.is_empty() {
        return Ok(());
    }
    let mut above = Above::default();
    let begin = above.add_groups(tx, starts)?;
    // One load for all starts: each level of the hierarchy costs one query, not one for each start.
    above.load_groups(tx, &begin)?;
    let below = above.groups_below(tx, &begin)?;
    for &group in &begin {
        // Either direction alone is limited, as each fills a list of its own.
        let most = above.up[group].len().max(below.get(&group).copied().unwrap_or(0));
        if most > BROADER {
            return Err(above.too_many(group, most));
        }
        above.climb_from(group)?;
    }
    // What lies above a new link may have too much below it now.
    let next: BTreeSet<usize> =
        begin.iter().flat_map(|group| above.up[*group].iter().map(|(up, _)| *up)).collect();
    let next: Vec<usize> = next.into_iter().collect();
    match above.groups_below(tx, &next)?.into_iter().find(|(_, links)| *links > BROADER) {
        Some((group, links)) => Err(above.too_many(group, links)),
        None => Ok(()),
    }
}

/// Subjects, and those that each is part of. A fold of no subject stands for one, alone.
#[derive(Default)]
struct Above {
    of: HashMap<String, usize>,
    /// The spellings of each.
    groups: Vec<Vec<String>>,
    /// By each link up, the subject it leads to and the fold it names.
    up: Vec<Vec<(usize, String)>>,
}

impl Above {
    /// The subjects of these folds that were not there yet, by number.
    fn add_groups(&mut self, tx: &mut Tx<'_>, folds: &BTreeSet<String>) -> Result<Vec<usize>> {
        let new: Vec<String> = folds.iter().filter(|fold| !self.of.contains_key(*fold)).cloned().collect();
        let first = self.groups.len();
        // A broader link of one spelling holds for the whole subject, so cycles are sought among
        // subjects.
        for set in Siblings::of_folds(tx, &new)?.all_sets() {
            self.of.extend(set.iter().map(|fold| (fold.clone(), self.groups.len())));
            self.groups.push(set.clone());
            self.up.push(Vec::new());
        }
        Ok((first..self.groups.len()).collect())
    }

    /// Reads everything that lies above some subjects, level by level for all of them at once; no more than tells that
    /// one of them has too much above it.
    fn load_groups(&mut self, tx: &mut Tx<'_>, begin: &[usize]) -> Result<()> {
        // More than this proves that some start has too much above it; reading on would tell
        // nothing new.
        let most = begin.len().saturating_mul(ABOVE + 1);
        let mut level = begin.to_vec();
        while !level.is_empty() && self.groups.len() <= most {
            let links = subject_links::live_from(tx, &self.group_folds(&level), LinkFamily::Broader)?;
            let over: BTreeSet<String> = links.iter().map(|link| link.b.clone()).collect();
            level = self.add_groups(tx, &over)?;
            for link in links {
                if let (Some(&a), Some(&b)) = (self.of.get(&link.a), self.of.get(&link.b)) {
                    self.up[a].push((b, link.b));
                }
            }
        }
        Ok(())
    }

    fn group_folds(&self, groups: &[usize]) -> Vec<String> {
        groups.iter().flat_map(|group| self.groups[*group].iter().cloned()).collect()
    }

    /// How many links come from what is part of each of some subjects.
    fn groups_below(&self, tx: &mut Tx<'_>, groups: &[usize]) -> Result<BTreeMap<usize, usize>> {
        let mut below = BTreeMap::new();
        for link in subject_links::live_to(tx, &self.group_folds(groups), LinkFamily::Broader)? {
            if let Some(group) = self.of.get(&link.b) {
                *below.entry(*group).or_default() += 1;
            }
        }
        Ok(below)
    }

    /// Walks up from a subject, and refuses to come back to it or to pass too many others.
    fn climb_from(&self, start: usize) -> Result<(), Conflict> {
        let mut seen = BTreeSet::from([start]);
        let mut waiting = vec![start];
        while let Some(at) = waiting.pop() {
            for (up, fold) in &self.up[at] {
                // A new cycle leads through a link that was touched, so only returns to the start
                // matter.
                if *up == start {
                    return Err(Conflict::Rule {
                        message: format!("“{fold}” would be part of itself, by a way round what is broader"),
                        folds: self.groups[start].clone(),
                    });
                }
                if seen.insert(*up) {
                    waiting.push(*up);
                }
            }
            if seen.len() > ABOVE + 1 {
                return Err(Conflict::Rule {
                    message: format!(
                        "more than {ABOVE} subjects would lie above “{}”; that many are accepted",
                        self.group_name(start)
                    ),
                    folds: self.groups[start].clone(),
                });
            }
        }
        Ok(())
    }

    fn group_name(&self, group: usize) -> &str {
        self.groups[group].first().map_or("", String::as_str)
    }

    fn too_many(&self, group: usize, count: usize) -> Conflict {
        Conflict::Rule {
            message: format!(
                "“{}” would have {count} links to what it is part of or includes; at most {BROADER} are accepted",
                self.group_name(group)
            ),
            folds: self.groups[group].clone(),
        }
    }
}
