//! A post in a list.

use super::proof::WhyHere;
use super::{language, robot};
use crate::http::age::DisplayTime;
use crate::http::text;
use crate::web::avatar;
use crate::web::content::{self, Content, Frame};
use model::{BlogName, Post, PostTag, PostType, Reblog, TagOrigin, Time};
use npf::Document;
use tumblelog::duplicates::cluster_page::ClusterSummary;
use tumblelog::known_pages::KnownPages;
use tumblelog::view::{PostCard, TrailView};

/// Earlier posts shown in a list: the root and the latest ones. The post's own page shows all.
const TRAIL_IN_LIST: usize = 5;
/// Tags shown in a list, and their code points in all. The post's own page shows all.
const TAGS_IN_LIST: usize = 30;
const TAG_TEXT_IN_LIST: usize = 600;
/// Cards of a list whose pictures may be on the first screen.
const FIRST_SCREEN: usize = 2;

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
    pub by: Byline<'a>,
    /// Its page.
    pub href: String,
    /// When it was published.
    pub when: DisplayTime,
    /// What it is.
    pub kind: &'static str,
    /// Address and host of what it was taken from.
    pub source: Option<(&'a str, String)>,
    /// Posted by a program, and how that is known.
    pub robot: Option<String>,
    /// Name and page of the blog it was reblogged from.
    pub from: Option<From<'a>>,
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
    /// “Show all 901 tags”, where some are left out.
    pub more_tags: Option<String>,
    /// Pictures it shows.
    pictures: usize,
    /// “95 notes”.
    pub notes: String,
    /// Why it is in the list.
    pub why: Option<WhyHere<'a>>,
    /// “3 duplicates”, and the page of the cluster.
    pub copies: Option<(String, String)>,
}

/// A blog as it signs.
#[derive(Debug)]
pub struct Byline<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its page here, else the address that the import told; nothing for one that is gone.
    pub href: Option<String>,
    /// The address is not ours.
    pub away: bool,
    /// Its drawing, where its name can be one.
    pub face: Option<String>,
}

/// What a post was reblogged from.
#[derive(Debug)]
pub struct From<'a> {
    /// The blog.
    pub name: &'a str,
    /// The post's page, else what the blog's name leads to.
    pub href: Option<String>,
    /// The address is not ours.
    pub away: bool,
}

impl<'a> Byline<'a> {
    /// A blog of this site.
    pub fn local_blog(name: &'a BlogName) -> Self {
        let name = name.as_str();
        Self { name, href: Some(text::blog_path(name)), away: false, face: Some(avatar::avatar_path(name)) }
    }

    /// The blog of that name, which may be none of this site; `told` is where the import said it is. One that is gone
    /// has no link: somebody else may have the name by now. An empty name is that of a blog of which nothing is known.
    pub fn named(name: &'a str, told: Option<&str>, gone: bool, pages: &KnownPages) -> Self {
        if name.is_empty() {
            return Self { name: "A blog that is gone", href: None, away: false, face: None };
        }
        let face = text::blog_link(name).map(|_| avatar::avatar_path(name));
        if gone {
            return Self { name, href: None, away: false, face };
        }
        // A blog of this site wins over the address in the import, which may have died since.
        let ours = pages.has_blog(name).then(|| text::blog_path(name));
        let away = ours.is_none();
        // An imported address may be `javascript:`; only safe schemes become a link.
        Self { name, href: ours.or_else(|| told.and_then(npf::url::safe)), away, face }
    }
}

