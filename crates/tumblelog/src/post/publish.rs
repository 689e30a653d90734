//! Publishing: one transaction keeps the post, its tags, its place in the index and its note on the root.

use crate::account::limits::Limit;
use crate::account::{actor, limits};
use crate::post::facets;
use crate::post::facets::Parsed;
use crate::post::new_post::NewPost;
use crate::post::prepare::{Prepared, check_document, detect_language, make_slug, typed_tags};
use crate::post::reblog::Carried;
use crate::post::write::insert_prepared;
use crate::post::{publish_time, reblog};
use crate::query::feed_stamp;
use crate::queue::blog_queue;
use crate::social::{notes, notify};
use crate::{Error, Result, Site, events};
use model::{
    AccountId, Blog, BlogName, Invalid, Origin, Post, PostExtra, PostId, PostTag, Precision, Robot, State,
    Time, Via,
};
use npf::{Block, Document};
use store::import_runs::RunProgress;
use store::words::WordHash;
use store::{Tx, import_runs, post_options, tags};

/// Numbers tried for a new post, beside the first.
const TRIES: usize = 3;

impl Site {
    /// Whether the day has room for a post of these blocks, before its files are kept. Nothing is counted.
    ///
    /// # Errors
    /// [`Error::Limit`] where it has not.
    pub async fn room_for(&self, by: AccountId, content: &Document) -> Result<()> {
        let (costs, now) = (content_costs(content), self.clock().now());
        self.store.read(move |tx| limits::ensure_room(tx, Some(by), &costs, now)).await
    }

    /// Publishes, queues or drafts a post. When this returns, the post is on disk and in all its tag pages.
    ///
    /// # Errors
    /// [`Error::Invalid`] for content, tags or times outside the rules; [`Error::NotFound`] for an unknown blog or
    /// parent; [`Error::Refused`] for a reblog that is not welcome; [`Error::Limit`] for too many in a day or in the
    /// queue.
    pub async fn publish_post(&self, new: NewPost) -> Result<Post> {
        if new.state == State::Unapproved {
            return Err(Invalid::new(
                "a post begins as published, queued, draft or private; what others ask or submit is unapproved",
            )
            .into());
        }
        self.make_post(new, Via::Own).await
    }

    /// Keeps a new post of whatever origin and state.
    pub(crate) async fn make_post(&self, new: NewPost, via: Via) -> Result<Post> {
        let birth = PostCreation::of_new_post(&new, via, self.clock().now())?;
        let names: Vec<_> =
            birth.tags.iter().map(|t| (tag::fold(&t.name).to_string(), t.name.clone())).collect();
        if self.store.interns_apart() && !names.is_empty() {
            // What the day has no room for must leave no tags behind either.
            let (spender, wanted) = (birth.clone(), names);
            self.store
                .write(move |tx| {
                    spender.has_room(tx)?;
                    Ok::<_, Error>(tags::intern_tags(tx, &wanted).map(drop)?)
                })
                .await?;
        }
        let mut tries = 0;
        loop {
            match self.create_once(&new, birth.clone()).await {
                // Another process of the site took the number in the same millisecond; the next is free.
                Err(Error::Store(store::Error::Duplicate(_))) if tries < TRIES => tries += 1,
                born => return born,
            }
        }
    }

    async fn create_once(&self, new: &NewPost, mut birth: PostCreation) -> Result<Post> {
        // A new id for each try, or the same collision would come again.
        let id = self.ids.post(self.clock());
        // All that can be worked out without the writer is, so that writers wait for one another as little as can be.
        let asked = new.clone();
        let (blog, carried) = self
            .store
            .read(move |tx| {
                let blog = actor::blog_named(tx, &asked.blog)?;
                let carried = reblog::carry_trail(tx, &asked, &blog)?;
                Ok::<_, Error>((blog, carried))
            })
            .await?;
        let prepared = birth.prepare_new(new, id, &blog, carried, self.store.words());
        let post = prepared.post.clone();
        birth.prepared = Some(prepared);
        self.store.write(move |tx| birth.keep_post(tx, &blog.name)).await?;
        // After the commit: compaction must not make the author's transaction longer.
        self.count_into_tail().await;
        Ok(post)
    }
}

/// A new post as far as it is known without the database.
#[derive(Clone)]
struct PostCreation {
    /// Its content, checked once.
    content: Document,
    tags: Vec<PostTag>,
    /// When it is published, or made.
    at: Time,
    now: Time,
    extra: PostExtra,
    publish_on: Option<Time>,
    by: Option<AccountId>,
    prepared: Option<Prepared>,
}

impl PostCreation {
    fn of_new_post(new: &NewPost, via: Via, now: Time) -> Result<Self> {
        let tags = typed_tags(&new.tags)?;
        let date = publish_time::check_date(new.published, now)?;
        if new.publish_on.is_some() && new.state != State::Queued {
            return Err(Invalid::new("publish_on goes with the state queued alone").into());
        }
        new.publish_on.map(|time| publish_time::publish_on(time, now)).transpose()?;
        let content = check_document(new.content.clone())?;
        let (at, date) = match publish_time::has_publish_time(new.state) {
            true => (date.unwrap_or(now), None),
            false => (now, date),
        };
        let extra = PostExtra { reblogs: new.reblogs, date, via };
        Ok(Self { content, tags, at, now, extra, publish_on: new.publish_on, by: new.by, prepared: None })
    }

