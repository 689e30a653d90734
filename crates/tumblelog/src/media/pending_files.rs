//! Files that were kept for a post which has not come yet. They must be there when the post is published, and that may
//! be refused at the last moment: so a row says of each new file that its post is still to come, the transaction that
//! keeps a post which names it takes the row away, and what is left after a day is removed. A file that any post named
//! once is not looked at again.

use crate::media::media_facts;
use crate::{Error, Result, Site};
use media::Stored;
use model::Time;
use store::{Tx, uploads};

/// How long a file is kept without a post, in milliseconds.
const PATIENCE: i64 = 86_400_000;
/// Files that one round looks at.
const ROUND: i64 = 100;
/// What stands before a file's name in an address of this site.
const PREFIX: &str = "/media/";
const HASH: usize = 64;

/// The names of a file and its cover.
pub(crate) fn names(stored: &Stored) -> Vec<String> {
    std::iter::once(stored).chain(stored.cover.as_deref()).map(|stored| stored.name.clone()).collect()
}

/// The hashes in names.
pub(crate) fn hashes<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.filter_map(|name| Some(name.get(..HASH)?.to_owned())).collect()
}

/// The hashes of this site's files that a post's content names, in whatever way: as media, as links, with or without
/// the site's address before.
pub(crate) fn named(content: &str) -> Vec<String> {
    let after = content.split(PREFIX).skip(1);
    let hash = |text: &str| {
        text.get(..HASH).filter(|hash| hash.bytes().all(|b| b.is_ascii_hexdigit())).map(str::to_owned)
    };
    let mut hashes: Vec<String> = after.filter_map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// A post has come: what it names stays.
pub(crate) fn claim(tx: &mut Tx<'_>, content: &str) -> Result<()> {
    Ok(uploads::claim(tx, &named(content))?)
}

impl Site {
    /// Says that posts are still to come for those of these files that are new here, and gives them. Before they are
    /// kept: a file that nobody expects a post for is never removed.
    pub(crate) async fn expect_posts(&self, names: Vec<String>) -> Result<Vec<String>> {
        let folder = self.media.clone();
        let look = move || Ok(names.into_iter().partition(|name| folder.path_of(name).is_some()));
        let (there, fresh): (Vec<String>, Vec<String>) = crate::media::upload::blocking(look).await?;
        let now = self.clock().now();
        self.store
            .write(move |tx| {
                let known = store::media::known(tx, &fresh)?;
                let (known, unknown): (Vec<_>, Vec<_>) =
                    fresh.iter().partition(|name| known.contains_key(*name));
                uploads::expect(tx, &hashes(unknown.iter().copied()), now)?;
                uploads::renew(tx, &hashes(there.iter().chain(known)), now)?;
                Ok(unknown.into_iter().cloned().collect())
            })
            .await
    }

    /// Keeps what is known of files that were kept; those that were `there` when they were to be are not ours to remove.
    pub(crate) async fn remember_uploads(&self, kept: &[Stored], there: Vec<String>) -> Result<()> {
        let facts = media_facts::facts(kept)?;
        let (there, now) = (hashes(there.iter()), self.clock().now());
        if facts.is_empty() {
            return Ok(());
        }
        self.store
            .write(move |tx| {
                store::media::remember(tx, &facts, now)?;
                Ok(uploads::claim(tx, &there)?)
            })
            .await
    }

    /// Removes files that were kept more than a day ago for posts that never came, at most a hundred in one call. Gives
    /// how many contents went. Any number of processes may do this.
    ///
    /// # Errors
    /// [`Error::File`] when one cannot be removed; what the database says.
    pub async fn sweep_uploads(&self, now: Time) -> Result<usize> {
        let before = Time(now.0.saturating_sub(PATIENCE));
        let due = self.store.read(move |tx| Ok::<_, Error>(uploads::due(tx, before, ROUND)?)).await?;
        let mut swept = 0;
        for hash in due {
            let folder = self.media.clone();
            // Within the transaction: who sends the same file now waits for it to end, and then keeps it anew.
            let gone = self.store.write(move |tx| {
                if !uploads::give_up(tx, &hash, before)? {
                    return Ok(false);
                }
                store::media::forget(tx, &hash)?;
                folder.remove(&hash)?;
                Ok::<_, Error>(true)
            });
            swept += usize::from(gone.await?);
        }
        Ok(swept)
    }
}
