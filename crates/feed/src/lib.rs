//! RSS, Atom and JSON Feed documents. Pure: a [`Feed`] in, a document out.

pub mod atom;
pub mod json;
pub mod rss;
mod text;
mod xml;

use model::{Lang, Time};
use text::clean_text;

/// A stream of posts as a feed reader sees it. Addresses are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// A URI that stays the same for the life of the list, wherever the site is reached.
    pub id: String,
    /// Title for people, plain text.
    pub title: String,
    /// The page this feed mirrors.
    pub home_url: String,
    /// The feed's own address.
    pub self_url: String,
    /// Where older items are (RFC 5005, JSON Feed `next_url`).
    pub next_url: Option<String>,
    /// A line about the feed, plain text; may be empty.
    pub description: String,
    /// When anything in it last changed, never later than now. Without it RSS says nothing, and Atom, which must say
    /// something, takes the last change of an item.
    pub updated: Option<Time>,
    /// Language of most of it, where there is one.
    pub lang: Option<Lang>,
    /// Newest first, or in whatever order the page has.
    pub items: Vec<Item>,
}

/// One post in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// A URI that stays the same for the life of the post, wherever the site is reached.
    pub id: String,
    /// The post's page.
    pub url: String,
    /// Title, plain text. Every item has one: without it readers show an address or a number.
    pub title: String,
    /// Full content without the title, as HTML that is already safe.
    pub html: String,
    /// The same content, or its beginning, as plain text.
    pub text: String,
    /// When it was published, where that is known.
    pub published: Option<Time>,
    /// When it last changed, never later than now.
    pub updated: Time,
    /// Name of its blog.
    pub author: String,
    /// Page of its blog.
    pub author_url: String,
    /// Tags as written.
    pub tags: Vec<String>,
    /// Language of its words.
    pub lang: Option<Lang>,
    /// Address and title of what it was taken from; the title may be empty.
    pub source: Option<(String, String)>,
    /// Its pictures, sounds and films.
    pub files: Vec<Enclosure>,
}

/// A file that goes with an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// MIME type.
    pub mime: String,
    /// Size in bytes, where known.
    pub bytes: Option<u64>,
}

/// The program's name in `generator` elements.
const GENERATOR: &str = "Tagstead";

impl Enclosure {
    /// `image`, `audio` or `video`: the first part of the type.
    fn medium(&self) -> &str {
        self.mime.split('/').next().unwrap_or_default()
    }
}
