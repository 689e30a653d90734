//! Holding the members of subjects against the live links, which alone say what a subject is.

use super::conflict::Conflict;
use super::update_members::AffectedComponent;
use crate::maintenance::check_index::Report;
use crate::{Error, Result, Site};
use model::LinkFamily;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use store::subject_links::{self, SubjectLink};
use store::subject_members::{self, SubjectMember, SubjectRow};
use store::{Tx, subject_history};

/// Rows looked at in one transaction.
// Small enough that a repair, which holds the lock of subjects, delays changes only briefly.
const ROWS: i64 = 500;

/// What one transaction found, and where the next goes on.
type PartCheck<T> = Result<(Vec<String>, Option<T>)>;

impl Site {
    /// Compares members and subjects with the links. Members without a link come first, so that a subject that is
    /// told to have one more is one difference and not two.
    pub(crate) async fn check_subjects(&self, repair: bool, report: &mut Report) -> Result<()> {
        self.check_parts(repair, report, String::new(), move |tx, after| check_strays(tx, &after, repair))
            .await?;
        let first = (String::new(), String::new());
        self.check_parts(repair, report, first, move |tx, after| check_sets(tx, &after, repair)).await?;
        let first = (String::new(), i64::MIN);
        self.check_parts(repair, report, first, move |tx, after| check_empty_subjects(tx, &after, repair))
            .await
    }
}

/// Changes of subjects wait for a repair, as they wait for each other.
fn lock_subjects(tx: &mut Tx<'_>, repair: bool) -> Result<()> {
    if repair {
        subject_history::begin_change_set(tx)?;
    }
    Ok(())
}

/// Members that no live link joins to anything.
fn check_strays(tx: &mut Tx<'_>, after: &str, repair: bool) -> PartCheck<String> {
    lock_subjects(tx, repair)?;
    let members = subject_members::list_members_after(tx, after, ROWS)?;
    let folds: Vec<String> = members.iter().map(|member| member.fold.clone()).collect();
    let linked: HashSet<String> = subject_links::live_at(tx, &folds, LinkFamily::Same)?
        .into_iter()
        .flat_map(|link| [link.a, link.b])
        .collect();
    let alone: Vec<String> = folds.iter().filter(|fold| !linked.contains(*fold)).cloned().collect();
    if repair {
        subject_members::remove_members(tx, &alone)?;
    }
    let found =
        alone.iter().map(|fold| format!("“{fold}” is kept as a spelling and no link joins it")).collect();
    Ok((found, folds.last().cloned()))
}

/// What some links join against the members that are kept. Each subject is looked at with the first of its links.
fn check_sets(tx: &mut Tx<'_>, after: &(String, String), repair: bool) -> PartCheck<(String, String)> {
    lock_subjects(tx, repair)?;
    let links = subject_links::live_after(tx, (&after.0, &after.1), LinkFamily::Same, ROWS)?;
    let Some(last) = links.last().map(|link| (link.a.clone(), link.b.clone())) else {
        return Ok((Vec::new(), None));
    };
    let around = read_closure(tx, &links)?;
    let all = match around.joined_sets() {
        Ok(all) => all,
        // Only a person can split what has too many spellings, so this is only reported.
        Err(Conflict::Rule { message, .. }) => return Ok((vec![message], Some(last))),
        Err(Conflict::Other(error)) => return Err(error),
    };
    let mut first: HashMap<&str, &SubjectLink> = HashMap::new();
    for link in &around.links {
        let earliest = first.entry(&link.a).or_insert(link);
        if link.b < earliest.b {
            *earliest = link;
        }
    }
    let here: HashSet<i64> = links.iter().map(|link| link.id).collect();
    let rows = read_subject_rows(tx, &around)?;
    let mut found = Vec::new();
    for set in all.iter().filter(|set| set.len() > 1) {
        let head = set.first().map_or("", String::as_str);
        // Several transactions may meet a subject; the one with its first link reports it.
        if first.get(head).is_some_and(|link| here.contains(&link.id))
            && let Some(what) = describe_difference(set, &around, &rows)
        {
            found.push(format!("the subject of “{head}”: {what}"));
        }
    }
    if repair && !found.is_empty() {
        around.write(tx, &all)?;
    }
    Ok((found, Some(last)))
}

