//! Publishing: one transaction keeps the post, its tags, its place in the index and its note on the root.

use crate::facets::{self, Parsed};
use crate::{Error, Result, Site, change, notes};
use index::{Class, Facet, Index, Key, Position};
use model::{
    Blog, BlogId, BlogName, Invalid, Lang, Origin, Post, PostId, PostTag, PostType, Precision, Source, State,
    TagOrigin, Time, TrailItem,
};
use npf::Document;
use store::{Tx, blogs, forward, posts, tags, words::WordHash};

/// Tags an author may type on one post.
pub const TAGS_TYPED: usize = 30;

/// A post to be.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// The blog it is for.
    pub blog: BlogName,
    /// The type it shows as; found from the content where none is given.
    pub kind: Option<PostType>,
    /// Its content.
    pub content: Document,
    /// Tags as the author typed them.
    pub tags: Vec<String>,
    /// Where it begins its life.
    pub state: State,
    /// When it is published; now where none is given.
    pub published: Option<Time>,
    /// The post it reblogs.
    pub reblog_of: Option<PostId>,
    /// Where it was taken from.
    pub source: Option<Source>,
    /// A line that names a place.
    pub place: String,
    /// Words for its address.
    pub slug: String,
    /// Language of its words; found from the text where none is given.
    pub lang: Option<Lang>,
    /// How it came here.
    pub origin: Origin,
    /// Posted by a program; a robot's blog makes every post so.
    pub robot: bool,
    /// Notes it had elsewhere.
    pub notes: i64,
}

impl NewPost {
    /// A published post of which only the blog and content are known.
    pub fn new(blog: BlogName, content: Document) -> Self {
        Self {
            blog,
            kind: None,
            content,
            tags: Vec::new(),
            state: State::Published,
            published: None,
            reblog_of: None,
            source: None,
            place: String::new(),
            slug: String::new(),
            lang: None,
            origin: Origin::Person,
            robot: false,
            notes: 0,
        }
    }
}

/// A post whose costly parts are worked out, so that the transaction that keeps it is short.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub post: Post,
    pub class: Class,
    pub facets: Vec<Facet>,
    /// Fold and spelling of each tag.
    pub folds: Vec<(String, String)>,
}

impl Prepared {
    pub(crate) fn of(post: Post, hash: &WordHash) -> Self {
        let parsed = Parsed::of(&post);
        Self {
            class: facets::class(&post, &parsed.document),
            facets: facets::without_tags(&post, &parsed, hash),
            folds: facets::folds(&post),
            post,
        }
    }

    /// Puts a post that was prepared without its blog onto it.
    pub(crate) fn move_to(&mut self, blog: &Blog) {
        self.facets.retain(|facet| !matches!(facet, Facet::Blog(_)));
        self.facets.push(Facet::Blog(blog.id));
        self.post.blog = blog.id;
        if blog.robot && !self.post.robot {
            self.post.robot = true;
            self.facets.push(Facet::Robot);
        }
    }

    pub(crate) fn key(&self) -> Key {
        Key { time: self.post.published.0, id: self.post.id.0 }
    }
}

impl Site {
    /// Publishes, queues or drafts a post. When this returns, the post is on disk and in all its tag pages.
    ///
    /// # Errors
    /// [`Error::Invalid`] for content, tags or times outside the rules; [`Error::NotFound`] for an unknown blog or
    /// parent.
    pub async fn publish(&self, new: NewPost) -> Result<Post> {
        let tags = typed_tags(&new.tags)?;
        new.published.map(check_time).transpose()?;
        let mut content = new.content.clone();
        content.normalise();
        check_content(&content)?;
        let id = self.ids.post(self.clock());
        let now = self.clock().now();
        let hash = self.store.words().clone();
        let names: Vec<_> = tags.iter().map(|t| (tag::fold(&t.name).to_string(), t.name.clone())).collect();
        if self.store.interns_apart() && !names.is_empty() {
            self.store.write(move |tx| Ok::<_, Error>(tags::intern(tx, &names).map(drop)?)).await?;
        }
        // All that can be worked out without the writer is, so that writers wait for one another as little as can be.
        let blog = new.blog.clone();
        let post = self.store.read(move |tx| assemble(tx, &new, id, &content, &tags, now)).await?;
        let prepared = Prepared::of(post.clone(), &hash);
        self.store
            .write(move |tx| {
                if prepared.post.reblog.is_some() {
                    // Its note changes the root in the index: take that lock before any bucket's.
                    index::Storage::lock(tx)?;
                }
                insert(tx, &prepared)?;
                notes::add_reblog(tx, &prepared.post, &blog)
            })
            .await?;
        self.count_into_tail().await;
        Ok(post)
    }
}

