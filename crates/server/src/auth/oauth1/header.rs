//! `Authorization: OAuth …` (RFC 5849, 3.5.1), as strict as can be while every client in use passes.

use super::percent::percent_decode;
use crate::auth::visitor::Refused;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Longest header, in bytes, and most parameters in it.
const LONGEST: usize = 8192;
const MOST: usize = 32;
/// Longest nonce, in bytes.
const NONCE: usize = 256;

/// The parameters of the header, decoded.
#[derive(Clone)]
pub struct Header {
    /// `oauth_consumer_key`.
    pub consumer_key: String,
    /// `oauth_token`; absent or empty for a request in nobody's name.
    pub token: Option<String>,
    /// `oauth_timestamp`, in seconds.
    pub timestamp: i64,
    /// `oauth_nonce`.
    pub nonce: String,
    /// `oauth_callback`, for a request token.
    pub callback: Option<String>,
    /// `oauth_verifier`, for an access token.
    pub verifier: Option<String>,
    signature: String,
    /// All but the signature and `realm`.
    signed: Vec<(String, String)>,
}

impl Header {
    /// Reads what stands after `OAuth `.
    ///
    /// # Errors
    /// [`Refused::Header`] with what is missing or wrong.
    pub fn parse_header(text: &str) -> Result<Self, Refused> {
        let bad = |why: &str| Refused::Header(why.to_owned());
        if text.len() > LONGEST {
            return Err(bad("the Authorization header is too long"));
        }
        let mut all = parse_pairs(text)?;
        // A parameter given twice is refused: which of the two was signed could not be told.
        let take = |name: &str| -> Result<Option<String>, Refused> {
            let mut found = all.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone());
            match (found.next(), found.next()) {
                (first, None) => Ok(first),
                _ => Err(bad(&format!("{name} is there twice"))),
            }
        };
        let need = |name: &str, value: Option<String>| {
            value.filter(|text| !text.is_empty()).ok_or_else(|| bad(&format!("{name} is missing")))
        };
        let consumer_key = need("oauth_consumer_key", take("oauth_consumer_key")?)?;
        let signature = need("oauth_signature", take("oauth_signature")?)?;
        let nonce = need("oauth_nonce", take("oauth_nonce")?)?;
        let timestamp = need("oauth_timestamp", take("oauth_timestamp")?)?;
        let method = need("oauth_signature_method", take("oauth_signature_method")?)?;
        let version = take("oauth_version")?;
        let (token, callback) = (take("oauth_token")?, take("oauth_callback")?);
        let verifier = take("oauth_verifier")?;
        // PLAINTEXT would put the secrets on the wire, and RSA-SHA1 needs keys that nobody
        // registered.
        if method != "HMAC-SHA1" {
            return Err(bad("oauth_signature_method is not accepted; use HMAC-SHA1"));
        }
        if version.is_some_and(|version| version != "1.0") {
            return Err(bad("oauth_version is not accepted; use 1.0"));
        }
        if nonce.len() > NONCE {
            return Err(bad("oauth_nonce is too long; use at most 256 bytes"));
        }
        let timestamp = timestamp.parse().ok().filter(|stamp: &i64| *stamp >= 0);
        let timestamp = timestamp.ok_or_else(|| bad("oauth_timestamp is not a number of seconds"))?;
        // `oauth_signature` cannot sign itself, and RFC 5849 leaves `realm` out of the base string.
        all.retain(|(name, _)| name != "oauth_signature" && !name.eq_ignore_ascii_case("realm"));
        // Some libraries send an empty `oauth_token` when they have none; it stays part of what is
        // signed.
        let token = token.filter(|text| !text.is_empty());
        Ok(Self { consumer_key, token, timestamp, nonce, callback, verifier, signature, signed: all })
    }

    /// The parameters that are part of the base string.
    pub fn signed_params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.signed.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The signature as bytes; `None` when it is not base64.
    pub fn signature_bytes(&self) -> Option<Vec<u8>> {
        STANDARD.decode(&self.signature).ok()
    }
}

/// `name="value"`, with or without quotes, parted by commas with or without white space.
fn parse_pairs(text: &str) -> Result<Vec<(String, String)>, Refused> {
    let bad = |why: &str| Refused::Header(why.to_owned());
    let mut out = Vec::new();
    // Commas are cut before decoding: one inside a value arrives percent-encoded.
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part
            .split_once('=')
            .ok_or_else(|| bad("the Authorization header is not name=\"value\" pairs"))?;
        let value = value.trim();
        let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value);
        let [name, value] = [name.trim(), value].map(|text| String::from_utf8(percent_decode(text, false)));
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(bad("the Authorization header is not UTF-8"));
        };
        out.push((name, value));
        if out.len() > MOST {
            return Err(bad("the Authorization header has too many parameters"));
        }
    }
    Ok(out)
}
