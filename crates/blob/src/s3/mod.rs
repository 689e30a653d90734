//! A bucket of an S3-compatible store. `rusty-s3` signs addresses; [`http_client`] is the one place that sends requests.
//! A blob is the object `PREFIX/ab/abcd….jpg`, as it would lie in a folder, so that a folder and a bucket can be copied
//! into each other with any tool.

mod answer;
mod http_client;
mod outage;
mod ranged_reader;
mod retry;
mod settings;
mod signer;

pub use settings::{S3Keys, S3Settings};

use crate::blob_name::BlobName;
use crate::blob_store::{BlobEntry, BlobPage, BlobReader, BlobStat, BlobStore};
use crate::error::{Error, Result};
use crate::temporary_file::TemporaryFile;
use http_client::{Answer, HttpClient};
use model::Time;
use outage::Outage;
use ranged_reader::RangedReader;
use rusty_s3::actions::ListObjectsV2;
use rusty_s3::actions::list_objects_v2::ListObjectsContent;
use signer::Signer;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// Objects that S3 lists at a time, at most.
const LISTED: usize = 1000;

/// Blobs in a bucket; shared by cloning.
#[derive(Debug, Clone)]
pub struct S3Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    signer: Signer,
    client: HttpClient,
    outage: Outage,
    pauses: &'static [Duration],
}

impl S3Store {
    /// The store at these settings. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Settings`] with what is wrong and what is accepted.
    pub fn new(settings: &S3Settings) -> Result<Self> {
        Self::with_pauses(settings, retry::PAUSES)
    }

    /// As [`S3Store::new`], with other pauses between attempts; without any there is one attempt.
    ///
    /// # Errors
    /// As [`S3Store::new`].
    pub fn with_pauses(settings: &S3Settings, pauses: &'static [Duration]) -> Result<Self> {
        let client = HttpClient::new(settings.endpoint.scheme() == "https")?;
        let outage = Outage::new(settings.describe_location());
        Ok(Self { inner: Arc::new(Inner { signer: Signer::new(settings)?, client, outage, pauses }) })
    }
}

impl Inner {
    /// Asks until there is an answer that says more than "not now", and tells the log when an outage begins or ends.
    fn ask_store<T>(&self, attempt: impl FnMut() -> Result<T>) -> Result<T> {
        // While it is known to fail, one attempt is enough: threads that wait for it are missing elsewhere.
        let pauses = if self.outage.is_known() { &[] } else { self.pauses };
        self.outage.note_result(retry::retry_unavailable(pauses, attempt))
    }

    fn ask_once<T>(&self, attempt: impl FnOnce() -> Result<T>) -> Result<T> {
        self.outage.note_result(attempt())
    }

    /// A range of an object, whole.
    fn read_range(&self, name: &BlobName, range: &Range<u64>) -> Result<Vec<u8>> {
        self.ask_store(|| {
            // One byte more where one is wanted: some stores take `bytes=0-0` for no range. It is cut off again.
            let asked = range.start..range.end.max(range.start + 2);
            let answer = self.client.get_range(self.signer.sign_get(name).as_str(), &asked)?;
            let mut bytes = answer.require_success(name.as_str())?.body;
            let wanted = range.end - range.start;
            if asked != *range && bytes.len() as u64 == asked.end - asked.start {
                bytes.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
            }
            // A store that knows no ranges sends the whole; one that breaks off sends less.
            if bytes.len() as u64 == wanted {
                Ok(bytes)
            } else {
                Err(Error::Unavailable(format!("{} bytes of {range:?} came of {name}", bytes.len())))
            }
        })
    }

    fn put_file(&self, name: &BlobName, file: &mut TemporaryFile) -> Result<()> {
        self.ask_store(|| {
            // Signed anew for each attempt: a signature holds for minutes.
            let url = self.signer.sign_put(name);
            self.client.put_file(url.as_str(), file.rewound()?)?.require_success(name.as_str()).map(drop)
        })
    }