/// Everything that hangs together with some links, by links or by the members that are kept.
fn read_closure(tx: &mut Tx<'_>, links: &[SubjectLink]) -> Result<AffectedComponent> {
    let mut folds: BTreeSet<String> =
        links.iter().flat_map(|link| [link.a.clone(), link.b.clone()]).collect();
    // Members and links may disagree, so the closure grows until neither adds a fold.
    loop {
        let mut around = AffectedComponent::read_component(tx, &folds)?;
        let ends = around.links.iter().flat_map(|link| [link.a.clone(), link.b.clone()]);
        let more: BTreeSet<String> = around.folds.iter().cloned().chain(ends).collect();
        if more.len() == folds.len() {
            around.folds = more;
            return Ok(around);
        }
        folds = more;
    }
}

fn read_subject_rows(tx: &mut Tx<'_>, around: &AffectedComponent) -> Result<HashMap<i64, SubjectRow>> {
    let ids: BTreeSet<i64> = around.members.values().map(|member| member.subject).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    Ok(subject_members::by_ids(tx, &ids)?.into_iter().map(|row| (row.id, row)).collect())
}

/// What is wrong with the members of a set, if anything.
fn describe_difference(
    set: &[String],
    around: &AffectedComponent,
    rows: &HashMap<i64, SubjectRow>,
) -> Option<String> {
    let kept: BTreeMap<&String, &SubjectMember> =
        set.iter().filter_map(|fold| Some((fold, around.members.get(fold)?))).collect();
    if let Some(fold) = set.iter().find(|fold| !kept.contains_key(fold)) {
        return Some(format!("“{fold}” is joined and not kept as a spelling"));
    }
    let ids: BTreeSet<i64> = kept.values().map(|member| member.subject).collect();
    let Some(id) = ids.first().filter(|_| ids.len() == 1) else {
        return Some(format!("its spellings are kept as {} subjects", ids.len()));
    };
    // Members without a link were reported by the pass before.
    let linked = |fold: &String| around.links.iter().any(|link| link.a == *fold || link.b == *fold);
    let other = around.members.values().find(|member| {
        member.subject == *id && set.binary_search(&member.fold).is_err() && linked(&member.fold)
    });
    if let Some(other) = other {
        return Some(format!("“{}” is kept as a spelling of it and no link joins them", other.fold));
    }
    let Some(row) = rows.get(id) else { return Some("it is not in the list of subjects".to_owned()) };
    if row.n != set.len() as i64 || Some(&row.head) != set.first() {
        return Some(format!(
            "{} spellings from “{}” on are told, and {} are there",
            row.n,
            row.head,
            set.len()
        ));
    }
    None
}

/// Subjects without spellings.
fn check_empty_subjects(tx: &mut Tx<'_>, after: &(String, i64), repair: bool) -> PartCheck<(String, i64)> {
    lock_subjects(tx, repair)?;
    let rows = subject_members::list_subjects_page(tx, (&after.0, after.1), ROWS)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let there: HashSet<i64> =
        subject_members::of_subjects(tx, &ids)?.into_iter().map(|member| member.subject).collect();
    let gone: Vec<&SubjectRow> = rows.iter().filter(|row| !there.contains(&row.id)).collect();
    if repair {
        let ids: Vec<i64> = gone.iter().map(|row| row.id).collect();
        subject_members::remove_subjects(tx, &ids)?;
    }
    let found = gone.iter().map(|row| format!("the subject of “{}” has no spelling", row.head)).collect();
    Ok::<_, Error>((found, rows.last().map(|row| (row.head.clone(), row.id))))
}
