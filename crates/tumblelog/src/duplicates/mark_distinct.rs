//! A person's word that a post is no duplicate, which no later round overrules.

use crate::{Error, Result, Site};
use model::{AccountId, PostId};
use store::duplicate_keys;
use store::{clusters, posts};

impl Site {
    /// Parts a post from its cluster for good, or takes that back. Takes effect when the worker has compared it again.
    /// Who may do so is the caller's to decide.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn set_distinct(&self, post: PostId, parted: bool, by: Option<AccountId>) -> Result<()> {
        let (hash, now) = (self.store.words().clone(), self.clock().now());
        self.store
            .write(move |tx| {
                index::Storage::lock_index(tx)?;
                duplicate_keys::set_changed(tx)?;
                let placed = posts::by_id(tx, post)?;
                let placed = placed.ok_or_else(|| Error::NotFound(format!("there is no post {post}")))?;
                let parsed = crate::post::facets::Parsed::of_post(&placed.post);
                let said = super::ComparedText::of_post(&placed.post, &parsed, &hash);
                match parted {
                    true => clusters::mark_distinct(tx, post, by, now)?,
                    false => clusters::unmark_distinct(tx, post)?,
                }
                let signature = said.map(|said| said.make_fingerprint()).unwrap_or_default();
                // It waits even without keys: the round must take it out of its cluster.
                super::add_comparisons(tx, &[super::pending_comparison(post, &signature)])
            })
            .await
    }
}
