//! Importing: many posts a transaction, each kept once however often it comes.

use crate::import::import_files::KeptFiles;
use crate::media::kept_files::{Stored, media_objects, media_url};
use crate::media::post_media;
use crate::media::post_media::PostFiles;
use crate::post::facets;
use crate::post::facets::Parsed;
use crate::post::prepare;
use crate::post::prepare::Prepared;
use crate::query::feed_stamp;
use crate::site::{NewBlog, ensure_blogs};
use crate::{Error, Result, Site, duplicates, events};
use index::Index;
use intake::{Incoming, RecordFault};
use model::clock::derived_post_id;
use model::{Blog, BlogName, EventKind, Loss, Origin, Post, PostId, Robot, RunId};
use npf::{Block, Document};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use store::{Tx, actors, blogs, forward, import_runs, imports, notes, posts, tags};

/// Posts of one transaction. Large, because every block that a batch touches is read and written once.
pub const BATCH: usize = 16_000;

/// What became of a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Posts that are new.
    pub added: usize,
    /// Posts that were there already.
    pub known: usize,
    /// Posts that could not be kept: their place in the input and why.
    pub refused: Vec<(String, String)>,
    /// Files that could not be kept: the place of their post, which is kept without them, and why.
    pub faults: Vec<(String, String)>,
}

/// A post ready to be kept, and what it is known by.
struct PreparedBatch {
    key: String,
    at: String,
    blog: NewBlog,
    prepared: Prepared,
    /// Its id was derived from its time and key, and may be another.
    has_derived_id: bool,
    note_rows: Vec<model::Note>,
    /// Why files of it could not be kept.
    faults: Vec<String>,
}

impl Site {
    /// Makes the database ready for many batches; call it before the first.
    pub async fn expect_import(&self) -> Result<()> {
        self.store.write(|tx| Ok::<_, Error>(imports::expect_many(tx)?)).await
    }

    /// Keeps a batch of posts in one transaction, of no run: where they came from is then known as “an import” alone.
    ///
    /// # Errors
    /// When the database or the disk fails; nothing of the batch is then kept, and it may be given again.
    pub async fn import_batch(&self, batch: Vec<Incoming>) -> Result<Outcome> {
        self.keep_batch(None, batch, Vec::new()).await
    }

    /// Keeps a batch of a run in one transaction, and adds what became of it to the run's record. `unread` is what the
    /// reader of the input could not read.
    ///
    /// # Errors
    /// As [`Site::import_batch`].
    pub async fn import_in(
        &self,
        run: RunId,
        batch: Vec<Incoming>,
        unread: Vec<RecordFault>,
    ) -> Result<Outcome> {
        self.keep_batch(Some(run), batch, unread).await
    }

