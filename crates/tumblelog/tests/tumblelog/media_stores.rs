//! Files in a folder and in a bucket, and what happens when a deletion meets somebody who keeps the same content.

use crate::common::tumblelog::jobs::{JobRunner, Lane};
use crate::common::tumblelog::media::{Stored, media_objects};
use crate::common::tumblelog::{Error, NewPost, Site, SiteUpload};
use crate::common::{World, on_each, picture, runtime};
use blob::{
    BlobEntry, BlobName, BlobPage, BlobReader, BlobStat, BlobStore, FolderStore, S3Keys, S3Settings, S3Store,
};
use model::Time;
use npf::{Block, Document, Image};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(61);
const YEARS: Duration = Duration::from_secs(20 * 365 * 86_400);

async fn sent(site: &Site, side: u16) -> SiteUpload {
    let mut intake = site.begin_upload().await.unwrap();
    intake.push(&picture(side, side)).await.unwrap();
    intake.finish_upload().await.unwrap()
}

async fn kept(site: &Site, side: u16) -> Stored {
    site.keep_uploads(vec![sent(site, side).await]).await.unwrap().remove(0)
}

async fn publish(world: &World, site: &Site, stored: &Stored) -> model::Post {
    let image = Image { media: media_objects(stored), ..Image::default() };
    let content = Document::new(vec![Block::Image(image)]);
    site.publish_post(NewPost::new(world.blog("a").await, content)).await.unwrap()
}

async fn read(site: &Site, name: &str, range: Range<u64>) -> Vec<u8> {
    let (mut reader, mut bytes) = (site.open_media(name, range).await.unwrap(), Vec::new());
    loop {
        let (rest, chunk) = reader.read_chunk(1000).await.unwrap();
        if chunk.is_empty() {
            return bytes;
        }
        bytes.extend(chunk);
        reader = rest;
    }
}

/// The store of the world's site, and a bucket where a server is named.
fn sites(world: &World) -> Vec<(&'static str, Site)> {
    let bucket = testkit::s3_place().map(|place| {
        let store = S3Store::new(&S3Settings {
            endpoint: place.endpoint.parse().unwrap(),
            bucket: place.bucket.into(),
            prefix: place.prefix,
            region: "us-east-1".into(),
            path_style: true,
            keys: S3Keys::new(place.access, place.secret),
        });
        ("s3", world.site.clone().with_media_store(Arc::new(store.unwrap())))
    });
    std::iter::once(("folder", world.site.clone())).chain(bucket).collect()
}

async fn names(site: &Site) -> Vec<String> {
    let page = site.list_media(None, 100).await.unwrap();
    page.entries.into_iter().map(|entry| entry.name.to_string()).collect()
}

#[test]
fn a_file_lives_and_goes_with_its_post_in_every_store() {
    on_each(async |world| {
        for (label, site) in sites(world) {
            let label = format!("{} {label}", world.label);
            let stored = kept(&site, 300).await;
            let all = 1 + stored.variants.len();
            assert_eq!(names(&site).await.len(), all, "{label}");
            let found = site.stat_media(&stored.name).await.unwrap().unwrap();
            assert_eq!((found.mime, found.length), ("image/png", stored.bytes), "{label}");
            let lengths = site.media_lengths(vec![stored.name.clone(), "x.png".into()]).await.unwrap();
            assert_eq!(lengths.into_values().collect::<Vec<_>>(), [found], "{label}");
            assert_eq!(read(&site, &stored.name, 0..stored.bytes).await, picture(300, 300), "{label}");
            assert_eq!(read(&site, &stored.name, 100..103).await, picture(300, 300)[100..103], "{label}");
            let post = publish(world, &site, &stored).await;
            assert_eq!(site.sweep_uploads(world.clock.advance(MINUTE)).await.unwrap(), 0, "{label}");
            assert_eq!(kept(&site, 300).await, stored, "{label}: sent again it is the same");
            site.delete_post(post.id).await.unwrap();
            // It was sent once more a moment ago, so it is waited for as long as any other.
            world.clock.advance(Duration::from_secs(86_400));
            assert_eq!(site.sweep_uploads(world.clock.advance(MINUTE)).await.unwrap(), 1, "{label}");
            assert_eq!(names(&site).await, Vec::<String>::new(), "{label}");
            let gone = site.open_media(&stored.name, 0..1).await.err().unwrap();
            assert!(matches!(gone, Error::NotFound(_)), "{label}: {gone}");
        }
    });
}

