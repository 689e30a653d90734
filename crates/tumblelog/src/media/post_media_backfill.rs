//! Reads the posts of a site that is older than the table of references, once and in the background. It goes on where
//! it stopped, and any number of processes may do it: writing a reference twice changes nothing.

use crate::media::pending_files;
use crate::media::post_media::referenced_files;
use crate::permission::rules;
use crate::{Error, Result, Site};
use model::{Post, Time};
use store::post_media::{self, Reference};
use store::{Tx, media, posts, uploads};

/// Posts whose references are written in one transaction.
const POSTS: usize = 200;
/// Files that are looked at in one transaction.
const FILES: i64 = 500;
/// Marks the second part, which looks for files without posts.
const SECOND: char = '+';

impl Site {
    /// Does the next part of it: the posts of one bucket, or some of the files. False when there is nothing to do.
    ///
    /// # Errors
    /// What the database says; the next call does the same part again.
    pub async fn backfill_post_media(&self) -> Result<bool> {
        let progress = self.store.read(|tx| Ok::<_, Error>(post_media::backfill_progress(tx)?)).await?;
        match progress {
            None => Ok(false),
            Some(text) if text.starts_with(SECOND) => self.abandon_files_after(text[1..].to_owned()).await,
            // Text that is no number means the beginning: doing a part twice changes nothing.
            Some(text) => self.read_bucket_after(text.parse().unwrap_or(-1)).await,
        }
    }

    /// Whether all of it is done. Before that, files in use look unused.
    pub(crate) async fn is_media_backfilled(&self) -> Result<bool> {
        self.store.read(|tx| Ok::<_, Error>(post_media::backfill_progress(tx)?.is_none())).await
    }

    /// Writes what the posts of the next bucket reference.
    async fn read_bucket_after(&self, after: i64) -> Result<bool> {
        let found = self
            .store
            .read(move |tx| {
                let next = index::Storage::buckets(tx)?
                    .into_iter()
                    .map(|bucket| bucket.id.0)
                    .filter(|id| *id > after)
                    .min();
                let Some(bucket) = next else { return Ok(None) };
                let showing = posts::of_bucket(tx, bucket)?.into_iter().map(|placed| placed.post);
                let named = showing.map(|post| (referenced_files(&post), post));
                let named: Vec<_> = named.filter(|(hashes, _)| !hashes.is_empty()).collect();
                Ok::<_, Error>(Some((bucket, named)))
            })
            .await?;
        let Some((bucket, named)) = found else {
            return self.set_progress(SECOND.to_string()).await;
        };
        // In chunks, because each holds the lock that every change of a post waits for.
        for some in named.chunks(POSTS) {
            let some = some.to_vec();
            if !self.store.write(move |tx| write_references(tx, &some)).await? {
                // A post was changed meanwhile: the bucket is read anew by the next step.
                return Ok(true);
            }
        }
        // After its posts are written: a crash repeats the bucket and skips none.
        self.set_progress(bucket.to_string()).await
    }

    /// Lets the sweeper remove files of posts that were deleted before references were written down.
    async fn abandon_files_after(&self, after: String) -> Result<bool> {
        let now = self.clock().now();
        self.store
            .write(move |tx| {
                let names = media::names_after(tx, &after, FILES)?;
                abandon(tx, &names, now)?;
                let next = names.last().map(|name| format!("{SECOND}{name}"));
                post_media::set_backfill_progress(tx, next.as_deref())?;
                Ok(next.is_some())
            })
            .await
    }

    async fn set_progress(&self, progress: String) -> Result<bool> {
        self.store
            .write(move |tx| Ok::<_, Error>(post_media::set_backfill_progress(tx, Some(&progress))?))
            .await?;
        Ok(true)
    }
}

/// Writes what posts reference, under the lock that every change takes. False, and nothing written, where one of them is no
/// longer as it was read; one that was deleted is passed over.
fn write_references(tx: &mut Tx<'_>, read: &[(Vec<String>, Post)]) -> Result<bool> {
    index::Storage::lock_index(tx)?;
    let mut all = Vec::new();
    for (hashes, post) in read {
        let Some(placed) = posts::by_id(tx, post.id)? else { continue };
        if (Post { notes: post.notes, ..placed.post }) != *post {
            return Ok(false);
        }
        let public = rules::is_public(post);
        all.extend(hashes.iter().map(|hash| Reference { hash, post: post.id, blog: post.blog, public }));
    }
    post_media::insert(tx, &all)?;
    Ok(true)
}

fn abandon(tx: &mut Tx<'_>, names: &[String], now: Time) -> Result<()> {
    index::Storage::lock_index(tx)?;
    let hashes = pending_files::file_hashes(names.iter());
    let visible = post_media::visibilities(tx, &hashes)?;
    let alone: Vec<String> = hashes.into_iter().filter(|hash| !visible.contains_key(hash)).collect();
    // For a day, as a file that was just sent: an import may be about to reference it.
    Ok(uploads::abandon(tx, &alone, now)?)
}
