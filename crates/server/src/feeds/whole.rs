//! A whole list as one RSS document, post by post: for exports, not for readers that ask again and again.

use super::item;
use feed::Feed;
use feed::rss::{CONTENT_TYPE, Stream};
use model::Time;
use serde_json::Value;
use tumblelog::Result;
use tumblelog::export::Form;
use tumblelog::view::Card;

/// RSS 2.0 of everything an export selects.
pub struct WholeRss {
    base: String,
    title: String,
    stream: Option<Stream>,
}

impl WholeRss {
    /// For the site at `base`, without a slash at the end; `title` names what is selected.
    pub fn new(base: &str, title: &str) -> Self {
        Self { base: base.to_owned(), title: title.to_owned(), stream: None }
    }
}

impl Form for WholeRss {
    fn extension(&self) -> &'static str {
        "rss"
    }

    fn mime(&self) -> &'static str {
        CONTENT_TYPE
    }

    fn has_columns(&self) -> bool {
        false
    }

    fn begin(&mut self, out: &mut Vec<u8>) -> Result<()> {
        let mut address = format!("{}/search?q=", self.base);
        crate::http::text::query(&self.title, &mut address);
        let feed = Feed {
            title: self.title.clone(),
            self_url: address.replacen("/search?", "/search/rss?", 1),
            home_url: address,
            next_url: None,
            description: String::new(),
            // The manifest says of which state it is.
            updated: Time(0),
            lang: None,
            items: Vec::new(),
        };
        let mut stream = Stream::new(&feed);
        out.extend(stream.take().bytes());
        self.stream = Some(stream);
        Ok(())
    }

    fn post(&mut self, card: &Card, _: &[Value], out: &mut Vec<u8>) -> Result<()> {
        if let Some(stream) = &mut self.stream {
            stream.item(&item::new(&self.base, card));
            out.extend(stream.take().bytes());
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if let Some(stream) = self.stream.take() {
            out.extend(stream.finish().bytes());
        }
        Ok(())
    }
}
