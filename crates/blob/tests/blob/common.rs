//! Stores for one test: a folder, and a bucket where a server is named.

use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use tagstead_blob::{BlobName, BlobPage, BlobStore, FolderStore, S3Keys, S3Settings, S3Store, TemporaryFile};

pub struct World {
    pub label: &'static str,
    pub store: Arc<dyn BlobStore>,
    dir: tempfile::TempDir,
}

/// One of each kind.
pub fn worlds() -> Vec<World> {
    let bucket = testkit::s3_place().map(|place| {
        let store: Arc<dyn BlobStore> = Arc::new(S3Store::new(&settings(&place)).unwrap());
        World { label: "s3", store, dir: tempfile::tempdir().unwrap() }
    });
    std::iter::once(folder_world()).chain(bucket).collect()
}

pub fn folder_world() -> World {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(FolderStore::new(dir.path().join("media")));
    World { label: "folder", store, dir }
}

pub fn settings(place: &testkit::S3Place) -> S3Settings {
    S3Settings {
        endpoint: place.endpoint.parse().unwrap(),
        bucket: place.bucket.into(),
        prefix: place.prefix.clone(),
        region: "us-east-1".into(),
        path_style: true,
        keys: S3Keys::new(place.access, place.secret),
    }
}

impl World {
    pub fn parts(&self) -> PathBuf {
        self.dir.path().join("part")
    }

    pub fn put(&self, name: &BlobName, bytes: &[u8]) {
        self.store.put(vec![(name.clone(), self.file(bytes))]).unwrap();
    }

    pub fn file(&self, bytes: &[u8]) -> TemporaryFile {
        TemporaryFile::with_bytes(&self.parts(), bytes).unwrap()
    }

    pub fn read(&self, name: &BlobName, from: usize, to: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.store.open(name, from as u64..to as u64).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// All names, asked for in parts of so many.
    pub fn names(&self, prefix: &str, limit: usize) -> Vec<String> {
        let (mut names, mut after) = (Vec::new(), None);
        loop {
            let BlobPage { entries, next } = self.store.list(prefix, after.as_deref(), limit).unwrap();
            assert!(entries.len() <= limit, "{}", self.label);
            names.extend(entries.into_iter().map(|entry| entry.name.to_string()));
            match next {
                Some(next) => after = Some(next),
                None => return names,
            }
        }
    }
}

/// The name of a file whose hash begins with these digits.
pub fn name(digits: &str, rest: &str) -> BlobName {
    BlobName::parse(&format!("{digits:0<64}{rest}")).unwrap()
}
