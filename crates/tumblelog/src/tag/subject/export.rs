//! All that was said about tags, as the text that another site can take, piece by piece.

use super::file::{self, Set};
use crate::{Error, Result, Site};
use model::LinkFamily;
use std::collections::HashMap;
use store::subject_links::{self, SubjectLink};
use store::subject_members::{self, SubjectMember};
use store::{Tx, subject_history};

/// Sets, or links of another family, read at once.
const AT_ONCE: i64 = 100;

/// Which part of the text comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chapter {
    /// Sets after the one of this first fold and number.
    Sets(String, i64),
    /// What is part of what, after the link of these folds.
    Broader(String, String),
    /// What is different, after the link of these folds.
    Different(String, String),
}

/// A piece of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The piece.
    pub text: String,
    /// Where the next begins; none after the last.
    pub next: Option<Chapter>,
    /// The newest entry of the history: the same for all pieces of one state.
    pub state: i64,
}

impl Site {
    /// A piece of the text of all subjects; `None` for the first. Sets come in the order of their first folds, then
    /// what is part of what, then what is different: the same state gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Busy`] where subjects changed since the piece before, which was of `state`.
    pub async fn export_subjects(&self, chapter: Option<(Chapter, i64)>) -> Result<Export> {
        self.store
            .read(move |tx| {
                let state = subject_history::last_change_set(tx)?;
                let Some((chapter, before)) = &chapter else {
                    let next = Some(Chapter::Sets(String::new(), 0));
                    return Ok(Export { text: file::head(), next, state });
                };
                // Pieces are read in several transactions; a change between them would mix two
                // states.
                if *before != state {
                    return Err(Error::Busy);
                }
                let (text, next) = match chapter {
                    Chapter::Sets(head, id) => next_set(tx, head, *id)?,
                    Chapter::Broader(a, b) => next_other_link(tx, a, b, LinkFamily::Broader)?,
                    Chapter::Different(a, b) => next_other_link(tx, a, b, LinkFamily::Different)?,
                };
                Ok(Export { text, next, state })
            })
            .await
    }
}

fn next_set(tx: &mut Tx<'_>, head: &str, id: i64) -> Result<(String, Option<Chapter>)> {
    let rows = subject_members::list_subjects_page(tx, (head, id), AT_ONCE)?;
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let members = subject_members::of_subjects(tx, &ids)?;
    let folds: Vec<String> = members.iter().map(|member| member.fold.clone()).collect();
    let of: HashMap<&str, i64> = members.iter().map(|m| (m.fold.as_str(), m.subject)).collect();
    let mut links: HashMap<i64, Vec<SubjectLink>> = HashMap::new();
    for link in subject_links::live_at(tx, &folds, LinkFamily::Same)? {
        if let Some(subject) = of.get(link.a.as_str()) {
            links.entry(*subject).or_default().push(link);
        }
    }
    let mut names: HashMap<i64, Vec<&SubjectMember>> = HashMap::new();
    for member in &members {
        names.entry(member.subject).or_default().push(member);
    }
    let mut text = String::new();
    for id in &ids {
        let set = Set {
            members: names.remove(id).unwrap_or_default(),
            links: links.remove(id).unwrap_or_default(),
        };
        file::write_set(&mut text, &set);
    }
    // A short page is the last of its chapter, and the next chapter begins.
    let next = match rows.last() {
        Some(last) if i64::try_from(rows.len()) == Ok(AT_ONCE) => Chapter::Sets(last.head.clone(), last.id),
        _ => Chapter::Broader(String::new(), String::new()),
    };
    Ok((text, Some(next)))
}

fn next_other_link(
    tx: &mut Tx<'_>,
    a: &str,
    b: &str,
    family: LinkFamily,
) -> Result<(String, Option<Chapter>)> {
    let links = subject_links::live_after(tx, (a, b), family, AT_ONCE)?;
    let mut folds: Vec<String> = links.iter().flat_map(|link| [link.a.clone(), link.b.clone()]).collect();
    folds.sort_unstable();
    folds.dedup();
    let names: HashMap<String, String> =
        subject_members::of_folds(tx, &folds)?.into_iter().map(|member| (member.fold, member.name)).collect();
    let mut text = String::new();
    for link in &links {
        // A subject's spelling goes before that of the link, as sets are written with it.
        let name = |fold: &str, own: &str| names.get(fold).map_or(own, String::as_str).to_owned();
        file::write_other(&mut text, link, &name(&link.a, &link.a_name), &name(&link.b, &link.b_name));
    }
    let more = links.last().filter(|_| i64::try_from(links.len()) == Ok(AT_ONCE));
    let next = match (family, more) {
        (LinkFamily::Broader, Some(last)) => Some(Chapter::Broader(last.a.clone(), last.b.clone())),
        (LinkFamily::Broader, None) => Some(Chapter::Different(String::new(), String::new())),
        (_, Some(last)) => Some(Chapter::Different(last.a.clone(), last.b.clone())),
        (_, None) => None,
    };
    Ok((text, next))
}