    async fn keep_batch(
        &self,
        run: Option<RunId>,
        batch: Vec<Incoming>,
        unread: Vec<RecordFault>,
    ) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        // Repeated imports are mostly of known posts; checked again under the lock in `keep_all`.
        let fresh = self.new_ones(batch, &mut outcome).await?;
        // Before the posts, so that a post never names a file that is not there.
        let kept = self.keep_import_files(&fresh).await?;
        let mut ready = Vec::with_capacity(fresh.len());
        for (at, prepared) in self.prepare_all(fresh, run, kept).await? {
            match prepared {
                Ok(mut post) => {
                    outcome.faults.extend(post.faults.drain(..).map(|why| (at.clone(), why)));
                    ready.push(post);
                }
                // One bad record must not stop an import; a failing disk or database must.
                Err(Error::Invalid(invalid)) => outcome.refused.push((at, invalid.to_string())),
                Err(error) => return Err(error),
            }
        }
        let faults = unread.into_iter().map(|fault| (fault.loss, fault.at, fault.message)).collect();
        let mut progress = import_runs::RunProgress { added: 0, known: outcome.known as u64, faults };
        progress.faults.extend(label_losses(Loss::Record, &outcome.refused));
        progress.faults.extend(label_losses(Loss::File, &outcome.faults));
        let kept = self.keep_records(ready, run.map(|run| (run, progress))).await?;
        outcome.added = kept.added;
        outcome.known += kept.known;
        outcome.refused.extend(kept.refused);
        Ok(outcome)
    }

    /// Drops what was imported before, without the cost of preparing it.
    async fn new_ones(&self, batch: Vec<Incoming>, outcome: &mut Outcome) -> Result<Vec<Incoming>> {
        let keys: Vec<String> = batch.iter().map(|post| post.key.clone()).collect();
        let known = self.store.read(move |tx| Ok::<_, Error>(imports::find_imported(tx, &keys)?)).await?;
        let mut seen = HashSet::new();
        let (fresh, again): (Vec<_>, Vec<_>) = batch
            .into_iter()
            .partition(|post| !known.contains_key(&post.key) && seen.insert(post.key.clone()));
        outcome.known = again.len();
        Ok(fresh)
    }

    /// Prepares posts on a thread that may take its time: nothing else waits for it.
    async fn prepare_all(
        &self,
        fresh: Vec<Incoming>,
        run: Option<RunId>,
        kept: KeptFiles,
    ) -> Result<Vec<(String, Result<PreparedBatch>)>> {
        let site = self.clone();
        let prepare = move || {
            let one = |incoming: Incoming| (incoming.at.clone(), site.prepare_record(incoming, run, &kept));
            Ok(fresh.into_iter().map(one).collect())
        };
        crate::media::blocking::run_blocking(prepare).await
    }

    /// Works out all that needs no database, so that the writer has the next batch when it is done with one. Which
    /// blog a post is on, only the database can say.
    fn prepare_record(
        &self,
        mut incoming: Incoming,
        run: Option<RunId>,
        kept: &KeptFiles,
    ) -> Result<PreparedBatch> {
        // The limits are for what is written here; what was published elsewhere is kept as it is.
        incoming.document.normalise();
        prepare::check_time(incoming.published)?;
        let faults = use_kept_files(&mut incoming, kept);
        let content = incoming.document.to_json();
        for text in incoming.trail.iter().map(|item| &item.content).chain([&content]) {
            check_readable(text)?;
        }
        let robot = robot_of_record(&incoming);
        let parsed = Parsed { document: incoming.document, trail: facets::parse_trail(&incoming.trail) };
        let lang = incoming.lang.or_else(|| prepare::detect_language(&parsed));
        let derived = derived_post_id(incoming.published, salt_from_key(&incoming.key));
        let post = Post {
            id: incoming
                .id
                // Derived from time and key, so that importing again gives the same id.
                .unwrap_or(derived),
            // `with_blogs` writes the right one before the post is kept.
            blog: model::BlogId(0),
            kind: incoming.kind,
            state: incoming.state,
            withheld: None,
            published: incoming.published,
            precision: incoming.precision,
            lang,
            content,
            trail: incoming.trail,
            reblog: incoming.reblog,
            lost_parent: incoming.lost_parent,
            edited: None,
            tags: incoming.tags,
            origin: Origin::Import,
            run,
            robot,
            source: incoming.source,
            place: incoming.place,
            slug: prepare::make_slug(&incoming.slug, &parsed.document),
            notes: incoming.notes,
        };
        let blog = NewBlog {
            name: incoming.blog.name,
            uuid: incoming.blog.uuid,
            title: incoming.blog.title.unwrap_or_default(),
            description: incoming.blog.description.unwrap_or_default(),
            robot: incoming.blog.robot,
        };
        Ok(PreparedBatch {
            key: incoming.key,
            at: incoming.at,
            blog,
            has_derived_id: post.id == derived,
            prepared: Prepared::prepare_parsed(post, &parsed, self.store.words()),
            note_rows: incoming.note_rows,
            faults,
        })
    }

    /// Keeps what is ready, and writes down what became of the batch in the same transaction.
    async fn keep_records(
        &self,
        ready: Vec<PreparedBatch>,
        run: Option<(RunId, import_runs::RunProgress)>,
    ) -> Result<Outcome> {
        // With a run even an empty batch is written down: it may have faults.
        if ready.is_empty() && run.is_none() {
            return Ok(Outcome::default());
        }
        let now = self.clock().now();
        // In a transaction of its own, so that others who make blogs do not wait for the whole
        // batch.
        let ready = if ready.is_empty() { ready } else { self.with_blogs(ready, now).await? };
        self.store
            .write(move |tx| {
                let kept = if ready.is_empty() { Outcome::default() } else { keep_all(tx, &ready)? };
                if let Some((run, progress)) = &run {
                    let mut progress = progress.clone();
                    progress.added += kept.added as u64;
                    progress.known += kept.known as u64;
                    progress.faults.extend(label_losses(Loss::Record, &kept.refused));
                    import_runs::advance_run(tx, *run, &progress, now)?;
                }
                if kept.added > 0 {
                    feed_stamp::mark_lists(tx, now)?;
                    let number = run.as_ref().map(|(run, _)| run.0);
                    events::record_numbered(tx, EventKind::Imported, number, now)?;
                }
                Ok(kept)
            })
            .await
    }

    /// Finds or makes the blogs of a batch in a transaction of their own, and writes their ids into the posts.
    async fn with_blogs(
        &self,
        mut ready: Vec<PreparedBatch>,
        now: model::Time,
    ) -> Result<Vec<PreparedBatch>> {
        let mut wanted: HashMap<BlogName, NewBlog> = HashMap::new();
        for post in &ready {
            wanted.entry(post.blog.name.clone()).or_insert_with(|| post.blog.clone());
        }
        let mut wanted: Vec<NewBlog> = wanted.into_values().collect();
        // In one order, so that two imports wait for each other instead of locking up.
        wanted.sort_by(|a, b| a.name.cmp(&b.name));
        let found: HashMap<BlogName, Blog> = self
            .store
            .write(move |tx| {
                // An archive may be edited: a claimed uuid must not make one blog another's.
                let wanted = wanted.iter().map(|new| own_uuid(tx, new)).collect::<Result<Vec<_>>>()?;
                ensure_blogs(tx, &wanted, now)
            })
            .await?;
        for post in &mut ready {
            if let Some(blog) = found.get(&post.blog.name) {
                post.prepared.move_to(blog);
            }
        }
        Ok(ready)
    }
}

