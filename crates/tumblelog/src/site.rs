//! The site: what every rule works on.

use crate::account::password::{PasswordCost, Passwords};
use crate::account::secret::OsSecrets;
use crate::maintenance::failed_search_counter::FailedSearchCounter;
use crate::query::read_budget::ReadBudget;
use crate::settings::fixed_settings::FixedSettings;
use crate::settings::settings_cache::SettingsCache;
use crate::tag::trend_cache::TrendCache;
use crate::{Error, Result};
use model::{ActorName, Blog, BlogId, BlogName, BlogUuid, Clock, Event, IdSource, Secrets};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use store::{Store, Tx, actors, blogs};
use tokio::sync::{Semaphore, broadcast};

/// Pictures decoded at the same time: each may take half a gigabyte.
const DECODES: usize = 2;
/// Kept files looked at or read from at the same time: each takes a thread, and a store that hangs must not take all.
const READS: usize = 64;

/// Events kept for a listener that is slow. One that falls further behind must take everything for changed.
const EVENT_BACKLOG: usize = 4_096;

/// A running site, shared by cloning.
#[derive(Clone)]
pub struct Site {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<IdSource>,
    /// Posts published by this process since it started, for telling when to compact.
    pub(crate) waiting: Arc<AtomicUsize>,
    pub(crate) media: media::MediaFiles,
    /// Places at the work on files: one who has one may decode a picture.
    pub(crate) media_work: Arc<Semaphore>,
    /// Places at the store of kept files.
    pub(crate) media_reads: Arc<Semaphore>,
    pub(crate) secrets: Arc<dyn Secrets>,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) settings: SettingsCache,
    pub(crate) missed: Arc<FailedSearchCounter>,
    pub(crate) trends: Arc<TrendCache>,
    pub(crate) read_budget: ReadBudget,
    pub(crate) events: broadcast::Sender<Event>,
}

/// What a new blog is made from.
#[derive(Debug, Clone)]
pub struct NewBlog {
    /// Its name.
    pub name: BlogName,
    /// Its lasting identity; derived from the name where none is given.
    pub uuid: Option<BlogUuid>,
    /// Its title; the name where empty.
    pub title: String,
    /// A line about it, plain text.
    pub description: String,
    /// Posts by a program.
    pub robot: bool,
}

impl NewBlog {
    /// A blog of which only the name is known.
    pub fn with_name(name: BlogName) -> Self {
        Self { name, uuid: None, title: String::new(), description: String::new(), robot: false }
    }
}

impl Site {
    /// A site over an open store; media files lie in the folder `media_dir`, and also those on their way in where they
    /// are kept elsewhere ([`Site::with_media_store`]). Its settings are the defaults until [`Site::refresh_settings`]
    /// reads them.
    pub fn new(store: Store, clock: Arc<dyn Clock>, ids: IdSource, media_dir: PathBuf) -> Self {
        Self {
            store,
            clock,
            ids: Arc::new(ids),
            waiting: Arc::default(),
            media: media::MediaFiles::in_folder(media_dir),
            // Shared by all clones of the site: the limit is one for the process.
            media_work: Arc::new(Semaphore::new(DECODES)),
            media_reads: Arc::new(Semaphore::new(READS)),
            secrets: Arc::new(OsSecrets),
            passwords: Arc::new(Passwords::with_cost(PasswordCost::STANDARD)),
            settings: SettingsCache::default(),
            missed: Arc::default(),
            trends: Arc::default(),
            read_budget: ReadBudget::default(),
            events: broadcast::channel(EVENT_BACKLOG).0,
        }
    }

    /// The same site with another source of secrets and other costs of a password: for tests.
    #[must_use]
    pub fn with_secrets(mut self, secrets: Arc<dyn Secrets>, cost: PasswordCost) -> Self {
        self.secrets = secrets;
        self.passwords = Arc::new(Passwords::with_cost(cost));
        self
    }

    /// The same site with settings that go before those of the database.
    #[must_use]
    pub fn with_fixed_settings(mut self, fixed: FixedSettings) -> Self {
        self.settings = SettingsCache::with_fixed(fixed);
        self
    }

    /// The same site, with this decoder for what is sent to it. Without, pictures are decoded in the process, which one
    /// that asks for too much memory ends.
    #[must_use]
    pub fn with_decoder(mut self, decoder: media::Decoder) -> Self {
        self.media = self.media.with_decoder(decoder);
        self
    }

    /// The same site, which keeps its media files in this store.
    #[must_use]
    pub fn with_media_store(mut self, store: Arc<dyn blob::BlobStore>) -> Self {
        self.media = self.media.with_store(store);
        self
    }

    /// The clock every rule goes by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Makes a blog, or returns the one that has the name already.
    ///
    /// # Errors
    /// When the uuid belongs to another blog.
    pub async fn create_blog(&self, blog: NewBlog) -> Result<Blog> {
        let now = self.clock.now();
        self.store.write(move |tx| ensure_blog(tx, &blog, now)).await
    }
}

pub(crate) fn ensure_blog(tx: &mut Tx<'_>, new: &NewBlog, now: model::Time) -> Result<Blog> {
    let mut made = ensure_blogs(tx, std::slice::from_ref(new), now)?;
    made.remove(&new.name).ok_or_else(|| Error::NotFound(format!("the blog {} was not made", new.name)))
}

/// Finds blogs by name and makes those that are not there, all their numbers taken at once.
pub(crate) fn ensure_blogs(
    tx: &mut Tx<'_>,
    wanted: &[NewBlog],
    now: model::Time,
) -> Result<HashMap<BlogName, Blog>> {
    // Nearly always all are there, and no counter need be locked.
    let mut found = read_or_make_blogs(tx, wanted)?;
    let missing = wanted.iter().filter(|new| !found.contains_key(&new.name)).count();
    if missing == 0 {
        return Ok(found);
    }
    let mut id = tx.next_ids("actor", i64::try_from(missing).unwrap_or(i64::MAX))?;
    // Taking numbers waited for whoever was making blogs or actors: some may be there now.
    found = read_or_make_blogs(tx, wanted)?;
    let names: Vec<ActorName> = wanted.iter().map(|new| (&new.name).into()).collect();
    let known = actors::find_actors(tx, &names)?;
    for new in wanted {
        if found.contains_key(&new.name) {
            continue;
        }
        // Notes that an import brought of this name become the blog's.
        let known = known.get(&ActorName::from(&new.name)).copied();
        let blog = Blog {
            id: BlogId(known.map_or(id, |known| known.0)),
            uuid: new.uuid.clone().unwrap_or_else(|| derived_uuid(&new.name)),
            name: new.name.clone(),
            title: if new.title.trim().is_empty() { new.name.as_str().to_owned() } else { new.title.clone() },
            description: new.description.clone(),
            robot: new.robot,
            created: now,
        };
        blogs::insert_blog(tx, &blog)?;
        found.insert(new.name.clone(), blog);
        id += 1;
    }
    Ok(found)
}

fn read_or_make_blogs(tx: &mut Tx<'_>, wanted: &[NewBlog]) -> Result<HashMap<BlogName, Blog>> {
    let names: Vec<String> = wanted.iter().map(|new| new.name.as_str().to_owned()).collect();
    Ok(blogs::by_names(tx, &names)?.into_iter().map(|blog| (blog.name.clone(), blog)).collect())
}

/// The uuid of a blog that came without one: the same name always gets the same.
pub fn derived_uuid(name: &BlogName) -> BlogUuid {
    let hash = Sha256::digest(format!("tagstead blog {name}"));
    let bits = hash.iter().take(16).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    BlogUuid::from_bits(bits)
}
