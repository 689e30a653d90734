//! Working out the members of subjects from the live links: of those alone that a change touches.

use super::components::connected_components;
use super::conflict::Conflict;
use super::{SPELLINGS, broader};
use crate::Result;
use model::LinkFamily;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Tx;
use store::subject_links::{self, SubjectLink};
use store::subject_members::{self, SubjectMember, SubjectRow};

/// What links that were made, ended and revived touch.
#[derive(Default)]
pub(super) struct Touched {
    /// Ends of links that join.
    pub folds: BTreeSet<String>,
    /// Whether any of these links is live now.
    pub joined: bool,
    /// What was said to be part of something.
    pub narrower: BTreeSet<String>,
    /// Pairs said to be different.
    pub different: Vec<(String, String)>,
}

/// Brings members in step with the links, and refuses what may not be.
pub(super) fn update_members(tx: &mut Tx<'_>, touched: &Touched) -> Result<(), Conflict> {
    let mut sets = Vec::new();
    if !touched.folds.is_empty() {
        let around = AffectedComponent::read_component(tx, &touched.folds)?;
        sets = around.joined_sets()?;
        // Written before the other checks: a conflict rolls the transaction back.
        around.write(tx, &sets)?;
    }
    // Ending links cannot bring two spellings together, so only joins need this check.
    if touched.joined {
        for set in sets.iter().filter(|set| set.len() > 1) {
            check_refusals(tx, set)?;
        }
    }
    check_different(tx, &touched.different)?;
    let mut starts: BTreeSet<String> = touched.narrower.clone();
    if touched.joined {
        // A join can close a way round: where both something above and something below were joined.
        starts.extend(sets.into_iter().flatten());
    }
    broader::check_cycles(tx, &starts)
}

/// Everything that hangs together with what was touched, before the change and after it.
pub(super) struct AffectedComponent {
    pub members: BTreeMap<String, SubjectMember>,
    pub folds: BTreeSet<String>,
    pub links: Vec<SubjectLink>,
}

impl AffectedComponent {
    pub fn read_component(tx: &mut Tx<'_>, touched: &BTreeSet<String>) -> Result<Self> {
        let named: Vec<String> = touched.iter().cloned().collect();
        let mut ids: Vec<i64> =
            subject_members::of_folds(tx, &named)?.into_iter().map(|member| member.subject).collect();
        ids.sort_unstable();
        ids.dedup();
        let members: BTreeMap<String, SubjectMember> = subject_members::of_subjects(tx, &ids)?
            .into_iter()
            .map(|member| (member.fold.clone(), member))
            .collect();
        // Old members and new ends together hold every set that the change may split or merge.
        let folds: BTreeSet<String> = members.keys().chain(touched).cloned().collect();
        let all: Vec<String> = folds.iter().cloned().collect();
        let links = subject_links::live_at(tx, &all, LinkFamily::Same)?;
        Ok(Self { members, folds, links })
    }

    pub fn joined_sets(&self) -> Result<Vec<Vec<String>>, Conflict> {
        let links = self.links.iter().map(|link| (link.a.as_str(), link.b.as_str()));
        let sets = connected_components(self.folds.iter().map(String::as_str), links);
        let own = |set: Vec<&str>| set.into_iter().map(str::to_owned).collect::<Vec<_>>();
        let sets: Vec<Vec<String>> = sets.into_iter().map(own).collect();
        match sets.iter().find(|set| set.len() > SPELLINGS) {
            None => Ok(sets),
            Some(set) => Err(Conflict::Rule {
                message: format!(
                    "the subject of “{}” would have {} spellings; at most {SPELLINGS} are accepted",
                    set.first().map_or("", String::as_str),
                    set.len()
                ),
                folds: set.clone(),
            }),
        }
    }

