//! The limits of the format, each with a message for who wrote the post.

mod block;
mod layout;

use crate::block::Block;
use crate::document::{Document, MAX_BYTES};
use crate::format::FormatKind;
use crate::html::is_linkable;
use crate::layout::Layout;
use crate::media::{Attribution, Media};
use crate::normal::MAX_TEXT;

pub(crate) use layout::{fits_blocks, is_truncation};

/// Something about a document that is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it is, as `content[3].formatting[0].end`.
    pub path: String,
    /// What is wrong, and what is accepted.
    pub message: String,
}

/// Problems told of one document; more would help nobody.
const MAX_PROBLEMS: usize = 50;
const MAX_BLOCKS: usize = 1000;
const MAX_MENTIONS: usize = 50;
const MAX_LINKS: usize = 100;
/// Blocks of one type, by the name of the type.
const MAX_OF_TYPE: [(&str, usize); 4] = [("link", 10), ("image", 30), ("video", 10), ("audio", 10)];

impl Document {
    /// Checks every limit of the format.
    ///
    /// # Errors
    /// What is wrong, in the order of the document, at most 50 problems.
    pub fn validate(&self) -> Result<(), Vec<Problem>> {
        let mut found = Problems(Vec::new());
        // The size is that of the JSON kept, not of the request, which may be spaced out.
        let bytes = self.to_json().len();
        if bytes > MAX_BYTES {
            found.add_problem(
                "content",
                format!("the post is {bytes} bytes of JSON; at most {MAX_BYTES} are accepted"),
            );
        }
        self.validate_counts(&mut found);
        for (at, block) in self.content.iter().enumerate() {
            self::block::validate_block(&format!("content[{at}]"), block, &mut found);
        }
        for (at, one) in self.layout.iter().enumerate() {
            let path = format!("layout[{at}]");
            if self.layout.iter().take(at).any(|other| other.name() == one.name()) {
                found.add_problem(
                    &path,
                    format!("a second layout of the type {}; one of each is accepted", one.name()),
                );
            }
            match one {
                Layout::Rows(rows) => layout::validate_rows(&self.content, &path, rows, &mut found),
                Layout::Ask(ask) => layout::validate_ask(&self.content, &path, ask, &mut found),
                Layout::Condensed(condensed) => found.add_misread(&path, condensed.misread()),
                Layout::Unknown(_) => {}
            }
        }
        if found.0.is_empty() { Ok(()) } else { Err(found.0) }
    }

    fn validate_counts(&self, found: &mut Problems) {
        found.check_most("content", "blocks", self.content.len(), MAX_BLOCKS);
        for (name, most) in MAX_OF_TYPE {
            let count = self.content.iter().filter(|block| block.name() == name).count();
            found.check_most("content", &format!("{name} blocks"), count, most);
        }
        let own = |block: &&Block| matches!(block, Block::Video(video) if video.media.is_some());
        found.check_most("content", "uploaded videos", self.content.iter().filter(own).count(), 1);
        let ranges = |wanted: fn(&FormatKind) -> bool| {
            let texts = self.content.iter().filter_map(|block| match block {
                Block::Text(text) => Some(text),
                _ => None,
            });
            texts.flat_map(|text| &text.formatting).filter(|format| wanted(&format.kind)).count()
        };
        let mentions = ranges(|kind| matches!(kind, FormatKind::Mention(_)));
        found.check_most("content", "mentions", mentions, MAX_MENTIONS);
        let links = ranges(|kind| matches!(kind, FormatKind::Link(_)));
        found.check_most("content", "links within text", links, MAX_LINKS);
    }
}

struct Problems(Vec<Problem>);

impl Problems {
    fn add_problem(&mut self, path: &str, message: impl Into<String>) {
        if self.0.len() < MAX_PROBLEMS {
            self.0.push(Problem { path: path.to_owned(), message: message.into() });
        }
    }

    fn check_most(&mut self, path: &str, what: &str, count: usize, most: usize) {
        if count > most {
            self.add_problem(path, format!("{count} {what}; at most {most} are accepted"));
        }
    }

    fn check_length(&mut self, path: &str, field: &str, text: Option<&str>) {
        let count = text.map_or(0, |text| text.chars().count());
        if count > MAX_TEXT {
            self.add_problem(
                &format!("{path}.{field}"),
                format!("{field} has {count} characters; at most {MAX_TEXT} are accepted"),
            );
        }
    }

    fn add_misread(&mut self, path: &str, fields: impl Iterator<Item = &'static str>) {
        for field in fields {
            self.add_problem(
                &format!("{path}.{field}"),
                format!("{field} is not of the kind this field has"),
            );
        }
    }

    fn check_address(&mut self, path: &str, field: &str, url: &str) {
        if !is_linkable(url)
            // A card or player leads to a page; mailto is for links within text.
            || url.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("mailt"))
        {
            self.add_problem(
                &format!("{path}.{field}"),
                format!("{field} is not an address that can be linked; http and https without a password are accepted"),
            );
        }
    }

    fn check_attribution(&mut self, path: &str, attribution: Option<&Attribution>) {
        let Some(by) = attribution else { return };
        self.add_misread(&format!("{path}.attribution"), by.misread());
        if let Some(blog) = &by.blog {
            self.add_misread(&format!("{path}.attribution.blog"), blog.misread());
        }
    }

    fn check_media(&mut self, path: &str, media: &Media) {
        self.add_misread(path, media.misread());
        if media.url.is_empty() && media.identifier.is_none() {
            self.add_problem(
                &format!("{path}.url"),
                "media without url; a url or the identifier of an uploaded file is needed",
            );
        }
    }
}
