//! What an operator says about the site's protection.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What an operator says about the site's protection.
#[derive(Debug, Clone, Default)]
pub struct Protection {
    /// `max-age` of `Strict-Transport-Security` in seconds, sent to clients that are known to speak TLS; not sent where
    /// there is none. 0 tells browsers to forget an earlier one.
    pub hsts_seconds: Option<u32>,
    /// What opens `/metrics`. Without it the site's own address has no such page.
    pub metrics_token: Option<MetricsToken>,
}

/// A token of which only the hash is kept, so that no log shows it and comparing it tells nothing of it.
#[derive(Debug, Clone)]
pub struct MetricsToken([u8; 32]);

impl MetricsToken {
    /// Fewest characters of a token.
    pub const LEAST: usize = 16;

    /// The token of a text.
    ///
    /// # Errors
    /// In words, for one that is too short or cannot stand in a header.
    pub fn new(text: &str) -> Result<Self, String> {
        // Other characters could not be sent in a header, and the token would never match.
        if text.len() < Self::LEAST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(format!("use at least {} letters, digits and marks without spaces", Self::LEAST));
        }
        Ok(Self(Sha256::digest(text.as_bytes()).into()))
    }

    /// Whether this is the token, in a time that does not tell.
    pub fn matches(&self, text: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        self.0.ct_eq(&given).into()
    }
}