    /// The post with all that can be worked out of it. Its document is serialised here and not parsed again.
    fn prepare_new(
        &self,
        new: &NewPost,
        id: PostId,
        blog: &Blog,
        carried: Option<Carried>,
        words: &WordHash,
    ) -> Prepared {
        let (trail, reblog, root_kind) = match carried {
            Some(carried) => (carried.trail, Some(carried.reblog), Some(carried.kind)),
            None => (Vec::new(), None, None),
        };
        let parsed = Parsed { document: self.content.clone(), trail: facets::parse_trail(&trail) };
        let content = &parsed.document;
        let post = Post {
            id,
            blog: blog.id,
            kind: root_kind.or(new.kind).unwrap_or_else(|| content.kind()),
            state: new.state,
            withheld: None,
            published: self.at,
            precision: Precision::Exact,
            lang: new.lang.or_else(|| detect_language(&parsed)),
            content: content.to_json(),
            trail,
            reblog,
            lost_parent: false,
            edited: None,
            tags: self.tags.clone(),
            origin: new.origin,
            run: new.run,
            robot: robot_of_post(new, content, blog),
            source: new.source.clone(),
            place: new.place.clone(),
            slug: make_slug(&new.slug, content),
            notes: new.notes,
        };
        Prepared::prepare_parsed(post, &parsed, words)
    }

    /// Writes it, and all that follows from it. The locks are taken in the order all changes take them: the index,
    /// buckets, notes, queues, daily counts, notifications.
    fn keep_post(&self, tx: &mut Tx<'_>, blog: &BlogName) -> Result<()> {
        let Some(prepared) = &self.prepared else { return Ok(()) };
        let post = &prepared.post;
        if post.reblog.is_some() {
            // Its note changes the root in the index: take that lock before any bucket's.
            index::Storage::lock_index(tx)?;
            // It was read before: the parent may have been taken back since, or its blog have blocked this one.
            reblog::ensure_published(tx, post)?;
        }
        insert_prepared(tx, prepared)?;
        if let Some(run) = post.run {
            import_runs::advance_run(tx, run, &RunProgress { added: 1, ..RunProgress::default() }, self.now)?;
        }
        if self.extra != PostExtra::default() {
            post_options::put_options(tx, post.id, &self.extra)?;
        }
        notes::add_reblog(tx, post, blog, self.now)?;
        if post.state == State::Queued {
            blog_queue::enter_queue(tx, post.blog, post.id, self.publish_on, self.now)?;
        }
        // In the transaction of the post, so that a post which fails is not counted.
        self.spend_limits(tx)?;
        let notices = match (post.state, &self.extra.via) {
            (State::Published, _) => {
                let said = (&prepared.mentions[..], prepared.adds_nothing);
                notify::of_publication(tx, post, said, &self.extra, self.now)?
            }
            (State::Unapproved, Via::Ask(from)) => notify::of_ask(post, *from, self.now),
            _ => Vec::new(),
        };
        notify::send_notifications(tx, notices)?;
        feed_stamp::mark_change(tx, None, post, self.now)?;
        events::record_change(tx, None, post, self.now)
    }

    fn spend_limits(&self, tx: &mut Tx<'_>) -> Result<()> {
        let costs = self.limit_costs();
        costs.into_iter().try_for_each(|(limit, n)| limits::spend_limit(tx, self.by, limit, n, self.now))
    }

    /// Refuses what [`PostCreation::spend_limits`] would, without counting anything.
    fn has_room(&self, tx: &mut Tx<'_>) -> Result<()> {
        limits::ensure_room(tx, self.by, &self.limit_costs(), self.now)
    }

    fn limit_costs(&self) -> Vec<(Limit, usize)> {
        match self.extra.via {
            Via::Own => content_costs(&self.content),
            _ => vec![(Limit::Asks, 1)],
        }
    }
}

/// What a post of one's own counts against the limits of a day.
fn content_costs(content: &Document) -> Vec<(Limit, usize)> {
    let photos = content.content.iter().filter(|block| matches!(block, Block::Image(_))).count();
    let films = content.content.iter().filter_map(|block| match block {
        // Only files kept here count: an embedded video costs this site nothing.
        Block::Video(video) if video.media.is_some() => Some(video.duration.unwrap_or(0).div_ceil(1000)),
        _ => None,
    });
    let seconds = films.clone().fold(0_u64, u64::saturating_add);
    vec![
        (Limit::Posts, 1),
        (Limit::Photos, photos),
        (Limit::Videos, films.count()),
        (Limit::VideoSeconds, usize::try_from(seconds).unwrap_or(usize::MAX)),
    ]
}

/// How it is known that a program posts it: by the post itself where that tells, by its blog where nothing else does.
fn robot_of_post(new: &NewPost, content: &Document, blog: &Blog) -> Option<Robot> {
    let by_link =
        || new.reblog_of.is_none() && intake::robot::service(content, new.source.as_ref()).is_some();
    match () {
        // What the post shows by itself comes first: it stays true when the blog is declared
        // otherwise.
        () if by_link() => Some(Robot::Link),
        () if new.origin == Origin::Feed => Some(Robot::Feed),
        () if new.robot => Some(Robot::Itself),
        () => blog.robot.then_some(Robot::Blog),
    }
}