    /// Writes the difference alone. A set keeps the number of the subject that most of it was.
    pub fn write(&self, tx: &mut Tx<'_>, sets: &[Vec<String>]) -> Result<()> {
        let subjects: Vec<&Vec<String>> = sets.iter().filter(|set| set.len() > 1).collect();
        let ids = self.number_subjects(tx, &subjects)?;
        let names = self.display_names();
        let (mut put, mut rows) = (Vec::new(), Vec::new());
        for (set, id) in subjects.iter().zip(&ids) {
            for fold in set.iter() {
                // Members that keep their subject are not rewritten, so a small change stays small.
                let known = self.members.get(fold);
                if known.is_none_or(|member| member.subject != *id) {
                    let name = known.map(|member| member.name.as_str());
                    let name = name.or_else(|| names.get(fold.as_str()).copied()).unwrap_or(fold);
                    put.push(SubjectMember { fold: fold.clone(), subject: *id, name: name.to_owned() });
                }
            }
            let n = i64::try_from(set.len()).unwrap_or(i64::MAX);
            rows.push(SubjectRow { id: *id, head: set.first().cloned().unwrap_or_default(), n });
        }
        // A subject of one is none, so a spelling that was left alone loses its row.
        let alone: Vec<String> = sets
            .iter()
            .filter(|set| set.len() == 1)
            .flatten()
            .filter(|fold| self.members.contains_key(*fold))
            .cloned()
            .collect();
        let mut gone: Vec<i64> = self.members.values().map(|member| member.subject).collect();
        gone.sort_unstable();
        gone.dedup();
        gone.retain(|id| !ids.contains(id));
        subject_members::remove_members(tx, &alone)?;
        subject_members::put_members(tx, &put)?;
        subject_members::remove_subjects(tx, &gone)?;
        Ok(subject_members::put_subjects(tx, &rows)?)
    }

    fn number_subjects(&self, tx: &mut Tx<'_>, subjects: &[&Vec<String>]) -> Result<Vec<i64>> {
        let mut shares: BTreeMap<(usize, i64), usize> = BTreeMap::new();
        for (at, set) in subjects.iter().enumerate() {
            for member in set.iter().filter_map(|fold| self.members.get(fold)) {
                *shares.entry((at, member.subject)).or_default() += 1;
            }
        }
        let mut shares: Vec<_> = shares.into_iter().collect();
        // The largest share keeps the number; ties go by number, so that the result is stable.
        shares.sort_by_key(|&((at, id), share)| (std::cmp::Reverse(share), id, at));
        let mut ids: Vec<Option<i64>> = vec![None; subjects.len()];
        let mut taken = BTreeSet::new();
        for ((at, id), _) in shares {
            // Two sets that were one subject cannot both keep its number.
            if ids[at].is_none() && taken.insert(id) {
                ids[at] = Some(id);
            }
        }
        let missing = ids.iter().filter(|id| id.is_none()).count();
        // One step for all: each call of the counter costs two statements.
        let mut next = match missing {
            0 => 0,
            count => tx.next_ids("subject", i64::try_from(count).unwrap_or(i64::MAX))?,
        };
        let mut new = || {
            next += 1;
            next - 1
        };
        Ok(ids.into_iter().map(|id| id.unwrap_or_else(&mut new)).collect())
    }

    /// Names by fold, of the earliest link that gives one.
    fn display_names(&self) -> HashMap<&str, &str> {
        let mut names = HashMap::new();
        for link in &self.links {
            names.entry(link.a.as_str()).or_insert(link.a_name.as_str());
            names.entry(link.b.as_str()).or_insert(link.b_name.as_str());
        }
        names
    }
}

/// Within a subject nobody may have said that two spellings are different.
fn check_refusals(tx: &mut Tx<'_>, set: &[String]) -> Result<(), Conflict> {
    let from = subject_links::live_from(tx, set, LinkFamily::Different)?;
    // Sets are sorted by fold, which the binary search needs.
    let Some(link) = from.into_iter().find(|link| set.binary_search(&link.b).is_ok()) else { return Ok(()) };
    Err(Conflict::Rule {
        message: format!(
            "“{}” and “{}” would be one subject, and {} said on {} that they are different{}; allow them first",
            link.a_name,
            link.b_name,
            link.who,
            &link.at.rfc3339()[..10],
            if link.reason.is_empty() { String::new() } else { format!(" ({})", link.reason) }
        ),
        folds: vec![link.a, link.b],
    })
}

/// Nor may two be said to be different that are joined.
fn check_different(tx: &mut Tx<'_>, pairs: &[(String, String)]) -> Result<(), Conflict> {
    let mut folds: Vec<String> = pairs.iter().flat_map(|(a, b)| [a.clone(), b.clone()]).collect();
    folds.sort_unstable();
    folds.dedup();
    if folds.is_empty() {
        return Ok(());
    }
    let members: HashMap<String, SubjectMember> = subject_members::of_folds(tx, &folds)?
        .into_iter()
        .map(|member| (member.fold.clone(), member))
        .collect();
    for (a, b) in pairs {
        if let (Some(one), Some(other)) = (members.get(a), members.get(b))
            && one.subject == other.subject
        {
            return Err(Conflict::Rule {
                message: format!(
                    "“{}” and “{}” are spellings of one subject; part one of them first",
                    one.name, other.name
                ),
                folds: vec![a.clone(), b.clone()],
            });
        }
    }
    Ok(())
}
