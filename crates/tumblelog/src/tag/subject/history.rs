//! Who did what when.

use super::spelling::Spelling;
use crate::query::listing;
use crate::{Error, Result, Site};
use store::subject_history;
use store::subject_history::SubjectChangeSet;
use store::subject_members;

/// What is asked of the history.
#[derive(Debug, Clone, Default)]
pub struct HistoryRequest {
    /// Only entries about this name or another spelling of its subject.
    pub about: Option<String>,
    /// Entries before this one ([`History::next`]); the newest where none is given.
    pub before: Option<i64>,
    /// How many, 1 to 50.
    pub limit: usize,
}

/// A part of the history, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// The entries.
    pub acts: Vec<SubjectChangeSet>,
    /// Where the next, older page begins, unless this is the last.
    pub next: Option<i64>,
}

impl Site {
    /// The history of subjects.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a name that cannot be a tag.
    pub async fn subject_history(&self, request: &HistoryRequest) -> Result<History> {
        let about = request.about.as_deref().map(Spelling::parse_name).transpose()?;
        let before = request.before.unwrap_or(i64::MAX);
        let limit = request.limit.clamp(1, listing::PAGE_LIMIT);
        // One more than is shown tells whether an older page exists.
        let more = i64::try_from(limit).unwrap_or(1) + 1;
        self.store
            .read(move |tx| {
                let mut acts = match &about {
                    None => subject_history::list_change_sets_before(tx, before, more)?,
                    Some(name) => {
                        let one = std::slice::from_ref(&name.fold);
                        let mut folds: Vec<String> = subject_members::list_siblings(tx, one)?
                            .into_iter()
                            .map(|(_, other)| other)
                            .collect();
                        // A name of no subject now may have been in one before.
                        folds.push(name.fold.clone());
                        let ids = subject_history::ids_about(tx, &folds, before, more)?;
                        subject_history::by_ids(tx, &ids)?
                    }
                };
                let next = (acts.len() > limit).then(|| acts.get(limit - 1).map(|act| act.id)).flatten();
                acts.truncate(limit);
                Ok::<_, Error>(History { acts, next })
            })
            .await
    }
}
