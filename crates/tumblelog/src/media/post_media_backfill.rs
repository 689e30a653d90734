//! Reads the posts of a site that is older than the table of references, once and in the background. It goes on where
//! it stopped, and any number of processes may do it: writing a reference twice changes nothing.

use crate::media::pending_files;
use crate::media::post_media::referenced_files;
use crate::permission::rules;
use crate::{Error, Result, Site};
use model::{Post, PostId, Time};
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
                let ids: Vec<PostId> =
                    showing.filter(|post| !referenced_files(post).is_empty()).map(|post| post.id).collect();
                Ok::<_, Error>(Some((bucket, ids)))
            })
            .await?;
        let Some((bucket, ids)) = found else {
            return self.set_progress(SECOND.to_string()).await;
        };
        // In chunks, because each holds the lock that every change of a post waits for.
        for some in ids.chunks(POSTS) {
            let some = some.to_vec();
            self.store.write(move |tx| write_references(tx, &some)).await?;
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

/// Under the lock that every change takes, so that a post that was edited or deleted meanwhile is read as it is now.
fn write_references(tx: &mut Tx<'_>, ids: &[PostId]) -> Result<()> {
    index::Storage::lock_index(tx)?;
    let mut found: Vec<(Post, Vec<String>)> = Vec::new();
    for id in ids {
        if let Some(placed) = posts::by_id(tx, *id)? {
            let hashes = referenced_files(&placed.post);
            found.push((placed.post, hashes));
        }
    }
    let reference = |post: &Post, hash| {
        let public = rules::is_public(post);
        Reference { hash, post: post.id, blog: post.blog, public }
    };
    let all: Vec<_> = found
        .iter()
        .flat_map(|(post, hashes)| hashes.iter().map(move |hash| reference(post, hash.as_str())))
        .collect();
    Ok(post_media::insert(tx, &all)?)
}

fn abandon(tx: &mut Tx<'_>, names: &[String], now: Time) -> Result<()> {
    index::Storage::lock_index(tx)?;
    let hashes = pending_files::file_hashes(names.iter());
    let visible = post_media::visibilities(tx, &hashes)?;
    let alone: Vec<String> = hashes.into_iter().filter(|hash| !visible.contains_key(hash)).collect();
    // For a day, as a file that was just sent: an import may be about to reference it.
    Ok(uploads::abandon(tx, &alone, now)?)
}
