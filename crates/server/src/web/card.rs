//! A post in a list.

use super::content::{self, Content};
use super::proof::WhyHere;
use super::{avatar, language, robot};
use crate::age::When;
use crate::text;
use model::{BlogName, PostType, Reblog, TagOrigin, Time};
use tumblelog::copies::page::Others;
use tumblelog::view::{Card, TrailView};

/// Earlier posts shown in a list: the root and the latest ones. The post's own page shows all.
const TRAIL_IN_LIST: usize = 5;

/// A post, ready for its template.
#[derive(Debug, askama::Template)]
#[template(path = "card.html")]
pub struct CardView<'a> {
    /// Its id.
    pub id: i64,
    /// Language code, empty where not known.
    pub lang: &'a str,
    /// `ltr`, `rtl` or `auto`.
    pub dir: &'static str,
    /// Name of its blog, with its page and drawing.
    pub by: By<'a>,
    /// Its page.
    pub href: String,
    /// When it was published.
    pub when: When,
    /// What it is.
    pub kind: &'static str,
    /// Address and host of what it was taken from.
    pub source: Option<(&'a str, String)>,
    /// Posted by a program, and how that is known.
    pub robot: Option<String>,
    /// Name and page of the blog it was reblogged from.
    pub from: Option<(&'a str, Option<String>)>,
    /// Earlier posts, root first.
    pub trail: Vec<Earlier<'a>>,
    /// Earlier posts left out behind the first.
    pub skipped: usize,
    /// Its own content.
    pub content: Content,
    /// Minutes of reading, where something was left out.
    pub minutes: Option<usize>,
    /// A place, may be empty.
    pub place: &'a str,
    /// Tags as written, with their pages and whether they were found in the text.
    pub tags: Vec<(&'a str, String, bool)>,
    /// “95 notes”.
    pub notes: String,
    /// Why it is in the list.
    pub why: Option<WhyHere<'a>>,
    /// “3 copies”, and the page of the story.
    pub copies: Option<(String, String)>,
}

/// A blog as it signs.
#[derive(Debug)]
pub struct By<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its page, unless it is gone.
    pub href: Option<String>,
    /// Its drawing, where its name can be one.
    pub face: Option<String>,
}

impl<'a> By<'a> {
    /// A blog of this site.
    pub fn ours(name: &'a BlogName) -> Self {
        let name = name.as_str();
        Self { name, href: Some(text::blog_path(name)), face: Some(avatar::path(name)) }
    }

    /// The blog of that name; an empty name is that of a blog of which nothing is known any more.
    pub fn new(name: &'a str, gone: bool) -> Self {
        if name.is_empty() {
            return Self { name: "A blog that is gone", href: None, face: None };
        }
        let href = text::blog_link(name);
        let face = href.is_some().then(|| avatar::path(name));
        Self { name, href: href.filter(|_| !gone), face }
    }
}

/// An earlier post.
#[derive(Debug)]
pub struct Earlier<'a> {
    /// Its blog.
    pub by: By<'a>,
    /// Its page, where it has one here.
    pub href: Option<String>,
    /// When it was published, where known.
    pub when: Option<When>,
    /// What it says.
    pub content: Content,
}

/// Name of a type for readers.
pub fn kind_name(kind: PostType) -> &'static str {
    match kind {
        PostType::Text => "Text",
        PostType::Photo => "Photo",
        PostType::Quote => "Quote",
        PostType::Link => "Link",
        PostType::Chat => "Chat",
        PostType::Audio => "Audio",
        PostType::Video => "Video",
        PostType::Answer => "Answer",
    }
}

impl<'a> CardView<'a> {
    /// A post in a list: long ones are cut.
    pub fn in_list(card: &'a Card, now: Time) -> Self {
        Self::new(card, now, true, 3)
    }

    /// A post on its own page: whole.
    pub fn whole(card: &'a Card, now: Time) -> Self {
        Self::new(card, now, false, 2)
    }

    fn new(card: &'a Card, now: Time, cut: bool, heading: u8) -> Self {
        let post = &card.post;
        let content = content::render(&card.document, cut, heading);
        let skipped = if cut { card.trail.len().saturating_sub(TRAIL_IN_LIST) } else { 0 };
        let shown = || card.trail.iter().enumerate().filter(|&(at, _)| at == 0 || at > skipped);
        let trail: Vec<_> = shown().map(|(_, item)| Earlier::new(item, now, cut, heading)).collect();
        let left_out = skipped > 0 || content.cut || trail.iter().any(|item| item.content.cut);
        let read = || shown().map(|(_, item)| &item.document).chain([&card.document]);
        let blog = card.blog.name.as_str();
        Self {
            id: post.id.0,
            lang: post.lang.as_ref().map_or("", |lang| lang.code()),
            dir: language::direction(post.lang.as_ref()),
            by: By::ours(&card.blog.name),
            href: text::post_path(blog, post),
            when: When::new(now, post.published, post.precision),
            kind: kind_name(post.kind),
            source: post
                .source
                .as_ref()
                .and_then(|source| Some((&*source.url, npf::url::host(&source.url)?))),
            robot: robot::words(post, &card.document),
            from: match &post.reblog {
                Some(reblog) => Some(from(reblog, &card.trail)),
                None => post.lost_parent.then_some(("a post that is gone", None)),
            },
            trail,
            skipped,
            content,
            minutes: left_out.then(|| content::minutes(read())),
            place: &post.place,
            tags: post
                .tags
                .iter()
                .map(|tag| (&*tag.name, text::tag_path(&tag.name), tag.origin == TagOrigin::Text))
                .collect(),
            notes: text::counted(u64::try_from(post.notes).unwrap_or(0), "note", "notes"),
            why: None,
            copies: None,
        }
    }

    /// With what else tells the same story.
    pub fn with_others(mut self, others: Option<&Others>) -> Self {
        let href = |count: u64, later: bool| match (later, count) {
            (false, count) => text::counted(count, "copy", "copies"),
            (true, 1) => "Copy of an earlier post".to_owned(),
            (true, count) => format!("Copy of an earlier post, one of {}", text::grouped(count + 1)),
        };
        self.copies = others.map(|others| (href(others.count, others.later), super::copies::path(self.id)));
        self
    }
}

fn from<'a>(reblog: &'a Reblog, trail: &[TrailView]) -> (&'a str, Option<String>) {
    let gone = trail.iter().any(|item| item.item.broken && item.item.blog == reblog.parent_blog);
    let href = text::blog_link(&reblog.parent_blog)
        .filter(|_| !gone)
        .map(|_| text::post_id_path(&reblog.parent_blog, reblog.parent));
    (&reblog.parent_blog, href)
}

impl<'a> Earlier<'a> {
    fn new(view: &'a TrailView, now: Time, cut: bool, heading: u8) -> Self {
        let item = &view.item;
        let by = By::new(&item.blog, item.broken);
        let href = item.post.filter(|_| by.href.is_some()).map(|id| text::post_id_path(&item.blog, id));
        Self {
            href,
            by,
            when: item.published.map(|time| When::new(now, time, model::Precision::Exact)),
            content: content::render(&view.document, cut, heading),
        }
    }
}
