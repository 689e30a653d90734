//! Words and hosts as facet values: 55 bits of a hash keyed by the site. There are too many words, and too many of
//! them new with every post, to look each one up in a dictionary; a keyed hash needs no look-up. Among three million
//! distinct words the chance that any two share a value is one in eight thousand.

use crate::Tx;
use crate::db::writing::ensure_outside_write;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

const MASK: u64 = (1 << index::FacetId::VALUE_BITS) - 1;

/// Hashes words and hosts into facet values with the site's key.
#[derive(Clone)]
pub struct WordHash(SipHasher13);

impl WordHash {
    /// The hash of the site this transaction is on.
    pub fn of_site(tx: &Tx<'_>) -> Self {
        Self::with_key(tx.word_key())
    }

    /// The hash of a site's key.
    pub fn with_key(key: &[u8; 16]) -> Self {
        Self(SipHasher13::new_with_key(key))
    }

    /// The value of a folded word.
    pub fn hash_word(&self, word: &str) -> u64 {
        self.hash_value(0, word)
    }

    /// The value of a host name.
    pub fn hash_host(&self, host: &str) -> u64 {
        self.hash_value(1, host)
    }

    /// A number that goes with a post and cannot be worked out without the site's key.
    pub fn post_key(&self, post: model::PostId) -> u64 {
        let mut hasher = self.0;
        // A tag byte of its own, so that these numbers never equal those of words or hosts.
        hasher.write_u8(2);
        hasher.write(&post.0.to_le_bytes());
        hasher.finish()
    }

    fn hash_value(&self, kind: u8, text: &str) -> u64 {
        ensure_outside_write("hashing of words");
        let mut hasher = self.0;
        // The kind goes first, so that a host and the word of the same letters differ.
        hasher.write_u8(kind);
        hasher.write(text.as_bytes());
        // A facet id has room for so many bits of value.
        hasher.finish() & MASK
    }
}
