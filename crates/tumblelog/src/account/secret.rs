//! Making secrets, and knowing them again.

use crate::{Error, Result};
use model::{Invalid, Secrets};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The operating system's random bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OsSecrets;

impl Secrets for OsSecrets {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Invalid> {
        getrandom::fill(bytes)
            .map_err(|e| Invalid::new(format!("the operating system gave no random bytes: {e}")))
    }
}

const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A secret of `length` letters and digits, each of them worth 5.9 bits.
pub(crate) fn draw_text(secrets: &dyn Secrets, length: usize) -> Result<String> {
    let mut out = String::with_capacity(length);
    let mut bytes = [0; 64];
    while out.len() < length {
        secrets.fill(&mut bytes).map_err(|Invalid(message)| Error::File(message))?;
        for byte in bytes {
            // 248 is four times 62: what lies above would make some letters likelier than others.
            if let Some(letter) = LETTERS.get(usize::from(byte % 62)).filter(|_| byte < 248)
                && out.len() < length
            {
                out.push(char::from(*letter));
            }
        }
    }
    Ok(out)
}

/// What is kept of a secret that is only compared. Secrets are long and random, so nothing slower is needed.
pub(crate) fn hash_secret(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Whether two secrets are the same, in a time that depends on neither.
pub(crate) fn secrets_equal(a: &str, b: &str) -> bool {
    // Hashes have one length, so even the length of a secret does not show in the time.
    same_hash(&hash_secret(a), &hash_secret(b))
}

/// Whether two hashes are the same, in a time that depends on neither.
pub(crate) fn same_hash(a: &[u8; 32], b: &[u8; 32]) -> bool {
    a.ct_eq(b).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_of_letters_and_digits() {
        let (a, b) = (draw_text(&OsSecrets, 43).unwrap(), draw_text(&OsSecrets, 43).unwrap());
        assert!(a.len() == 43 && a.bytes().all(|c| c.is_ascii_alphanumeric()));
        assert!(!secrets_equal(&a, &b) && secrets_equal(&a, &a.clone()));
    }
}
