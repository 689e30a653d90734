//! Signed addresses of objects. They hold for minutes and are as good as keys for that time, so they are never logged.

use super::settings::S3Settings;
use crate::blob_name::BlobName;
use crate::error::{Error, Result};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use std::time::Duration;
use url::Url;

/// How long a signature holds: a request begins at once, and clocks may differ by some minutes.
const HOLDS: Duration = Duration::from_secs(15 * 60);

#[derive(Debug)]
pub(super) struct Signer {
    bucket: Bucket,
    keys: Credentials,
    /// Ends with a slash where it is not empty.
    prefix: String,
    place: String,
}

impl Signer {
    pub(super) fn new(settings: &S3Settings) -> Result<Self> {
        let style = if settings.path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let (name, region) = (settings.bucket.clone(), settings.region.clone());
        let bucket = Bucket::new(settings.endpoint.clone(), style, name, region).map_err(|error| {
            Error::Settings(format!(
                "the endpoint {} cannot be used for the bucket {}: {error}; an address such as \
                 https://s3.example.org is accepted, and one without a host name needs the path style",
                settings.endpoint, settings.bucket
            ))
        })?;
        let prefix = if settings.prefix.is_empty() { String::new() } else { format!("{}/", settings.prefix) };
        Ok(Self { bucket, keys: settings.keys.0.clone(), prefix, place: settings.describe_location() })
    }

    pub(super) fn describe_location(&self) -> &str {
        &self.place
    }

    /// The place below the prefix of an object.
    pub(super) fn place_of(&self, key: &str) -> Option<String> {
        key.strip_prefix(self.prefix.as_str()).map(str::to_owned)
    }

    fn key_of(&self, name: &BlobName) -> String {
        format!("{}{}", self.prefix, name.path())
    }

    pub(super) fn sign_get(&self, name: &BlobName) -> Url {
        self.bucket.get_object(Some(&self.keys), &self.key_of(name)).sign(HOLDS)
    }

    pub(super) fn sign_head(&self, name: &BlobName) -> Url {
        self.bucket.head_object(Some(&self.keys), &self.key_of(name)).sign(HOLDS)
    }

    pub(super) fn sign_put(&self, name: &BlobName) -> Url {
        self.bucket.put_object(Some(&self.keys), &self.key_of(name)).sign(HOLDS)
    }

    pub(super) fn sign_delete(&self, name: &BlobName) -> Url {
        self.bucket.delete_object(Some(&self.keys), &self.key_of(name)).sign(HOLDS)
    }

    /// A list of objects whose names begin with a prefix, behind a place.
    pub(super) fn sign_list(&self, names: &str, after: Option<&str>, limit: usize) -> Url {
        let mut action = self.bucket.list_objects_v2(Some(&self.keys));
        // The folder of two digits comes first in an object's name.
        let folder = names.get(..2).map_or_else(String::new, |digits| format!("{digits}/"));
        action.with_prefix(format!("{}{folder}{names}", self.prefix));
        if let Some(after) = after {
            action.with_start_after(format!("{}{after}", self.prefix));
        }
        action.with_max_keys(limit);
        action.sign(HOLDS)
    }
}