/// An earlier post.
#[derive(Debug)]
pub struct Earlier<'a> {
    /// Its blog.
    pub by: Byline<'a>,
    /// Its page, where it has one here.
    pub href: Option<String>,
    /// When it was published, where known.
    pub when: Option<DisplayTime>,
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
    pub fn in_list(card: &'a PostCard, now: Time) -> Self {
        Self::new(card, now, true, false)
    }

    /// The posts of a list. The first picture of the page is fetched at once, where it may be on the first screen.
    pub fn of_list(cards: &'a [PostCard], now: Time) -> Vec<Self> {
        let mut before = 0;
        let view = |(at, card)| {
            let view = Self::new(card, now, true, before == 0 && at < FIRST_SCREEN);
            before += view.pictures;
            view
        };
        cards.iter().enumerate().map(view).collect()
    }

    /// A post on its own page: whole.
    pub fn whole_card(card: &'a PostCard, now: Time) -> Self {
        Self::new(card, now, false, true)
    }

    fn new(card: &'a PostCard, now: Time, cut: bool, first_at_once: bool) -> Self {
        let post = &card.post;
        let pages = &*card.pages;
        let mut frame = Frame { cut, heading: if cut { 3 } else { 2 }, pages, first_at_once };
        let mut pictures = 0;
        let mut write = |document: &Document| {
            // Pictures are counted across the trail, so that just one is fetched eagerly.
            frame.first_at_once = first_at_once && pictures == 0;
            let content = content::render_content(document, frame);
            pictures += content.pictures;
            content
        };
        let skipped = if cut { card.trail.len().saturating_sub(TRAIL_IN_LIST) } else { 0 };
        let shown = || card.trail.iter().enumerate().filter(|&(at, _)| at == 0 || at > skipped);
        // The trail comes before the content, because the closure counts pictures in reading order.
        let trail: Vec<_> =
            shown().map(|(_, item)| Earlier::new(item, now, pages, write(&item.document))).collect();
        let content = write(&card.document);
        let left_out = skipped > 0 || content.cut || trail.iter().any(|item| item.content.cut);
        // The time of reading is that of what is shown, without the posts left out.
        let read = || shown().map(|(_, item)| &item.document).chain([&card.document]);
        let blog = card.blog.name.as_str();
        let tags = if cut { tags_in_list(post) } else { post.tags.len() };
        Self {
            id: post.id.0,
            lang: post.lang.as_ref().map_or("", |lang| lang.code()),
            dir: language::text_direction(post.lang.as_ref()),
            by: Byline::local_blog(&card.blog.name),
            href: text::post_path(blog, post),
            when: DisplayTime::new(now, post.published, post.precision),
            kind: kind_name(post.kind),
            source: post
                .source
                .as_ref()
                .and_then(|source| Some((&*source.url, npf::url::host(&source.url)?))),
            robot: robot::robot_words(post, &card.document),
            from: match &post.reblog {
                Some(reblog) => Some(From::new(reblog, &card.trail, pages)),
                None => post.lost_parent.then(From::lost),
            },
            trail,
            skipped,
            content,
            minutes: left_out.then(|| content::reading_minutes(read())),
            place: &post.place,
            tags: post
                .tags
                .iter()
                .take(tags)
                .map(|tag| (&*tag.name, text::tag_path(&tag.name), tag.origin == TagOrigin::Text))
                .collect(),
            more_tags: (tags < post.tags.len())
                .then(|| format!("Show all {} tags", text::group_digits(post.tags.len() as u64))),
            pictures,
            // Signed in the database; a negative count would be an error and reads as none.
            notes: text::count_words(u64::try_from(post.notes).unwrap_or(0), "note", "notes"),
            why: None,
            copies: None,
        }
    }

    /// With the notes of the whole trail in place of those of this post.
    pub fn with_note_count(mut self, count: i64) -> Self {
        self.notes = text::count_words(u64::try_from(count).unwrap_or(0), "note", "notes");
        self
    }

    /// With its duplicates.
    pub fn with_others(mut self, others: Option<&ClusterSummary>) -> Self {
        let label = |others: &ClusterSummary| {
            // An excerpt may be older than the article that it is an excerpt of.
            let what = match (others.later, others.is_excerpt) {
                (false, _) => return text::count_words(others.count, "duplicate", "duplicates"),
                (true, true) => "Excerpt of a longer post",
                (true, false) => "Duplicate of an earlier post",
            };
            match others.count {
                1 => what.to_owned(),
                count => format!("{what}, one of {}", text::group_digits(count + 1)),
            }
        };
        self.copies =
            others.map(|others| (label(others), crate::web::post::duplicates::duplicates_path(self.id)));
        self
    }
}

/// How many of a post's tags a list has room for.
fn tags_in_list(post: &Post) -> usize {
    let mut length = 0;
    let fits = |tag: &&PostTag| {
        length += tag.name.chars().count();
        length <= TAG_TEXT_IN_LIST
    };
    // One is always shown, however long.
    post.tags.iter().take(TAGS_IN_LIST).take_while(fits).count().max(1).min(post.tags.len())
}

impl<'a> From<'a> {
    fn new(reblog: &'a Reblog, trail: &[TrailView], pages: &KnownPages) -> Self {
        let name = reblog.parent_blog.as_str();
        let earlier = trail.iter().map(|view| &view.item).find(|item| item.blog == name);
        let gone = earlier.is_some_and(|item| item.broken);
        let told = earlier.and_then(|item| item.url.as_deref());
        let Byline { href, away, .. } = Byline::named(name, told, gone, pages);
        // A broken parent has no link: somebody else may have its blog's name by now.
        let post =
            (!gone && pages.has_post(name, reblog.parent)).then(|| text::post_id_path(name, reblog.parent));
        Self { name, away: away && post.is_none(), href: post.or(href) }
    }

    /// A reblog of which nothing earlier is known any more.
    fn lost() -> Self {
        Self { name: "a post that is gone", away: false, href: None }
    }
}

impl<'a> Earlier<'a> {
    fn new(view: &'a TrailView, now: Time, pages: &KnownPages, content: Content) -> Self {
        let item = &view.item;
        // Linked only where the page exists, as trails name posts that were never imported.
        let here = item.post.filter(|id| !item.broken && pages.has_post(&item.blog, *id));
        Self {
            by: Byline::named(&item.blog, item.url.as_deref(), item.broken, pages),
            href: here.map(|id| text::post_id_path(&item.blog, id)),
            when: item.published.map(|time| DisplayTime::new(now, time, model::Precision::Exact)),
            content,
        }
    }
}
