//! Holding the index against the posts, bucket by bucket, and writing it anew where it differs.

use crate::publish::Prepared;
use crate::{Error, Result, Site, change};
use index::{BucketId, Index, Key, Storage};
use store::{Tx, posts, tags, words::WordHash};

/// Differences that are told one by one; more are counted.
const TOLD: usize = 100;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Posts looked at.
    pub posts: u64,
    /// Differences found.
    pub found: u64,
    /// The first of them, in words.
    pub differences: Vec<String>,
}

impl Site {
    /// Compares the index with the posts. With `repair`, what differs is written anew. `progress` hears of each
    /// bucket's posts as they are done.
    ///
    /// # Errors
    /// What the database says; every bucket is a transaction of its own.
    pub async fn check(&self, repair: bool, mut progress: impl FnMut(u64)) -> Result<Report> {
        let buckets = self.store.read(|tx| Ok::<_, Error>(tx.buckets()?)).await?;
        let mut report = Report::default();
        for bucket in buckets {
            let hash = self.store.words().clone();
            let id = bucket.id;
            let work = move |tx: &mut Tx<'_>| one(tx, id, repair, &hash);
            let (count, found) =
                if repair { self.store.write(work).await? } else { self.store.read(work).await? };
            report.posts += count;
            report.found += found.len() as u64;
            let room = TOLD - report.differences.len();
            report.differences.extend(found.into_iter().take(room));
            progress(count);
        }
        Ok(report)
    }
}

fn one(tx: &mut Tx<'_>, bucket: BucketId, repair: bool, hash: &WordHash) -> Result<(u64, Vec<String>)> {
    let mut expected = Vec::new();
    for placed in posts::of_bucket(tx, bucket.0)? {
        let prepared = Prepared::of(placed.post, hash);
        let known = tags::ids_of(tx, &prepared.folds)?;
        let key: Key = prepared.key();
        expected.push((placed.position.slot(), key, change::ids(&prepared, &known).0));
    }
    let count = expected.len() as u64;
    let index = Index::default();
    let found =
        if repair { index.repair(tx, bucket, expected)? } else { index.check(tx, bucket, expected)? };
    let found = found.into_iter().map(|difference| format!("bucket {}: {difference:?}", bucket.0)).collect();
    Ok((count, found))
}
