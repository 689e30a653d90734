//! Every list as RSS, Atom and JSON Feed.

mod files;
mod item;
mod whole;

pub use files::picture;
pub use whole::WholeRss;

use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::state::App;
use axum::http::HeaderMap;
use axum::response::Response;
use feed::Feed;
use item::Maker;
use model::Lang;
use tumblelog::view::{List, ListRequest, Sort, Summary};

/// A format of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0
    Rss,
    /// Atom 1.0
    Atom,
    /// JSON Feed 1.1
    Json,
}

impl Format {
    const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The last segment of its addresses.
    pub fn path_segment(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::Json => "feed.json",
        }
    }

    /// The reverse of [`Format::path_segment`].
    pub fn from_segment(segment: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.path_segment() == segment)
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Rss => feed::rss::CONTENT_TYPE,
            Self::Atom => feed::atom::CONTENT_TYPE,
            Self::Json => feed::json::CONTENT_TYPE,
        }
    }

    fn write_feed(self, feed: &Feed) -> String {
        match self {
            Self::Rss => feed::rss::write(feed),
            Self::Atom => feed::atom::write(feed),
            Self::Json => feed::json::write(feed),
        }
    }
}

/// Where a page finds one of its feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Name of the format.
    pub name: &'static str,
    /// Its MIME type.
    pub mime: &'static str,
    /// Address on this site.
    pub href: String,
}

/// The feeds of the list at `path`, with its filters (`?…` or nothing).
pub fn feed_links(path: &str, filters: &str) -> Vec<FeedLink> {
    Format::ALL
        .into_iter()
        .map(|format| FeedLink {
            name: match format {
                Format::Rss => "RSS",
                Format::Atom => "Atom",
                Format::Json => "JSON",
            },
            // `<link type>` takes the bare type; a charset parameter keeps some readers from
            // finding the feed.
            mime: format.media_type().split(';').next().unwrap_or_default(),
            href: format!("{path}/{}{filters}", format.path_segment()),
        })
        .collect()
}

/// What a feed says of itself. Paths are of this site.
#[derive(Debug)]
pub struct FeedInfo<'a> {
    /// What the list is, apart from how it is named or reached today: its lasting id is made from this.
    pub identity: String,
    /// Title.
    pub title: String,
    /// A line about it.
    pub description: String,
    /// The page it mirrors.
    pub home: String,
    /// Its own path, without the place it begins at.
    pub path: String,
    /// The posts.
    pub list: &'a List,
    /// What describes them.
    pub summary: &'a Summary,
    /// How long a reader's copy is good.
    pub fresh: Freshness,
}

/// The request for a feed's posts: newest first, and complete. Readers cannot ask for what
/// was hidden, so duplicates stand beside the earliest post unless the query leaves them out.
pub fn request_of(page: &ListRequest) -> ListRequest {
    ListRequest { newest: true, unfolded: true, ..page.clone() }
}

/// The description of a feed of one of the site's lists: what is in it, and the site's own description where it has one.
pub fn describe_list(app: &App, content: &str) -> String {
    match app.settings().site().tagline.as_str() {
        "" => content.to_owned(),
        tagline => format!("{content}. {tagline}"),
    }
}

/// Writes a feed, or says that the reader has it. Only the tag of the bytes tells that: a time of the last change
/// would have to know of every way in which a list can change, and tells changes of one second as one.
///
/// # Errors
/// An order other than latest: a feed brings what is new.
pub async fn answer_feed(
    app: &App,
    headers: &HeaderMap,
    format: Format,
    sort: Sort,
    about: &FeedInfo<'_>,
) -> Result<Response, PageError> {
    if sort != Sort::Latest {
        return Err(PageError::Invalid("A feed brings the latest posts; leave “sort” out.".into()));
    }
    let (base, settings) = (app.settings().base_url.as_str(), app.settings().site());
    // Kept in the database: ids of feeds must survive restarts and a new address of the site.
    let stamp = app.site().feed_stamp().await?;
    let (site, now) = (app.site(), app.now());
    let maker = Maker { base, stamp: &stamp, site, now };
    let newest = about.list.cards.iter().map(|card| maker.last_change(card)).max();
    // What left a list or moved in it is told by no item: the site's own mark tells it.
    let updated = newest.map_or(stamp.changed, |newest| newest.max(stamp.changed)).min(now);
    let join = |cursor: &str| {
        // The path may hold filters already, and a second “?” would become part of a value.
        let mark = if about.path.contains('?') { '&' } else { '?' };
        format!("{base}{}{mark}before={cursor}", about.path)
    };
    let feed = Feed {
        id: stamp.id_of(&format!("list {}", about.identity)),
        title: format!("{} · {}", about.title, settings.title),
        home_url: format!("{base}{}", about.home),
        self_url: format!("{base}{}", about.path),
        next_url: about.list.next.as_deref().map(join),
        description: about.description.clone(),
        updated: Some(updated),
        lang: feed_language(about.summary),
        items: about.list.cards.iter().map(|card| maker.make_item(card)).collect(),
    };
    // No `Last-Modified`: only the hash of the bytes sees every kind of change.
    Ok(etag::answer_with_etag(headers, format.write_feed(&feed), format.media_type(), None, about.fresh))
}

/// The language of more than half of the posts.
fn feed_language(summary: &Summary) -> Option<Lang> {
    summary
        .langs
        .iter()
        // A language of the whole feed is claimed only for a clear majority.
        .find(|(_, count)| count.saturating_mul(2) > summary.total)
        .and_then(|(lang, _)| *lang)
}
