//! HMAC-SHA1 (RFC 5849, 3.4.2). SHA-1 is broken for collisions, which HMAC does not rest on; the protocol knows no other.

use super::percent::percent_encode;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

fn make_mac(client_secret: &str, token_secret: &str, base: &str) -> Option<Hmac<Sha1>> {
    let key =
        format!("{}&{}", percent_encode(client_secret.as_bytes()), percent_encode(token_secret.as_bytes()));
    // A key of any length is taken.
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).ok()?;
    mac.update(base.as_bytes());
    Some(mac)
}

/// Whether `given` is the signature of `base`, in a time that does not depend on where they differ.
pub fn verify_signature(client_secret: &str, token_secret: &str, base: &str, given: &[u8]) -> bool {
    make_mac(client_secret, token_secret, base).is_some_and(|mac| mac.verify_slice(given).is_ok())
}

/// The signature, for tests.
#[cfg(test)]
pub fn make_signature(client_secret: &str, token_secret: &str, base: &str) -> Vec<u8> {
    make_mac(client_secret, token_secret, base).unwrap().finalize().into_bytes().to_vec()
}
