//! Subjects as moderators see them.

use super::spelling::Spelling;
use super::{rows_of, summary};
use crate::query::listing;
use crate::query::view::SpellingCount;
use crate::{Error, Result, Site};
use model::{Invalid, LinkFamily};
use std::collections::HashMap;
use store::subject_links::{self, SubjectLink};
use store::{Tx, subject_members};

/// Names of a subject that a list tells.
const TOLD: usize = 12;

/// A subject in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectLine {
    /// Its number.
    pub id: i64,
    /// The first of its names by fold, and others, at most twelve in all.
    pub names: Vec<String>,
    /// How many spellings it has.
    pub spellings: i64,
}

/// A part of the list of subjects, in the order of their first folds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubjectList {
    /// The subjects.
    pub subjects: Vec<SubjectLine>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<String>,
}

/// A tag with all that was said about it and the other spellings of its subject.
#[derive(Debug, Clone)]
pub struct SubjectShown {
    /// The number of the subject; a tag of none has none.
    pub id: Option<i64>,
    /// The name asked for.
    pub name: String,
    /// Its spellings, most used first; the name alone where it is joined with nothing.
    pub spellings: Vec<SpellingCount>,
    /// The live links that join them.
    pub links: Vec<SubjectLink>,
    /// What it is part of.
    pub above: Vec<SubjectLink>,
    /// What it includes.
    pub below: Vec<SubjectLink>,
    /// What it was said to be different from.
    pub different: Vec<SubjectLink>,
}

impl Site {
    /// Subjects, or those with a spelling whose fold begins like `search`; of the latter at most `limit`, without a
    /// next page. `after` is what a page gave as its next.
    ///
    /// # Errors
    /// [`Error::Invalid`] for another `after`.
    pub async fn list_subjects(
        &self,
        search: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<SubjectList> {
        let prefix = tag::fold(search).into_string();
        let after = after.map_or(Ok((0, String::new())), parse_cursor)?;
        let limit = limit.clamp(1, listing::PAGE_LIMIT);
        self.store
            .read(move |tx| match prefix.is_empty() {
                true => read_subjects_page(tx, (&after.1, after.0), limit),
                false => find_subjects(tx, &prefix, limit),
            })
            .await
    }

    /// A tag with all that was said about it and its subject.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that cannot be a tag.
    pub async fn show_subject(&self, name: &str) -> Result<SubjectShown> {
        let name = Spelling::parse_name(name)?;
        self.read_snapshot(move |snapshot| {
            let members = subject_members::with_names(snapshot.tx, &name.fold)?;
            let id = members.first().map(|member| member.subject);
            let mut named: Vec<(String, String)> =
                members.into_iter().map(|member| (member.fold, member.name)).collect();
            if named.is_empty() {
                named.push((name.fold.clone(), name.name.clone()));
            }
            let folds: Vec<String> = named.iter().map(|(fold, _)| fold.clone()).collect();
            let rows = rows_of(snapshot.tx, &name.fold, false)?;
            Ok::<_, Error>(SubjectShown {
                id,
                name: name.name.clone(),
                spellings: summary::count_spellings(snapshot, named, &rows, &name.fold)?,
                links: subject_links::live_at(snapshot.tx, &folds, LinkFamily::Same)?,
                above: subject_links::live_from(snapshot.tx, &folds, LinkFamily::Broader)?,
                below: subject_links::live_to(snapshot.tx, &folds, LinkFamily::Broader)?,
                different: subject_links::live_at(snapshot.tx, &folds, LinkFamily::Different)?,
            })
        })
        .await
    }
}

fn parse_cursor(text: &str) -> Result<(i64, String)> {
    // The number comes first, because a fold may hold spaces.
    let parsed = text.split_once(' ').and_then(|(id, head)| Some((id.parse().ok()?, head.to_owned())));
    parsed.ok_or_else(|| Invalid::new("“after” must be what a page of the list gave as its next").into())
}

fn read_subjects_page(tx: &mut Tx<'_>, after: (&str, i64), limit: usize) -> Result<SubjectList> {
    let mut rows = subject_members::list_subjects_page(tx, after, i64::try_from(limit).unwrap_or(1) + 1)?;
    let next = (rows.len() > limit).then(|| rows.get(limit - 1)).flatten();
    let next = next.map(|row| format!("{} {}", row.id, row.head));
    rows.truncate(limit);
    Ok(SubjectList { subjects: subject_lines(tx, rows)?, next })
}

fn find_subjects(tx: &mut Tx<'_>, prefix: &str, limit: usize) -> Result<SubjectList> {
    const AT_ONCE: usize = 1_000;
    let (mut ids, mut from): (Vec<i64>, String) = (Vec::new(), prefix.to_owned());
    // Many spellings may be of one subject, so one read may give too few subjects.
    while ids.len() < limit {
        let members = subject_members::with_prefix(tx, prefix, &from, AT_ONCE as i64)?;
        for member in &members {
            if !ids.contains(&member.subject) && ids.len() < limit {
                ids.push(member.subject);
            }
        }
        match members.last() {
            // No fold has a control character, so this is the place right behind the last.
            Some(last) if members.len() == AT_ONCE => from = format!("{}\u{1}", last.fold),
            _ => break,
        }
    }
    let mut rows = subject_members::by_ids(tx, &ids)?;
    // The database gives rows in no order; the search found them by fold.
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(SubjectList { subjects: subject_lines(tx, rows)?, next: None })
}

fn subject_lines(tx: &mut Tx<'_>, rows: Vec<subject_members::SubjectRow>) -> Result<Vec<SubjectLine>> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut names: HashMap<i64, Vec<(String, String)>> = HashMap::new();
    for member in subject_members::of_subjects(tx, &ids)? {
        names.entry(member.subject).or_default().push((member.fold, member.name));
    }
    let line = |row: subject_members::SubjectRow| {
        let mut all = names.remove(&row.id).unwrap_or_default();
        all.sort_unstable();
        let names = all.into_iter().take(TOLD).map(|(_, name)| name).collect();
        SubjectLine { id: row.id, names, spellings: row.n }
    };
    Ok(rows.into_iter().map(line).collect())
}
