//! Names of blobs. They come from addresses too, so only what cannot leave the store is a name.

use std::fmt;

/// Hexadecimal digits of a SHA-256.
const HASH: usize = 64;
/// Longest label of a smaller size, and longest ending.
const LABEL: usize = 6;
const ENDING: usize = 5;

/// The SHA-256 of a file in 64 hexadecimal digits, for a smaller size `_` and a label, a dot, an ending.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobName(String);

impl BlobName {
    /// Reads a name; `None` for what is never given out.
    pub fn parse(text: &str) -> Option<Self> {
        let (hash, rest) = text.split_at_checked(HASH)?;
        let (size, ending) = rest.split_once('.')?;
        // The empty size is the original; all others begin with an underscore.
        let sized = size.is_empty() || size.strip_prefix('_').is_some_and(|label| is_word(label, LABEL));
        // Only these characters pass, so that no `..` and no slash gets to a disk or into an address.
        (is_hash(hash) && sized && is_word(ending, ENDING)).then(|| Self(text.to_owned()))
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The SHA-256 that it begins with: of the file itself, or of the one that this is a smaller size of.
    pub fn hash(&self) -> &str {
        self.0.get(..HASH).unwrap_or_default()
    }

    /// What stands behind the dot.
    pub fn ending(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// Whether its hash is that of its own bytes, and not of the file that it is a smaller size of.
    pub fn is_original(&self) -> bool {
        self.0.as_bytes().get(HASH) == Some(&b'.')
    }

    /// Its place below the root of a store: two digits, a slash, the name.
    pub fn path(&self) -> String {
        format!("{}/{}", self.0.get(..2).unwrap_or_default(), self.0)
    }

    /// Reads such a place.
    pub fn from_path(path: &str) -> Option<Self> {
        let (digits, name) = path.split_once('/')?;
        Self::parse(name).filter(|name| name.as_str().starts_with(digits) && digits.len() == 2)
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether this is a SHA-256 as names begin with.
pub(crate) fn is_hash(text: &str) -> bool {
    text.len() == HASH && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_word(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
