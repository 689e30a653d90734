//! What the status of an answer means.

use super::http_client::Answer;
use crate::error::{Error, Result};

/// Characters of a store's own words that are shown.
const WORDS: usize = 200;

impl Answer {
    /// The answer where the store did what it was asked to.
    pub(super) fn require_success(self, name: &str) -> Result<Self> {
        let code = error_code(&self.body);
        match (self.status, code.as_deref()) {
            (200..=299, _) => Ok(self),
            (404, Some("NoSuchBucket")) => {
                Err(Error::Refused("there is no such bucket (NoSuchBucket)".into()))
            }
            (404, _) => Err(Error::Missing(name.to_owned())),
            // What a store says when it is overloaded, restarts, or gave up waiting for the body.
            (408 | 429 | 500..=599, _) | (400, Some("RequestTimeout")) => {
                Err(Error::Unavailable(self.describe_status(code)))
            }
            (301 | 307, _) => Err(Error::Refused(format!(
                "{}; the bucket is in another region or has another endpoint",
                self.describe_status(code)
            ))),
            _ => Err(Error::Refused(self.describe_status(code))),
        }
    }

    fn describe_status(&self, code: Option<String>) -> String {
        match code {
            Some(code) => format!("it answered {} ({code})", self.status),
            None => format!("it answered {}", self.status),
        }
    }
}

/// The code in the XML of an error, such as `SignatureDoesNotMatch`. Its message is left out: it repeats what was signed.
fn error_code(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let code = text.split_once("<Code>")?.1.split_once("</Code>")?.0;
    let plain = !code.is_empty() && code.len() <= WORDS && code.bytes().all(|b| b.is_ascii_alphanumeric());
    plain.then(|| code.to_owned())
}
