//! Holding the index against the posts, bucket by bucket, and writing it anew where it differs.

use crate::maintenance::check_counters;
pub use crate::maintenance::check_report::Report;
use crate::media::post_media;
use crate::media::post_media::PostFiles;
use crate::post::prepare::{Prepared, facet_ids};
use crate::post::write::ATTEMPTS;
use crate::queue::blog_queue;
use crate::snapshot::Snapshot;
use crate::{Error, Result, Site};
use index::{BucketId, Class, Facet, FacetId, Index, Position, Storage};
use model::{PostId, State, TagId, Time};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::posts::PlacedPost;
use store::{Tx, clusters, facet_reach, forward, posts, tags};

/// Rows of reach or of places that are looked at in one transaction.
const ROWS: i64 = 2000;

impl Site {
    /// Compares the index and the rows beside the posts with the posts. With `repair`, what differs is written anew.
    /// `progress` hears of each bucket's posts as they are done.
    ///
    /// # Errors
    /// What the database says; every bucket is a transaction of its own.
    pub async fn check_site(&self, repair: bool, mut progress: impl FnMut(u64)) -> Result<Report> {
        let mut report = Report::default();
        let mut checked = HashSet::new();
        // On a live site posts are published meanwhile, and a bucket that is full is split: what is new is checked too.
        loop {
            let buckets = self.store.read(|tx| Ok::<_, Error>(tx.buckets()?)).await?;
            let new: Vec<_> = buckets.into_iter().filter(|bucket| checked.insert(bucket.id)).collect();
            if new.is_empty() {
                break;
            }
            for bucket in new {
                let (count, found) = self.check_bucket(bucket.id, repair).await?;
                report.posts += count;
                report.add_findings(found);
                progress(count);
            }
        }
        let mut after = FacetId(0);
        loop {
            let (found, last) = self.read_or_write(repair, move |tx| check_reach(tx, after, repair)).await?;
            report.add_findings(found);
            match last {
                Some(last) => after = last,
                None => break,
            }
        }
        self.check_social(repair, &mut report).await?;
        self.check_subjects(repair, &mut report).await?;
        self.check_parts(repair, &mut report, PostId(i64::MIN), move |tx, after| {
            check_places(tx, after, repair)
        })
        .await?;
        Ok(report)
    }

    /// Compares a bucket in one snapshot. Where something differs and is to be repaired, that is written in a transaction,
    /// which gives up where a post is no longer the one that was read.
    async fn check_bucket(&self, bucket: BucketId, repair: bool) -> Result<(u64, Vec<String>)> {
        let now = self.clock().now();
        let mut attempt = 1;
        loop {
            let (posts, found) = self
                .read_snapshot(move |snapshot| {
                    let posts = prepare_bucket(snapshot, bucket)?;
                    let found = compare_bucket(snapshot.tx, bucket, &posts, false, now)?;
                    Ok((posts, found))
                })
                .await?;
            let count = posts.len() as u64;
            if !repair || found.is_empty() {
                return Ok((count, found));
            }
            match self.store.write(move |tx| repair_bucket(tx, bucket, &posts, now)).await {
                Err(Error::Conflict(_)) if attempt < ATTEMPTS => attempt += 1,
                repaired => return Ok((count, repaired?)),
            }
        }
    }

    /// Lets the database check its own pages, indexes and references, which no repair of the index mends.
    pub async fn check_database(&self) -> Result<store::Integrity> {
        Ok(self.store.check_integrity().await?)
    }

    pub(crate) async fn read_or_write<T: Send + 'static>(
        &self,
        write: bool,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if write { self.store.write(work).await } else { self.store.read(work).await }
    }
}

/// A post of a bucket, with what it should be found by.
struct CheckedPost {
    position: Position,
    prepared: Prepared,
}

fn prepare_bucket(snapshot: &mut Snapshot<'_, '_>, bucket: BucketId) -> Result<Vec<CheckedPost>> {
    let words = snapshot.words;
    let prepare = |placed: PlacedPost| CheckedPost {
        position: placed.position,
        prepared: Prepared::prepare_post(placed.post, words),
    };
    Ok(posts::of_bucket(snapshot.tx, bucket.0)?.into_iter().map(prepare).collect())
}

/// Writes anew what differs, where the bucket has the posts that were read.
fn repair_bucket(tx: &mut Tx<'_>, bucket: BucketId, read: &[CheckedPost], now: Time) -> Result<Vec<String>> {
    // No note may change its post's place in the index meanwhile, and no post come or go.
    index::Storage::lock_index(tx)?;
    index::Storage::lock_bucket(tx, bucket)?;
    let here = posts::of_bucket(tx, bucket.0)?;
    let changed = |(placed, read): (&PlacedPost, &CheckedPost)| {
        (placed.position != read.position || placed.post != read.prepared.post).then_some(placed.post.id)
    };
    let other = here.iter().zip(read).find_map(changed);
    if let Some(post) = other.or_else(|| here.get(read.len()).map(|placed| placed.post.id)) {
        return Err(Error::Conflict(post));
    }
    if let Some(gone) = read.get(here.len()) {
        return Err(Error::Conflict(gone.prepared.post.id));
    }
    compare_bucket(tx, bucket, read, true, now)
}

