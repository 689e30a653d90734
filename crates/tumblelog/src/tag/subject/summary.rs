//! What a tag page says of the tag's subject.

use crate::Result;
use crate::query::view::{SpellingCount, SubjectSummary};
use crate::snapshot::Snapshot;
use index::{Class, Facet};
use model::LinkFamily;
use std::collections::{HashMap, HashSet};
use store::subject_links::{self, SubjectLink};
use store::tags::TagRow;
use store::{Tx, subject_members};

/// The spellings of the subject of a fold, and what it is part of and includes; nothing where it has neither. `rows` are
/// the tags of the subject that posts carry. A fixed number of reads, whatever the tag.
pub(crate) fn summarize_subject(
    snapshot: &mut Snapshot<'_, '_>,
    fold: &str,
    rows: &[TagRow],
    only: bool,
) -> Result<Option<SubjectSummary>> {
    let members = subject_members::with_names(snapshot.tx, fold)?;
    let mut folds: Vec<String> = members.iter().map(|member| member.fold.clone()).collect();
    // A tag of no subject may still be part of another.
    if folds.is_empty() {
        folds.push(fold.to_owned());
    }
    let above = subject_links::live_from(snapshot.tx, &folds, LinkFamily::Broader)?;
    let below = subject_links::live_to(snapshot.tx, &folds, LinkFamily::Broader)?;
    if members.is_empty() && above.is_empty() && below.is_empty() {
        return Ok(None);
    }
    let names = |members: Vec<subject_members::SubjectMember>| {
        members.into_iter().map(|m| (m.fold, m.name)).collect()
    };
    let spellings = count_spellings(snapshot, names(members), rows, fold)?;
    let above = other_names(snapshot.tx, above.into_iter().map(|link: SubjectLink| (link.b, link.b_name)))?;
    let below = other_names(snapshot.tx, below.into_iter().map(|link: SubjectLink| (link.a, link.a_name)))?;
    Ok(Some(SubjectSummary { spellings, only, above, below }))
}

/// Spellings with their posts, most used first.
pub(super) fn count_spellings(
    snapshot: &mut Snapshot<'_, '_>,
    members: Vec<(String, String)>,
    rows: &[TagRow],
    here: &str,
) -> Result<Vec<SpellingCount>> {
    let facets: Vec<Facet> = rows.iter().map(|row| Facet::Tag(row.id)).collect();
    let counts = index::count_facets(snapshot.tx, snapshot.cache, &facets, Class::Standing)?;
    let used: HashMap<&str, (&str, u64)> =
        rows.iter().zip(counts).map(|(row, posts)| (row.fold.as_str(), (row.name.as_str(), posts))).collect();
    let mut spellings: Vec<SpellingCount> = members
        .into_iter()
        .map(|(fold, name)| {
            let (name, posts) =
                // Spellings that no post carries stay in the list: people joined them for a reason.
                used.get(fold.as_str()).map_or((name, 0), |(name, posts)| ((*name).to_owned(), *posts));
            SpellingCount { here: fold == here, name, posts }
        })
        .collect();
    spellings.sort_by(|a, b| b.posts.cmp(&a.posts).then_with(|| a.name.cmp(&b.name)));
    Ok(spellings)
}

/// Names of other subjects, each subject once, in the order of names.
fn other_names(tx: &mut Tx<'_>, ends: impl Iterator<Item = (String, String)>) -> Result<Vec<String>> {
    let mut ends: Vec<(String, String)> = ends.collect();
    ends.sort_unstable();
    // Several spellings may link to one tag, which is named once.
    ends.dedup_by(|a, b| a.0 == b.0);
    if ends.len() > 1 {
        let folds: Vec<String> = ends.iter().map(|(fold, _)| fold.clone()).collect();
        let of: HashMap<String, i64> = subject_members::of_folds(tx, &folds)?
            .into_iter()
            .map(|member| (member.fold, member.subject))
            .collect();
        let mut seen = HashSet::new();
        ends.retain(|(fold, _)| of.get(fold).is_none_or(|subject| seen.insert(*subject)));
    }
    let mut names: Vec<String> = ends.into_iter().map(|(_, name)| name).collect();
    names.sort_unstable();
    Ok(names)
}