/// Points a post at its files. Gives why any could not be kept: where those were used, the address from before stays.
fn use_kept_files(incoming: &mut Incoming, all: &KeptFiles) -> Vec<String> {
    let mut kept: HashMap<String, Stored> = HashMap::new();
    let mut faults = Vec::new();
    for media in &incoming.media {
        match all.get(&media.file) {
            Some(Ok(file)) => kept.extend(media.urls.iter().map(|url| (url.clone(), file.clone()))),
            Some(Err(why)) => faults.push(why.clone()),
            None => {}
        }
    }
    if kept.is_empty() {
        return faults;
    }
    point_at(&mut incoming.document, &kept);
    for item in &mut incoming.trail {
        if let Ok(mut document) = Document::from_json(&item.content) {
            point_at(&mut document, &kept);
            item.content = document.to_json();
        }
    }
    faults
}

/// A blog that claims the uuid of another is given one of its own.
fn own_uuid(tx: &mut Tx<'_>, new: &NewBlog) -> Result<NewBlog> {
    let claimed = match &new.uuid {
        Some(uuid) => blogs::by_uuid(tx, uuid.as_str())?,
        None => None,
    };
    let taken = claimed.is_some_and(|blog| blog.name != new.name);
    Ok(if taken { NewBlog { uuid: None, ..new.clone() } } else { new.clone() })
}

/// What is too large to be read again would show as an empty post. Small texts are not worth the reading.
fn check_readable(content: &str) -> Result<()> {
    const SURELY: usize = 32 << 10;
    if content.len() > SURELY {
        Document::from_json(content)?;
    }
    Ok(())
}

fn point_at(document: &mut Document, kept: &HashMap<String, Stored>) {
    for block in &mut document.content {
        let Block::Image(image) = block else { continue };
        // All its sizes were of one picture, and ours are of the largest that was saved.
        let widest =
            image.media.iter().filter_map(|media| kept.get(&media.url)).max_by_key(|file| file.width);
        if let Some(file) = widest {
            image.media = media_objects(file);
        }
    }
    for media in document.media_mut() {
        if let Some(file) = kept.get(&media.url) {
            media.url = media_url(&file.name);
            media.mime = Some(file.mime.clone());
            media.width = file.width.or(media.width);
            media.height = file.height.or(media.height);
        }
    }
}

fn label_losses(loss: Loss, of: &[(String, String)]) -> impl Iterator<Item = (Loss, String, String)> {
    of.iter().map(move |(at, why)| (loss, at.clone(), why.clone()))
}

fn robot_of_record(incoming: &Incoming) -> Option<Robot> {
    let linked = || intake::robot::shortener(&incoming.document, incoming.source.as_ref()).is_some();
    incoming.robot.then(|| if linked() { Robot::Link } else { Robot::Itself })
}

fn salt_from_key(key: &str) -> u32 {
    let hash = Sha256::digest(key);
    hash.iter().take(4).fold(0, |salt, byte| (salt << 8) | u32::from(*byte))
}