/// Compares the index and the rows beside posts with what the posts say; with `repair`, writes anew what differs.
fn compare_bucket(
    tx: &mut Tx<'_>,
    bucket: BucketId,
    posts: &[CheckedPost],
    repair: bool,
    now: Time,
) -> Result<Vec<String>> {
    let mut expected = Vec::new();
    let mut rows: BTreeMap<Position, (PostId, Vec<TagId>)> = BTreeMap::new();
    let all = || posts.iter().map(|checked| &checked.prepared);
    let queued: Vec<_> = all().map(|p| &p.post).filter(|post| post.state == State::Queued).collect();
    let forgotten = check_counters::outside_queues(tx, &queued)?;
    let numbers: Vec<i64> = all().map(|prepared| prepared.post.id.0).collect();
    let members = clusters::list_members_of_posts(tx, &numbers)?.into_iter();
    let files: Vec<_> = all().map(|prepared| PostFiles::of_post(&prepared.post, &prepared.files)).collect();
    let copies: HashSet<PostId> = members.filter(|member| member.folded).map(|member| member.post).collect();
    for CheckedPost { position, prepared } in posts {
        let known = tags::ids_of(tx, &prepared.folds)?;
        let (mut facets, tag_ids) = facet_ids(prepared, &known);
        // The mark of duplicates comes from the clusters and not from the post.
        facets.extend(copies.contains(&prepared.post.id).then(|| Facet::Copy.id(Class::Standing)));
        rows.insert(*position, (prepared.post.id, tag_ids));
        expected.push((position.slot(), prepared.order_key(), facets));
    }
    let index = Index::default();
    let differences = if repair {
        index.repair_bucket(tx, bucket, expected)?
    } else {
        index.check_bucket(tx, bucket, expected)?
    };
    let mut found: Vec<String> =
        differences.into_iter().map(|difference| format!("bucket {}: {difference:?}", bucket.0)).collect();
    found.extend(check_rows_beside(tx, bucket, repair, &rows)?);
    found.extend(
        forgotten.iter().map(|(blog, id)| format!("post {id} is queued and not in the queue of blog {blog}")),
    );
    if repair {
        blog_queue::adopt_posts(tx, &forgotten, now)?;
    }
    found.extend(post_media::check_posts(tx, &files, repair)?);
    found.extend(check_unnamed_facets(tx, bucket, repair)?);
    Ok(found)
}

/// Facets that posts of a bucket have and whose reach does not name it.
fn check_unnamed_facets(tx: &mut Tx<'_>, bucket: BucketId, repair: bool) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for facet in facet_reach::list_unnamed_facets(tx, bucket)? {
        found.push(format!("bucket {}: {facet:?} does not reach it", bucket.0));
        if repair {
            let counted = facet_reach::count_reach(tx, facet)?;
            facet_reach::put_reach(tx, &BTreeMap::from([(facet, counted)]))?;
        }
    }
    Ok(found)
}

/// The rows beside each post: where it stands, and its folded tags.
fn check_rows_beside(
    tx: &mut Tx<'_>,
    bucket: BucketId,
    repair: bool,
    rows: &BTreeMap<Position, (PostId, Vec<TagId>)>,
) -> Result<Vec<String>> {
    let ids: Vec<i64> = rows.values().map(|(id, _)| id.0).collect();
    let places: HashMap<PostId, Position> = posts::find_positions(tx, &ids)?.into_iter().collect();
    let tags: HashMap<Position, Vec<TagId>> = forward::of_bucket(tx, bucket.0)?.into_iter().collect();
    let mut found = Vec::new();
    for (position, (id, expected)) in rows {
        if places.get(id) != Some(position) {
            found.push(format!("bucket {}: post {id} has another place", bucket.0));
            if repair {
                posts::put_place(tx, *id, *position)?;
            }
        }
        if tags.get(position) != Some(expected) {
            found.push(format!("bucket {}: post {id} has other folded tags", bucket.0));
            if repair {
                forward::put_forward_rows(tx, &[(*position, expected.clone())])?;
            }
        }
    }
    Ok(found)
}

/// Some rows of `place` against the posts they name; the last of them, unless there are no more. Place and post are read
/// by one statement, so a post that is published or moved meanwhile is never found wrong.
fn check_places(tx: &mut Tx<'_>, after: PostId, repair: bool) -> Result<(Vec<String>, Option<PostId>)> {
    let rows = posts::check_places_after(tx, after, ROWS)?;
    let mut found = Vec::new();
    for (id, _) in rows.iter().filter(|(_, is_there)| !is_there) {
        found.push(format!("post {id} has a place and is not there"));
        if repair {
            posts::remove_place(tx, *id)?;
        }
    }
    Ok((found, rows.last().map(|(id, _)| *id)))
}

/// Some rows of reach against the blocks they name; the last of them, unless there are no more.
fn check_reach(tx: &mut Tx<'_>, after: FacetId, repair: bool) -> Result<(Vec<String>, Option<FacetId>)> {
    let rows = facet_reach::list_reach_after(tx, after, ROWS)?;
    let mut found = Vec::new();
    for (facet, row) in &rows {
        if !facet_reach::reach_holds(tx, *facet, row)? {
            found.push(format!("{facet:?}: its reach is not what its blocks say"));
            if repair {
                let counted = facet_reach::count_reach(tx, *facet)?;
                facet_reach::put_reach(tx, &BTreeMap::from([(*facet, counted)]))?;
            }
        }
    }
    Ok((found, rows.last().map(|(facet, _)| *facet)))
}
