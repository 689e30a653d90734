//! The key a client must show, with a post's id, to like or reblog it: what only the site can work out from the id,
//! so that it need not be kept.

use crate::Site;
use model::PostId;

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 8;

impl Site {
    /// A post's key: eight letters and digits, always the same for the post on this site.
    pub fn reblog_key(&self, post: PostId) -> String {
        let mut bits = self.store.words().post_key(post);
        let mut key = String::with_capacity(LENGTH);
        for _ in 0..LENGTH {
            let digit = usize::try_from(bits % 62).unwrap_or(0);
            key.push(char::from(ALPHABET[digit]));
            bits /= 62;
        }
        key
    }

    /// Whether this is the post's key; takes as long for every wrong key of the right length.
    pub fn is_reblog_key(&self, post: PostId, shown: &str) -> bool {
        let right = self.reblog_key(post);
        let differ = right.bytes().zip(shown.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
        shown.len() == right.len() && differ == 0
    }
}