pub(crate) fn typed_tags(typed: &[String]) -> Result<Vec<PostTag>, Invalid> {
    if typed.len() > TAGS_TYPED {
        return Err(Invalid::new(format!("{} tags; a post takes at most {TAGS_TYPED}", typed.len())));
    }
    typed.iter().map(|name| Ok(PostTag { name: tag::clean(name)?, origin: TagOrigin::Author })).collect()
}

pub(crate) fn check_time(time: Time) -> Result<(), Invalid> {
    Time::from_millis(time.0).map(drop)
}

pub(crate) fn check_content(content: &Document) -> Result<(), Invalid> {
    content.validate().map_err(|problems| {
        let lines: Vec<_> = problems.iter().take(5).map(|p| format!("{}: {}", p.path, p.message)).collect();
        Invalid::new(lines.join("; "))
    })
}

fn assemble(
    tx: &mut Tx<'_>,
    new: &NewPost,
    id: PostId,
    content: &Document,
    tags: &[PostTag],
    now: Time,
) -> Result<Post> {
    let blog = blogs::by_name(tx, new.blog.as_str())?
        .ok_or_else(|| Error::NotFound(format!("there is no blog named {}", new.blog)))?;
    let parent = match new.reblog_of {
        Some(id) => Some(
            posts::by_id(tx, id)?
                .map(|placed| placed.post)
                .ok_or_else(|| Error::NotFound(format!("there is no post {id} to reblog")))?,
        ),
        None => None,
    };
    let (trail, reblog, root_kind) = match &parent {
        Some(parent) => carry(tx, parent)?,
        None => (Vec::new(), None, None),
    };
    let lang = new.lang.or_else(|| language(content, &trail));
    Ok(Post {
        id,
        blog: blog.id,
        kind: root_kind.or(new.kind).unwrap_or_else(|| content.kind()),
        state: new.state,
        withheld: None,
        published: new.published.unwrap_or(now),
        precision: Precision::Exact,
        lang,
        content: content.to_json(),
        trail,
        reblog,
        tags: tags.to_vec(),
        origin: new.origin,
        robot: new.robot || blog.robot,
        source: new.source.clone(),
        place: new.place.clone(),
        slug: slug(&new.slug, content),
        notes: new.notes,
    })
}

/// What a reblog carries of its parent: the parent's own trail and then the parent, unless it said nothing itself.
fn carry(
    tx: &mut Tx<'_>,
    parent: &Post,
) -> Result<(Vec<TrailItem>, Option<model::Reblog>, Option<PostType>)> {
    let blog = blog_of(tx, parent.blog)?;
    let mut trail = parent.trail.clone();
    let silent = Document::from_json(&parent.content).is_ok_and(|document| document.content.is_empty());
    if trail.is_empty() || !silent {
        trail.push(TrailItem {
            blog: blog.name.as_str().to_owned(),
            uuid: Some(blog.uuid.clone()),
            post: Some(parent.id),
            published: Some(parent.published),
            broken: false,
            content: parent.content.clone(),
        });
    }
    let (root, root_blog) = match &parent.reblog {
        Some(reblog) => (reblog.root, reblog.root_blog.clone()),
        None => (parent.id, blog.name.as_str().to_owned()),
    };
    let reblog =
        model::Reblog { parent: parent.id, parent_blog: blog.name.as_str().to_owned(), root, root_blog };
    Ok((trail, Some(reblog), Some(parent.kind)))
}

pub(crate) fn blog_of(tx: &mut Tx<'_>, id: BlogId) -> Result<model::Blog> {
    blogs::by_ids(tx, &[id.0])?.pop().ok_or_else(|| Error::NotFound(format!("there is no blog {id}")))
}

/// The language of a post's own words, or of what it carries where it has none.
pub(crate) fn language(content: &Document, trail: &[TrailItem]) -> Option<Lang> {
    let own = npf::plain::text(content);
    if !own.trim().is_empty() {
        return tag::language::of(&own);
    }
    let carried = trail.iter().rev().find_map(|item| Document::from_json(&item.content).ok())?;
    tag::language::of(&npf::plain::text(&carried))
}

/// Words for an address: as given, else from the title or the first words.
pub(crate) fn slug(given: &str, content: &Document) -> String {
    let words = match (given.trim(), content.title()) {
        ("", Some(title)) => title.to_owned(),
        ("", None) => npf::plain::excerpt(content, 60),
        (given, _) => given.to_owned(),
    };
    let mut slug = String::new();
    for c in words.chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.chars().count() >= 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// Keeps one prepared post.
pub(crate) fn insert(tx: &mut Tx<'_>, prepared: &Prepared) -> Result<Position> {
    let (facets, tag_ids) = change::ids(prepared, &tags::intern(tx, &prepared.folds)?);
    let position = Index::default().insert(tx, prepared.key(), &facets)?;
    posts::insert(tx, &[(position, &prepared.post)])?;
    forward::put(tx, &[(position, tag_ids)])?;
    Ok(position)
}
