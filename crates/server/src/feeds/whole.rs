//! A whole list as one RSS document, post by post: for exports, not for readers that ask again and again.

use super::files::FileLengths;
use super::item::Maker;
use feed::Feed;
use feed::rss::{CONTENT_TYPE, Stream};
use serde_json::Value;
use tumblelog::export::RowFormat;
use tumblelog::view::PostCard;
use tumblelog::{FeedStamp, Result, Site};

/// RSS 2.0 of everything an export selects.
pub struct WholeRss {
    site: Site,
    stamp: FeedStamp,
    base: String,
    title: String,
    stream: Option<Stream>,
}

impl WholeRss {
    /// For a site that is reached at `base`, without a slash at the end; `title` names what is selected.
    pub async fn new(site: &Site, base: &str, title: &str) -> Result<Self> {
        let (site, stamp) = (site.clone(), site.feed_stamp().await?);
        Ok(Self { site, stamp, base: base.to_owned(), title: title.to_owned(), stream: None })
    }
}

impl RowFormat for WholeRss {
    fn file_extension(&self) -> &'static str {
        "rss"
    }

    fn media_type(&self) -> &'static str {
        CONTENT_TYPE
    }

    fn has_columns(&self) -> bool {
        false
    }

    fn begin_file(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let mut address = format!("{}/search?q=", self.base);
        crate::http::text::encode_query(&self.title, &mut address);
        let feed = Feed {
            id: self.stamp.id_of(&format!("list search {}", self.title)),
            title: self.title.clone(),
            self_url: address.replacen("/search?", "/search/rss?", 1),
            home_url: address,
            next_url: None,
            description: String::new(),
            // The manifest says of which state it is.
            updated: None,
            lang: None,
            items: Vec::new(),
        };
        let mut stream = Stream::new(&feed);
        out.extend(stream.take().bytes());
        self.stream = Some(stream);
        Ok(())
    }

    fn post(&mut self, card: &PostCard, _: &[Value], out: &mut Vec<u8>) -> Result<()> {
        // Posts before `begin_file` have no document to stand in; the exporter never sends any.
        if let Some(stream) = &mut self.stream {
            let now = self.site.clock().now();
            let lengths = FileLengths::Looked(&self.site);
            let maker = Maker { base: &self.base, stamp: &self.stamp, lengths: &lengths, now };
            stream.item(&maker.make_item(card));
            // The buffer is drained after each post, so memory does not grow with the export.
            out.extend(stream.take().bytes());
        }
        Ok(())
    }

    fn end_file(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if let Some(stream) = self.stream.take() {
            out.extend(stream.finish().bytes());
        }
        Ok(())
    }
}
