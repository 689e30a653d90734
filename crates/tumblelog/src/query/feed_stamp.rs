//! What feeds say of themselves beside their posts: ids that outlive the site's address, and when lists changed.

use crate::{Error, Result, Site};
use data_encoding::HEXLOWER;
use model::{Invalid, Post, Time};
use sha2::{Digest, Sha256};
use store::{Tx, site_values};

/// The site's identity for feeds, and the last change of its lists that no post in a list tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedStamp {
    identity: String,
    /// When the site's feeds got their ids.
    pub begun: Time,
    /// When a post last left a list, moved in it, or entered it elsewhere than at its head; at the earliest when the
    /// site's feeds got their ids. It is one moment for the whole site: a change of any list moves it for all.
    pub changed: Time,
}

impl FeedStamp {
    /// A URN of a UUID for something of this site, such as `post 7` or the path of a list. It depends on the site's
    /// identity and on `name` alone: not on the site's address, and not on today.
    pub fn id_of(&self, name: &str) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.identity);
        // A separator, so that no identity and name run together into another pair.
        hash.update([0]);
        hash.update(name);
        let mut bytes: [u8; 16] = [0; 16];
        bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        // RFC 9562, 5.8: version 8 is a hash of the maker's own choice.
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = HEXLOWER.encode(&bytes);
        format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

impl Site {
    /// The stamp of the site's feeds. The identity is drawn when it is first asked for and then kept.
    ///
    /// # Errors
    /// What the database or the source of random bytes says.
    pub async fn feed_stamp(&self) -> Result<FeedStamp> {
        let read = |tx: &mut Tx<'_>| {
            Ok::<_, Error>((site_values::feed_identity(tx)?, site_values::lists_changed(tx)?))
        };
        let (kept, changed) = self.store.read(read).await?;
        // Most requests find the identity in a read; only the first one pays for a write.
        let (identity, begun) = match kept {
            Some(kept) => kept,
            None => self.draw_identity().await?,
        };
        Ok(FeedStamp { identity, begun, changed: changed.map_or(begun, |changed| changed.max(begun)) })
    }

    async fn draw_identity(&self) -> Result<(String, Time)> {
        let mut bytes = [0; 16];
        self.secrets.fill(&mut bytes).map_err(|Invalid(message)| Error::File(message))?;
        // Outside the transaction, so that a retry writes the same bytes.
        let (fresh, now) = (HEXLOWER.encode(&bytes), self.clock().now());
        self.store.write(move |tx| Ok::<_, Error>(site_values::keep_feed_identity(tx, &fresh, now)?)).await
    }
}

/// Writes down that lists changed in a way that no post in them tells. The last lock that a change takes.
pub(crate) fn mark_lists(tx: &mut Tx<'_>, now: Time) -> Result<()> {
    // A clock that was set back may not move the mark back: readers would miss the change.
    let last = site_values::lists_changed(tx)?.unwrap_or(now);
    Ok(site_values::put_lists_changed(tx, last.max(now))?)
}

/// The same, where a change from one state of a post to another is of that kind. A post that is published now stands
/// at the head of its lists and tells the change by its own time.
pub(crate) fn mark_change(tx: &mut Tx<'_>, before: Option<&Post>, after: &Post, now: Time) -> Result<()> {
    let was_listed = before.is_some_and(Post::listed);
    let changed = match (was_listed, after.listed()) {
        // A listed post that changed may have left one tag's list while it stays in others.
        (true, true) => before != Some(after),
        (true, false) => true,
        // A post with an earlier publish time enters below the head, where a reader would not look.
        (false, true) => after.published < now,
        (false, false) => false,
    };
    if changed { mark_lists(tx, now) } else { Ok(()) }
}