#[test]
fn a_file_that_the_database_does_not_know_goes_after_a_day() {
    on_each(async |world| {
        for (label, site) in sites(world) {
            let label = format!("{} {label}", world.label);
            let (shown, expected) = (kept(&site, 100).await, kept(&site, 110).await);
            publish(world, &site, &shown).await;
            // As a database that is older than its files sees them.
            let lost = kept(&site, 300).await;
            let hash = lost.name[..64].to_owned();
            world
                .store()
                .write(move |tx| {
                    tx.execute("DELETE FROM upload WHERE hash = $1", &[hash.as_str().into()])?;
                    store::media::forget_media_facts(tx, &hash)
                })
                .await
                .unwrap();
            let young = site.find_orphans(Time(0)).await.unwrap();
            assert_eq!((young.files, young.last), (0, true), "{label}: none is a day old");
            let runner = JobRunner::new(site.clone(), "test");
            world.clock.advance(YEARS);
            world.store().write(|tx| tx.execute("DELETE FROM job", &[])).await.unwrap();
            runner.seed_jobs().await.unwrap();
            let mut ran = Vec::new();
            while let Some(kind) = runner.run_next_job(Lane::Maintenance).await.unwrap() {
                ran.push(kind);
            }
            assert!(ran.contains(&"find-orphans".to_owned()), "{label}: {ran:?}");
            world.clock.advance(MINUTE);
            site.sweep_uploads(world.clock.advance(MINUTE)).await.unwrap();
            let left = names(&site).await;
            assert!(left.contains(&shown.name), "{label}: a post shows it");
            assert!(left.iter().all(|name| name.starts_with(&shown.name[..64])), "{label}: {left:?}");
            // What nobody published within these years went by the usual rule.
            assert!(!left.contains(&expected.name) && !left.contains(&lost.name));
        }
    });
}

type Hook = Box<dyn FnOnce() + Send>;

/// A folder that does something else before the next list or deletion.
struct HookedStore {
    inner: FolderStore,
    before_list: Mutex<Option<Hook>>,
    before_delete: Mutex<Option<Hook>>,
}

impl HookedStore {
    fn of(world: &World) -> Arc<Self> {
        let inner = FolderStore::new(world.media.path().to_owned());
        Arc::new(Self { inner, before_list: Mutex::default(), before_delete: Mutex::default() })
    }

    fn run(hook: &Mutex<Option<Hook>>) {
        let hook = hook.lock().unwrap().take();
        if let Some(hook) = hook {
            hook();
        }
    }
}

impl fmt::Debug for HookedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HookedStore")
    }
}

impl BlobStore for HookedStore {
    fn put(&self, files: Vec<(BlobName, blob::TemporaryFile)>) -> blob::Result<()> {
        self.inner.put(files)
    }

    fn open(&self, name: &BlobName, range: Range<u64>) -> blob::Result<BlobReader> {
        self.inner.open(name, range)
    }

    fn stat(&self, name: &BlobName) -> blob::Result<Option<BlobStat>> {
        self.inner.stat(name)
    }

    fn delete(&self, name: &BlobName) -> blob::Result<()> {
        Self::run(&self.before_delete);
        self.inner.delete(name)
    }

    fn list(&self, prefix: &str, after: Option<&str>, limit: usize) -> blob::Result<BlobPage> {
        Self::run(&self.before_list);
        self.inner.list(prefix, after, limit)
    }

    fn probe(&self) -> blob::Result<()> {
        self.inner.probe()
    }

    fn is_local(&self) -> bool {
        true
    }

    fn describe_location(&self) -> String {
        self.inner.describe_location()
    }
}