    fn list_objects(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<ListObjectsContent>> {
        self.ask_store(|| {
            let url = self.signer.sign_list(prefix, after, limit.min(LISTED));
            let answer: Answer = self.client.send_get(url.as_str())?.require_success("the bucket")?;
            let listed =
                ListObjectsV2::parse_response(&with_namespace(&String::from_utf8_lossy(&answer.body)))
                    .map_err(|error| Error::Unavailable(format!("its list cannot be read: {error}")))?;
            Ok(listed.contents)
        })
    }
}

impl BlobStore for S3Store {
    fn put(&self, files: Vec<(BlobName, TemporaryFile)>) -> Result<()> {
        for (name, mut file) in files {
            // Also where it is there already: a deletion whose answer was lost may still arrive before this.
            self.inner.put_file(&name, &mut file)?;
        }
        Ok(())
    }

    fn open(&self, name: &BlobName, range: Range<u64>) -> Result<BlobReader> {
        Ok(Box::new(RangedReader::open(self.inner.clone(), name.clone(), range)?))
    }

    fn stat(&self, name: &BlobName) -> Result<Option<BlobStat>> {
        self.inner.ask_store(|| {
            let answer = self.inner.client.send_head(self.inner.signer.sign_head(name).as_str())?;
            match answer.require_success(name.as_str()) {
                Ok(answer) => match answer.length {
                    Some(length) => Ok(Some(BlobStat { length })),
                    None => Err(Error::Unavailable(format!("it tells no length of {name}"))),
                },
                Err(Error::Missing(_)) => Ok(None),
                Err(other) => Err(other),
            }
        })
    }

    fn delete(&self, name: &BlobName) -> Result<()> {
        // One attempt, which ends within a minute: who deletes has a claim for a limited time, and comes again.
        self.inner.ask_once(|| {
            let answer = self.inner.client.send_delete(self.inner.signer.sign_delete(name).as_str())?;
            match answer.require_success(name.as_str()) {
                Ok(_) | Err(Error::Missing(_)) => Ok(()),
                Err(other) => Err(other),
            }
        })
    }

    fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> Result<BlobPage> {
        let limit = limit.clamp(1, LISTED);
        let objects = self.inner.list_objects(prefix, after, limit)?;
        // A short page is the last one; a full one may be, too, which the next question tells.
        let next =
            (objects.len() >= limit).then(|| objects.last().map(|object| object.key.clone())).flatten();
        let entries = objects.iter().filter_map(|object| self.inner.read_entry(object)).collect();
        Ok(BlobPage { entries, next: next.and_then(|key| self.inner.signer.place_of(&key)) })
    }

    fn probe(&self) -> Result<()> {
        // Listing needs a bucket, keys and rights, and changes nothing.
        self.inner.list_objects("", None, 1).map(drop)
    }

    fn is_local(&self) -> bool {
        false
    }

    fn describe_location(&self) -> String {
        self.inner.signer.describe_location().to_owned()
    }
}

/// A list under the namespace of the documentation. Google and others have an older one, or none, and the reader is strict.
fn with_namespace(text: &str) -> String {
    const ROOT: &str = "<ListBucketResult";
    let parts = text.split_once(ROOT).and_then(|(head, rest)| Some((head, rest.split_once('>')?)));
    match parts {
        // An empty list may be one tag that closes itself.
        Some((head, (attributes, rest))) if !attributes.ends_with('/') => {
            format!("{head}{ROOT} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{rest}")
        }
        _ => text.to_owned(),
    }
}

impl Inner {
    /// An object as a blob; `None` for what is none of ours.
    fn read_entry(&self, object: &ListObjectsContent) -> Option<BlobEntry> {
        let name = BlobName::from_path(&self.signer.place_of(&object.key)?)?;
        // Without a time it counts as new: nothing is swept by a guess.
        let told = object.last_modified.as_deref().and_then(|text| Time::parse(text).ok());
        let modified = told.map_or(Time(i64::MAX), |(time, _)| time);
        Some(BlobEntry { name, length: object.size.unwrap_or(0), modified })
    }
}
