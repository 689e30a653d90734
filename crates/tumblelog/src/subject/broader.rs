//! What is part of what. Such links never join; a way round them is refused.

use super::change::Conflict;
use super::{ABOVE, BROADER};
use crate::Result;
use model::LinkFamily;
use std::collections::{BTreeMap, BTreeSet};
use store::subject_links::{self, Link};
use store::{Tx, subject_members};

/// Refuses a way round that leads up from one of these folds, or from a spelling of its subject, and back to it; and
/// more links than a subject may have.
pub(super) fn check(tx: &mut Tx<'_>, starts: &BTreeSet<String>) -> Result<(), Conflict> {
    if starts.is_empty() {
        return Ok(());
    }
    let named: Vec<String> = starts.iter().cloned().collect();
    let groups = groups(tx, &named)?;
    let all: Vec<String> = groups.values().flatten().cloned().collect();
    let (up, down) = (
        subject_links::live_from(tx, &all, LinkFamily::Broader)?,
        subject_links::live_to(tx, &all, LinkFamily::Broader)?,
    );
    // Only where something lies above is there a way up.
    for group in groups.values() {
        let ups: Vec<&Link> = up.iter().filter(|link| group.contains(&link.a)).collect();
        let downs = down.iter().filter(|link| group.contains(&link.b)).count();
        if ups.len() > BROADER || downs > BROADER {
            return Err(too_many(group, ups.len().max(downs)));
        }
        if !ups.is_empty() {
            climb(tx, group, &ups)?;
        }
    }
    // What lies above a new link may have too much below it now.
    let above: BTreeSet<String> = up.into_iter().map(|link| link.b).collect();
    let above: Vec<String> = above.into_iter().collect();
    if above.is_empty() {
        return Ok(());
    }
    let groups = self::groups(tx, &above)?;
    let all: Vec<String> = groups.values().flatten().cloned().collect();
    let down = subject_links::live_to(tx, &all, LinkFamily::Broader)?;
    for group in groups.values() {
        let downs = down.iter().filter(|link| group.contains(&link.b)).count();
        if downs > BROADER {
            return Err(too_many(group, downs));
        }
    }
    Ok(())
}

fn too_many(group: &BTreeSet<String>, count: usize) -> Conflict {
    Conflict::Rule {
        message: format!(
            "“{}” would have {count} links to what it is part of or includes; at most {BROADER} are accepted",
            group.first().map_or("", String::as_str)
        ),
        folds: group.iter().cloned().collect(),
    }
}

/// Folds by subject, each with all spellings of its subject; one of no subject stands alone, by its own fold.
fn groups(tx: &mut Tx<'_>, folds: &[String]) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (fold, other) in subject_members::siblings(tx, folds)? {
        of.entry(fold).or_default().insert(other);
    }
    let mut groups = BTreeMap::new();
    for fold in folds {
        let group = of.remove(fold).unwrap_or_else(|| BTreeSet::from([fold.clone()]));
        if let Some(first) = group.first().cloned() {
            groups.insert(first, group);
        }
    }
    Ok(groups)
}

/// Walks up level by level, and refuses to come back to where it began.
fn climb(tx: &mut Tx<'_>, start: &BTreeSet<String>, first: &[&Link]) -> Result<(), Conflict> {
    let mut seen: BTreeSet<String> = start.clone();
    let mut climbed = 0;
    let mut level: BTreeSet<String> = first.iter().map(|link| link.b.clone()).collect();
    loop {
        if let Some(met) = level.iter().find(|fold| start.contains(*fold)) {
            return Err(Conflict::Rule {
                message: format!("“{met}” would be part of itself, by a way round what is broader"),
                folds: start.iter().cloned().collect(),
            });
        }
        let fresh: Vec<String> = level.difference(&seen).cloned().collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let groups = groups(tx, &fresh)?;
        climbed += groups.len();
        if climbed > ABOVE {
            return Err(Conflict::Rule {
                message: format!(
                    "more than {ABOVE} subjects would lie above “{}”; that many are accepted",
                    start.first().map_or("", String::as_str)
                ),
                folds: start.iter().cloned().collect(),
            });
        }
        let all: Vec<String> = groups.into_values().flatten().collect();
        seen.extend(all.iter().cloned());
        let up = subject_links::live_from(tx, &all, LinkFamily::Broader)?;
        level = up.into_iter().map(|link| link.b).collect();
        // A spelling of the start met on the way is the start.
        if level.is_empty() {
            return Ok(());
        }
    }
}
