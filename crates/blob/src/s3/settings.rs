//! What must be known of a bucket.

use crate::error::{Error, Result};
use rusty_s3::Credentials;
use url::Url;

/// The scheme of addresses of buckets.
const SCHEME: &str = "s3://";

/// Keys of a store. They are never shown.
#[derive(Clone)]
pub struct S3Keys(pub(super) Credentials);

impl S3Keys {
    /// An access key and its secret.
    pub fn new(access: &str, secret: &str) -> Self {
        Self(Credentials::new(access, secret))
    }
}

impl std::fmt::Debug for S3Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("S3Keys")
    }
}

/// A bucket, and how it is reached.
#[derive(Debug, Clone)]
pub struct S3Settings {
    /// Scheme, host and port of the store.
    pub endpoint: Url,
    /// Name of the bucket.
    pub bucket: String,
    /// What the names of all objects begin with; empty, or without a slash at its ends.
    pub prefix: String,
    /// Region, which is part of signatures.
    pub region: String,
    /// Whether the bucket stands in the path of addresses instead of their host.
    pub path_style: bool,
    /// Keys.
    pub keys: S3Keys,
}

impl S3Settings {
    /// Bucket and prefix of `s3://BUCKET` or `s3://BUCKET/PREFIX`.
    ///
    /// # Errors
    /// [`Error::Settings`] with what is accepted.
    pub fn parse_bucket(text: &str) -> Result<(String, String)> {
        let bad = || {
            Error::Settings(format!(
                "“{text}” is no place for media; accepted are folder, s3://BUCKET and s3://BUCKET/PREFIX, where the \
                 bucket has 3 to 63 of a-z, 0-9, dots and hyphens and the prefix has letters, digits and -_./"
            ))
        };
        let rest = text.strip_prefix(SCHEME).ok_or_else(bad)?;
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_end_matches('/');
        let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
        // Signed addresses cannot carry `.` and `..` as parts of a path.
        let part = |part: &str| {
            !matches!(part, "" | "." | "..")
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        let fits = (3..=63).contains(&bucket.len())
            && bucket.bytes().all(named)
            && (prefix.is_empty() || prefix.split('/').all(part));
        if fits { Ok((bucket.to_owned(), prefix.to_owned())) } else { Err(bad()) }
    }

    /// The place in words: the same for every way to reach it.
    pub fn describe_location(&self) -> String {
        let slash = if self.prefix.is_empty() { "" } else { "/" };
        format!("{SCHEME}{}{slash}{}", self.bucket, self.prefix)
    }
}
