//! Names that stand for authors: the same author always gets the same one under one key, and who does not have the
//! key cannot tell whose it is.

use crate::{Error, Result, Site};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use keyed_sha2::Sha256;
use model::Invalid;
use std::fmt;

/// Bytes of the hash that a pseudonym shows: 24 letters, which also make a blog's name.
const SHOWN: usize = 15;
/// Least and most bytes of a key.
const KEY: std::ops::RangeInclusive<usize> = 16..=4096;

/// A key that turns names into pseudonyms.
#[derive(Clone)]
pub struct PseudonymKey(Hmac<Sha256>);

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key must not get into a log.
        f.write_str("PseudonymKey")
    }
}

impl PseudonymKey {
    /// A key of these bytes. They should be random: names can be guessed with a key that can be.
    ///
    /// # Errors
    /// Fewer than 16 or more than 4,096 bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, Invalid> {
        if !KEY.contains(&bytes.len()) {
            return Err(Invalid::new(format!(
                "a key of {} bytes; use {} to {} random bytes",
                bytes.len(),
                KEY.start(),
                KEY.end()
            )));
        }
        Hmac::new_from_slice(bytes)
            .map(Self)
            .map_err(|_| Invalid::new("the key cannot be used; give 16 to 4096 random bytes"))
    }

    /// Letters that tell two keys apart and say nothing of either.
    pub fn key_id(&self) -> String {
        self.pseudonym_of("key", "").chars().take(12).collect()
    }

    /// The pseudonym of a blog.
    pub(super) fn blog_pseudonym(&self, name: &str) -> String {
        self.pseudonym_of("blog", name)
    }

    /// The pseudonym of something else, such as an address; the same text of another kind gets another one.
    pub(super) fn pseudonym_of(&self, kind: &str, text: &str) -> String {
        let mut mac = self.0.clone();
        // The zero byte keeps kind and text apart: no two pairs make the same input.
        for part in [kind, "\0", text] {
            mac.update(part.as_bytes());
        }
        let hash = mac.finalize().into_bytes();
        let mut name = BASE32_NOPAD.encode(hash.get(..SHOWN).unwrap_or_default());
        name.make_ascii_lowercase();
        name
    }
}

impl Site {
    /// The site's own key, made when it is first asked for and then kept, so that an author has the same pseudonym in
    /// every export of the site.
    ///
    /// # Errors
    /// What the database or the source of random bytes says.
    pub async fn pseudonym_key(&self) -> Result<PseudonymKey> {
        let kept = self.store.read(|tx| Ok::<_, Error>(store::site_values::pseudonym_key(tx)?)).await?;
        let text = match kept {
            Some(text) => text,
            // Two exports may draw a key at once: both use the one that the database kept.
            None => {
                let mut bytes = [0; 32];
                self.secrets.fill(&mut bytes).map_err(|Invalid(message)| Error::File(message))?;
                let fresh = HEXLOWER.encode(&bytes);
                self.store
                    .write(move |tx| Ok::<_, Error>(store::site_values::keep_pseudonym_key(tx, &fresh)?))
                    .await?
            }
        };
        let bytes = HEXLOWER
            .decode(text.as_bytes())
            .map_err(|_| Error::Store(store::Error::Damaged("the site's key of pseudonyms".into())))?;
        Ok(PseudonymKey::new(&bytes)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_depends_on_key_kind_and_name() {
        let (one, two) = (PseudonymKey::new(&[1; 16]).unwrap(), PseudonymKey::new(&[2; 16]).unwrap());
        assert_eq!(one.blog_pseudonym("walks"), one.blog_pseudonym("walks"));
        assert_ne!(one.blog_pseudonym("walks"), two.blog_pseudonym("walks"));
        assert_ne!(one.blog_pseudonym("walks"), one.pseudonym_of("post", "walks"));
        assert_ne!(one.key_id(), two.key_id());
        assert!(model::BlogName::parse(&one.blog_pseudonym("walks")).is_ok());
        assert_eq!(format!("{one:?}"), "PseudonymKey");
    }

    #[test]
    fn short_and_endless_keys_are_refused() {
        for length in [0, 15, 4097] {
            assert!(PseudonymKey::new(&vec![7; length]).unwrap_err().0.contains("16 to 4096"));
        }
    }
}