/// Ids already taken, by the site or earlier in the batch: a post whose id was derived moves on to the next free
/// one; a post that came with its id is refused, because two posts cannot share it.
fn keep_all(tx: &mut Tx<'_>, ready: &[PreparedBatch]) -> Result<Outcome> {
    // The same posts may be on their way in another import: look under the lock that every import waits for.
    index::Storage::lock_index(tx)?;
    let keys: Vec<String> = ready.iter().map(|post| post.key.clone()).collect();
    let known = imports::find_imported(tx, &keys)?;
    let prepared: Vec<(&PreparedBatch, &Prepared)> = ready
        .iter()
        .filter(|post| !known.contains_key(&post.key))
        .map(|post| (post, &post.prepared))
        .collect();
    let ids: Vec<i64> = prepared.iter().map(|(_, p)| p.post.id.0).collect();
    let mut taken: HashSet<i64> = posts::list_taken_ids(tx, &ids)?.into_iter().collect();
    let mut refused = Vec::new();
    let mut new: Vec<(&PreparedBatch, Cow<'_, Prepared>)> = Vec::with_capacity(prepared.len());
    for (ready, prepared) in prepared {
        let mut prepared = Cow::Borrowed(prepared);
        if !taken.insert(prepared.post.id.0) {
            match free_id(tx, &mut taken, ready, prepared.post.id)? {
                Some(id) => prepared.to_mut().post.id = id,
                None => {
                    refused.push((
                        ready.at.clone(),
                        format!("another post has the id {} already", prepared.post.id),
                    ));
                    continue;
                }
            }
        }
        new.push((ready, prepared));
    }
    place_all(tx, &new)?;
    Ok(Outcome { added: new.len(), known: known.len(), refused, ..Outcome::default() })
}

fn free_id(
    tx: &mut Tx<'_>,
    taken: &mut HashSet<i64>,
    ready: &PreparedBatch,
    id: PostId,
) -> Result<Option<PostId>> {
    if !ready.has_derived_id {
        return Ok(None);
    }
    // Derived ids of one millisecond lie close together; beyond a thousand something else is wrong.
    for next in id.0 + 1..id.0 + 1000 {
        if posts::list_taken_ids(tx, &[next])?.is_empty() && taken.insert(next) {
            return Ok(Some(PostId(next)));
        }
    }
    Ok(None)
}

fn place_all(tx: &mut Tx<'_>, new: &[(&PreparedBatch, Cow<'_, Prepared>)]) -> Result<()> {
    let folds: Vec<_> = new.iter().flat_map(|(_, p)| p.folds.iter().cloned()).collect();
    // All tags of the batch in one call: one range of ids instead of thousands.
    let known = tags::intern_tags(tx, &folds)?;
    let (entries, tag_ids): (Vec<_>, Vec<_>) = new
        .iter()
        .map(|(_, prepared)| {
            let (facets, tag_ids) = prepare::facet_ids(prepared, &known);
            ((prepared.order_key(), facets), tag_ids)
        })
        .unzip();
    let positions = Index::default().insert_bulk(tx, &entries)?;
    // In the order of positions, so that rows are appended where they belong.
    let mut order: Vec<usize> = (0..new.len()).collect();
    order.sort_by_key(|at| positions[*at]);
    let rows: Vec<_> = order.iter().map(|at| (positions[*at], &new[*at].1.post)).collect();
    posts::insert_posts(tx, &rows)?;
    let rows: Vec<_> = order.iter().map(|at| (positions[*at], tag_ids[*at].clone())).collect();
    forward::put_forward_rows(tx, &rows)?;
    duplicates::queue_comparisons(
        tx,
        new.iter().map(|(_, prepared)| (prepared.post.id, &prepared.fingerprint)),
    )?;
    let keys: Vec<_> = new.iter().map(|(ready, p)| (ready.key.clone(), p.post.id)).collect();
    // In the transaction of the posts: a batch that fails may be given again.
    imports::remember_imported(tx, &keys)?;
    let files: Vec<_> = new.iter().map(|(_, p)| PostFiles::of_post(&p.post, &p.files)).collect();
    post_media::add_posts(tx, &files)?;
    let names: Vec<_> =
        new.iter().flat_map(|(ready, _)| &ready.note_rows).map(|note| note.actor.clone()).collect();
    // As with tags: one range of ids for the batch, and one look-up.
    let known = actors::intern_actors(tx, &names)?;
    for (ready, prepared) in new.iter().filter(|(ready, _)| !ready.note_rows.is_empty()) {
        let root = prepared.post.reblog.as_ref().map_or(prepared.post.id, |reblog| reblog.root);
        notes::insert_notes_of(tx, root, &ready.note_rows, &known)?;
    }
    Ok(())
}
