//! Files that no post references: those that were kept for a post which has not come yet, and those whose last post is
//! gone. A row says of each since when. The transaction that keeps a post which references the file takes the row away,
//! and what is left is removed: after a day where the post has not come, after a minute where it is gone.
//!
//! The row is marked in one transaction, the file is removed after its commit, and the row goes in another: no writer
//! waits for a disk. Whoever sends the same content while its row is marked waits until the file is gone, and then keeps
//! it anew.

use crate::media::media_facts;
use crate::{Error, Result, Site};
use media::Stored;
use model::Time;
use std::sync::Arc;
use std::time::Duration;
use store::{Tx, post_media, uploads};

/// How long a file is kept without a post, in milliseconds.
const PATIENCE: i64 = 86_400_000;
/// How long a file outlives its last post, in milliseconds: longer than any transaction that may still reference it.
const GRACE: i64 = 60_000;
/// After so many milliseconds a process that removes a file is thought to have died.
const STALLED: i64 = 60_000;
/// For so many milliseconds after the mark files are deleted. It is shorter than [`STALLED`] by more than a deletion may
/// take, so that a process that was stopped for a while deletes nothing that somebody keeps again.
const REMOVAL: i64 = 15_000;
/// Files that one round looks at.
pub(crate) const ROUND: i64 = 100;
/// What stands before a file's name in an address of this site.
const PREFIX: &str = "/media/";
const HASH: usize = 64;
/// How long, and how often, one waits for a removal to end.
const WAITS: usize = 100;
const WAIT: Duration = Duration::from_millis(50);

/// The names of a file and its cover.
pub(crate) fn file_names(stored: &Stored) -> Vec<String> {
    std::iter::once(stored).chain(stored.cover.as_deref()).map(|stored| stored.name.clone()).collect()
}

/// The hash in the name of a file or of one of its smaller sizes.
pub(crate) fn hash_of(name: &str) -> Option<String> {
    name.get(..HASH).filter(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit())).map(str::to_owned)
}

/// The hashes in names.
pub(crate) fn file_hashes<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.filter_map(|name| hash_of(name)).collect()
}

/// The hashes of this site's files that a post's content names, in whatever way: as media, as links, with or without
/// the site's address before.
pub(crate) fn named_files(content: &str) -> Vec<String> {
    // On the raw JSON: a file counts as used in whatever field it is named.
    content.split(PREFIX).skip(1).filter_map(hash_of).collect()
}

/// The time to write for a file whose last post is gone, so that it is due after [`GRACE`].
pub(crate) fn soon(now: Time) -> Time {
    Time(now.0.saturating_sub(PATIENCE - GRACE))
}

impl Site {
    /// Says that posts are still to come for these files. Before they are kept, so that a file which is kept is either
    /// referenced by a post or removed one day.
    pub(crate) async fn expect_posts(&self, names: &[String]) -> Result<()> {
        let hashes = file_hashes(names.iter());
        for _ in 0..WAITS {
            let (hashes, now) = (hashes.clone(), self.clock().now());
            let stalled = Time(now.0.saturating_sub(STALLED));
            let going = self
                .store
                .write(move |tx| Ok::<_, Error>(uploads::expect_files(tx, &hashes, now, stalled)?))
                .await?;
            if going.is_empty() {
                return Ok(());
            }
            // On a thread, because not every runtime has a clock of its own.
            crate::media::blocking::run_blocking(|| {
                std::thread::sleep(WAIT);
                Ok(())
            })
            .await?;
        }
        Err(Error::Busy)
    }

    /// Keeps what is known of files that were kept.
    pub(crate) async fn remember_uploads(&self, kept: &[Stored]) -> Result<()> {
        let (facts, now) = (media_facts::facts_of_files(kept)?, self.clock().now());
        if facts.is_empty() {
            return Ok(());
        }
        self.store.write(move |tx| Ok(store::media::remember_media_facts(tx, &facts, now)?)).await
    }

    /// Removes files that no post references: those kept more than a day ago for posts that never came, and those whose
    /// last post went more than a minute ago. At most [`ROUND`] in one call. Gives how many contents went. Any number of
    /// processes may do this.
    ///
    /// # Errors
    /// What the database says; that the store of media does not work. A file that cannot be removed is logged, and a later
    /// call tries again.
    pub async fn sweep_uploads(&self, now: Time) -> Result<usize> {
        let before = Time(now.0.saturating_sub(PATIENCE));
        let stalled = Time(now.0.saturating_sub(STALLED));
        let due = self
            .store
            .read(move |tx| Ok::<_, Error>(uploads::list_due_files(tx, before, stalled, ROUND)?))
            .await?;
        let mut swept = 0;
        // A transaction for each file: a file that cannot be removed must not keep the others.
        for hash in due {
            let marked = hash.clone();
            // The update is conditional: of several processes one marks the row and goes on.
            let mark = move |tx: &mut Tx<'_>| {
                Ok::<_, Error>(
                    uploads::begin_removal(tx, &marked, before, stalled, now)?
                        && is_unreferenced(tx, &marked, now)?,
                )
            };
            if !self.store.write(mark).await? {
                continue;
            }
            match self.delete_files(&hash, now).await {
                Ok(()) => {}
                // The others would fail as well. The row stays marked, and a later round tries again.
                Err(error @ Error::MediaUnavailable(_)) => return Err(error),
                Err(error) => {
                    tracing::error!(%error, %hash, "a file that no post references cannot be removed");
                    continue;
                }
            }
            let removed = hash.clone();
            let ended = self.store.write(move |tx| Ok::<_, Error>(uploads::end_removal(tx, &removed, now)?));
            if !ended.await? {
                tracing::warn!(%hash, "a file was removed more slowly than others wait for; where it was sent again at that \
                    moment it is missing, and has to be sent once more");
            }
            swept += 1;
        }
        Ok(swept)
    }

    /// Deletes a file and its smaller sizes, as long as nobody can take the mark of `marked` for abandoned.
    async fn delete_files(&self, hash: &str, marked: Time) -> Result<()> {
        let (clock, hash) = (Arc::clone(&self.clock), hash.to_owned());
        let may_delete = move || clock.now().0 <= marked.0.saturating_add(REMOVAL);
        self.ask_media(move |store| blob::delete_hash(store, &hash, &may_delete)).await.map(drop)
    }
}

/// Whether a file may go. What is known of it goes first; the row of a file that stays goes instead.
fn is_unreferenced(tx: &mut Tx<'_>, hash: &str, marked: Time) -> Result<bool> {
    if post_media::visibility(tx, hash)?.is_some() {
        uploads::end_removal(tx, hash, marked)?;
        return Ok(false);
    }
    // Forgotten before the file goes: facts without a file would promise what is not there.
    store::media::forget_media_facts(tx, hash)?;
    Ok(true)
}
