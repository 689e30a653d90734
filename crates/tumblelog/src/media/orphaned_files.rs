//! Orphaned files: kept files that the database does not know. Every file has a row before it is kept, so they come from
//! elsewhere: a database that was restored from an older backup, a file that was copied by hand.

use crate::media::pending_files;
use crate::{Error, Result, Site};
use model::Time;
use std::collections::BTreeSet;
use store::{post_media, site_values, uploads};

/// Files that one step looks at.
const PAGE: usize = 500;
/// Younger files are left alone, in milliseconds: a copy or a restore may be under way.
const AGE: i64 = 86_400_000;

/// What one step of the search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrphanStep {
    /// Files that the database does not know, each with its smaller sizes.
    pub files: usize,
    /// All files have been looked at; the next step begins anew.
    pub last: bool,
}

impl Site {
    /// Looks at the next part of the kept files, and lets [`Site::sweep_uploads`] remove those that the database does not
    /// know. It goes on where it stopped.
    ///
    /// # Errors
    /// What the database or the store says; the next call does the same part again.
    pub async fn find_orphans(&self, now: Time) -> Result<OrphanStep> {
        let after = self.store.read(|tx| Ok::<_, Error>(site_values::orphan_progress(tx)?)).await?;
        let page = self.list_media(after, PAGE).await?;
        let old = page.entries.iter().filter(|entry| entry.modified.0 < now.0.saturating_sub(AGE));
        // A file and its smaller sizes are one content.
        let hashes: BTreeSet<String> = old.map(|entry| entry.name.hash().to_owned()).collect();
        let (hashes, next, last) =
            (hashes.into_iter().collect::<Vec<_>>(), page.next.clone(), page.next.is_none());
        let files = self
            .store
            .write(move |tx| {
                let known = post_media::visibilities(tx, &hashes)?;
                let alone: Vec<String> =
                    hashes.iter().filter(|hash| !known.contains_key(*hash)).cloned().collect();
                // Whatever has a row already keeps it, and whoever claims a file meanwhile takes the row away: the file
                // is removed by the rules of all others, which ask again.
                let unknown = uploads::unlisted(tx, &alone)?;
                uploads::abandon(tx, &unknown, pending_files::soon(now))?;
                site_values::put_orphan_progress(tx, next.as_deref())?;
                Ok::<_, Error>(unknown.len())
            })
            .await?;
        Ok(OrphanStep { files, last })
    }
}
