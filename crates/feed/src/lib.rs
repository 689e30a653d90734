//! RSS, Atom and JSON Feed documents. Pure: a [`Feed`] in, a document out.

pub mod atom;
pub mod json;
pub mod rss;
mod xml;

use model::{Lang, Time};

/// A stream of posts as a feed reader sees it. Addresses are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Title for people.
    pub title: String,
    /// The page this feed mirrors.
    pub home_url: String,
    /// The feed's own address.
    pub self_url: String,
    /// Where older items are (RFC 5005, JSON Feed `next_url`).
    pub next_url: Option<String>,
    /// A line about the feed, plain text; may be empty.
    pub description: String,
    /// When anything in it last changed.
    pub updated: Time,
    /// Language of most of it, where there is one.
    pub lang: Option<Lang>,
    /// Newest first, or in whatever order the page has.
    pub items: Vec<Item>,
}

/// One post in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// A URI that stays the same for the life of the post.
    pub id: String,
    /// The post's page.
    pub url: String,
    /// Title, where the post has one.
    pub title: Option<String>,
    /// Full content as HTML that is already safe.
    pub html: String,
    /// The same content, or its beginning, as plain text.
    pub text: String,
    /// When it was published.
    pub published: Time,
    /// When it last changed.
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
    /// Its pictures.
    pub images: Vec<Enclosure>,
}

/// A file that goes with an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// MIME type.
    pub mime: String,
    /// Size in bytes, 0 where unknown.
    pub bytes: u64,
}

/// The program's name in `generator` elements.
const GENERATOR: &str = "Tagstead";

/// Longest title made for an item that has none, in code points.
const MADE_TITLE: usize = 80;

impl Item {
    /// Atom demands a title of every entry: without one, the beginning of the text stands in, cut at a word, or
    /// the author's name.
    fn title_or_beginning(&self) -> String {
        if let Some(title) = self.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
            return title.to_owned();
        }
        let mut words = self.text.split_whitespace();
        let Some(first) = words.next() else { return self.author.clone() };
        let mut title: String = first.chars().take(MADE_TITLE).collect();
        let mut length = title.chars().count();
        for word in words {
            length += 1 + word.chars().count();
            if length > MADE_TITLE {
                title.push('…');
                break;
            }
            title.push(' ');
            title.push_str(word);
        }
        title
    }
}
