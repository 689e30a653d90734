//! A post as an item of a feed: whole, with absolute addresses.

use crate::feeds::files::{self, FileLengths};
use crate::http::text;
use crate::web::list::card::kind_name;
use feed::Item;
use model::{Precision, Time};
use npf::Document;
use npf::html::Options;
use std::borrow::Cow;
use std::fmt::Write as _;
use tumblelog::FeedStamp;
use tumblelog::view::PostCard;

/// Code points of plain text that go beside the full content.
const EXCERPT: usize = 500;

/// Longest title made for a post that has none, in code points.
const MADE_TITLE: usize = 80;

/// What items are made with.
pub struct Maker<'a> {
    /// The site's address, without a slash at the end.
    pub base: &'a str,
    /// Ids, and when feeds began.
    pub stamp: &'a FeedStamp,
    /// Lengths of files.
    pub lengths: &'a FileLengths<'a>,
    /// The present moment.
    pub now: Time,
}

impl Maker<'_> {
    /// The item of a post.
    pub fn make_item(&self, card: &PostCard) -> Item {
        let post = &card.post;
        let (base, blog) = (self.base, card.blog.name.as_str());
        let parts = Parts::of(card);
        let text = parts.excerpt(EXCERPT);
        Item {
            id: self.stamp.id_of(&format!("post {}", post.id)),
            url: format!("{base}{}", text::post_path(blog, post)),
            title: parts.title.map_or_else(|| made_title(&parts, card), str::to_owned),
            html: self.render_html(card, &parts),
            text,
            // An unknown date is stored as some time; a feed must not state it as a fact.
            published: (post.precision != Precision::Unknown).then_some(post.published),
            updated: self.last_change(card),
            author: blog.to_owned(),
            author_url: format!("{base}{}", text::blog_path(blog)),
            tags: post.tags.iter().map(|tag| tag.name.clone()).collect(),
            lang: post.lang,
            source: post.source.as_ref().map(|source| (source.url.clone(), source.title.clone())),
            files: files::enclosures(self, card),
        }
    }

    /// When a post last changed: never later than now, and always the same for the same state, so that a feed that
    /// did not change is the same bytes. A post without a date, or with one that is to come, counts from when the
    /// site's feeds began.
    pub fn last_change(&self, card: &PostCard) -> Time {
        let post = &card.post;
        let told = post.edited.unwrap_or(post.published);
        let known = post.edited.is_some() || post.precision != Precision::Unknown;
        if known && told <= self.now { told } else { self.stamp.begun.min(self.now) }
    }

    fn render_html(&self, card: &PostCard, parts: &Parts<'_>) -> String {
        let options = Options {
            base: Some(self.base),
            // Readers set the title as the first heading, so the content begins at the second.
            heading: 2,
            absolute: Some(self.base),
            blogs: Some(&card.pages.blogs),
            ..Options::default()
        };
        let render = |document: &Document| npf::html::render(document, &options).html;
        let mut html = String::new();
        for (item, document) in card.trail.iter().zip(&parts.trail) {
            let name = match item.item.blog.as_str() {
                // Imports leave the name of a deleted blog empty.
                "" => "A blog that is gone".to_owned(),
                name => escape_text(name),
            };
            let _ = write!(html, "<p>{name}:</p><blockquote>{}</blockquote>", render(document));
        }
        html.push_str(&render(&parts.own));
        html
    }
}

/// What a post says, without the heading that became its title: readers show the title above the content.
struct Parts<'a> {
    title: Option<&'a str>,
    own: Cow<'a, Document>,
    trail: Vec<Cow<'a, Document>>,
}

impl<'a> Parts<'a> {
    fn of(card: &'a PostCard) -> Self {
        let own_title = card.document.title();
        // A reblog without a title of its own has that of the first post it carries which has one.
        let titled =
            card.trail.iter().position(|view| own_title.is_none() && view.document.title().is_some());
        // The heading became the title of the item and must not stand in the content a second time.
        let carried = |(at, view): (usize, &'a tumblelog::view::TrailView)| match Some(at) == titled {
            true => view.document.without_title(),
            false => Cow::Borrowed(&view.document),
        };
        Self {
            title: own_title.or_else(|| card.trail.get(titled?).and_then(|view| view.document.title())),
            own: card.document.without_title(),
            trail: card.trail.iter().enumerate().map(carried).collect(),
        }
    }

    /// The beginning of the post, or else of what it carries.
    fn excerpt(&self, length: usize) -> String {
        std::iter::once(&self.own)
            .chain(&self.trail)
            .map(|document| npf::plain::excerpt(document, length))
            .find(|excerpt| !excerpt.is_empty())
            .unwrap_or_default()
    }
}

/// A title for a post that has none: its beginning, or what it is and whose, as “Photo by almanac”.
fn made_title(parts: &Parts<'_>, card: &PostCard) -> String {
    match parts.excerpt(MADE_TITLE) {
        beginning if beginning.is_empty() => format!("{} by {}", kind_name(card.post.kind), card.blog.name),
        beginning => beginning,
    }
}

fn escape_text(text: &str) -> String {
    // “&” goes first, or it would escape the escapes.
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