#[test]
fn who_keeps_a_content_that_is_being_deleted_waits_and_has_it_then() {
    on_each(async |world| {
        let hooked = HookedStore::of(world);
        let site = world.site.clone().with_media_store(hooked.clone());
        let stored = kept(&site, 100).await;
        world.clock.advance(Duration::from_secs(86_400));
        let now = world.clock.advance(MINUTE);
        let upload = sent(&site, 100).await;
        let (begun, has_begun) = mpsc::channel();
        let (go, may_go) = mpsc::channel::<()>();
        *hooked.before_delete.lock().unwrap() = Some(Box::new(move || {
            begun.send(()).unwrap();
            may_go.recv().unwrap();
        }));
        let again = async {
            tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
            let mut keeping = Box::pin(site.keep_uploads(vec![upload]));
            let early = tokio::time::timeout(Duration::from_millis(150), &mut keeping).await;
            assert!(early.is_err(), "{}: kept before the deletion had ended", world.label);
            go.send(()).unwrap();
            keeping.await.unwrap()
        };
        let (swept, again) = tokio::join!(site.sweep_uploads(now), again);
        assert_eq!((swept.unwrap(), &again[0]), (1, &stored), "{}", world.label);
        publish(world, &site, &stored).await;
        assert_eq!(read(&site, &stored.name, 0..stored.bytes).await, picture(100, 100), "{}", world.label);
        world.clock.advance(Duration::from_secs(86_400));
        assert_eq!(site.sweep_uploads(world.clock.advance(MINUTE)).await.unwrap(), 0);
        assert_eq!(names(&site).await.len(), 1 + stored.variants.len());
    });
}

#[test]
fn a_deletion_that_was_stopped_for_long_deletes_nothing_that_was_kept_again() {
    on_each(async |world| {
        let hooked = HookedStore::of(world);
        let site = world.site.clone().with_media_store(hooked.clone());
        let stored = kept(&site, 100).await;
        world.clock.advance(Duration::from_secs(86_400));
        let now = world.clock.advance(MINUTE);
        let (other, clock) = (world.another(), world.clock.clone());
        // Between the mark and the deletion: the process sleeps for two minutes, and another keeps the same.
        *hooked.before_list.lock().unwrap() = Some(Box::new(move || {
            clock.advance(2 * MINUTE);
            runtime().block_on(kept(&other, 100));
        }));
        let late = site.sweep_uploads(now).await;
        assert!(matches!(late, Err(Error::MediaUnavailable(_))), "{}: {late:?}", world.label);
        publish(world, &site, &stored).await;
        assert_eq!(read(&site, &stored.name, 0..stored.bytes).await, picture(100, 100), "{}", world.label);
        world.clock.advance(Duration::from_secs(86_400));
        assert_eq!(site.sweep_uploads(world.clock.advance(MINUTE)).await.unwrap(), 0, "{}", world.label);
        let entries: Vec<BlobEntry> = site.list_media(None, 100).await.unwrap().entries;
        assert_eq!(entries.len(), 1 + stored.variants.len(), "{}", world.label);
    });
}

#[test]
fn a_store_that_does_not_work_is_told_as_such_and_nothing_is_lost() {
    on_each(async |world| {
        let settings = S3Settings {
            // Nobody listens there.
            endpoint: "http://127.0.0.1:1".parse().unwrap(),
            bucket: "media".into(),
            prefix: String::new(),
            region: "us-east-1".into(),
            path_style: true,
            keys: S3Keys::new("KEY", "SECRET"),
        };
        let broken = Arc::new(S3Store::with_pauses(&settings, &[]).unwrap());
        let site = world.site.clone().with_media_store(broken);
        let upload = sent(&site, 100).await;
        let refused = site.keep_uploads(vec![upload]).await.unwrap_err();
        assert!(matches!(&refused, Error::MediaUnavailable(why) if why.contains("s3://media")), "{refused}");
        assert!(!refused.to_string().contains("s3://"), "readers are not told where files are kept");
        // A deletion waits until the store works again.
        let stored = kept(&world.site, 120).await;
        world.clock.advance(Duration::from_secs(86_400));
        let swept = site.sweep_uploads(world.clock.advance(MINUTE)).await;
        assert!(matches!(swept, Err(Error::MediaUnavailable(_))), "{}", world.label);
        assert!(world.site.stat_media(&stored.name).await.unwrap().is_some());
        world.site.sweep_uploads(world.clock.advance(MINUTE)).await.unwrap();
        assert!(world.site.stat_media(&stored.name).await.unwrap().is_none(), "{}", world.label);
    });
}
