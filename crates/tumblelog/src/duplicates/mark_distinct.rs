//! A person's word that a post is no duplicate, which no later round overrules.

use crate::post::facets::Parsed;
use crate::post::write::{ATTEMPTS, lock_unchanged_post, read_placed_post};
use crate::{Error, Result, Site};
use model::{AccountId, PostId};
use store::{clusters, duplicate_keys};

impl Site {
    /// Parts a post from its cluster for good, or takes that back. Takes effect when the worker has compared it again.
    /// Who may do so is the caller's to decide.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Conflict`] where others change the post time and again.
    pub async fn set_distinct(&self, post: PostId, parted: bool, by: Option<AccountId>) -> Result<()> {
        let now = self.clock().now();
        let mut attempt = 1;
        loop {
            let read = self.store.read(move |tx| Ok::<_, Error>(read_placed_post(tx, post)?.post)).await?;
            let said = super::ComparedText::of_post(&read, &Parsed::of_post(&read), self.store.words());
            let fingerprint = said.map(|said| said.make_fingerprint()).unwrap_or_default();
            let write = move |tx: &mut store::Tx<'_>| {
                lock_unchanged_post(tx, &read)?;
                duplicate_keys::set_changed(tx)?;
                match parted {
                    true => clusters::mark_distinct(tx, post, by, now)?,
                    false => clusters::unmark_distinct(tx, post)?,
                }
                // It waits even without keys: the round must take it out of its cluster.
                super::add_comparisons(tx, &[super::pending_comparison(post, &fingerprint)])
            };
            match self.store.write(write).await {
                Err(Error::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
                ended => return ended,
            }
        }
    }
}
