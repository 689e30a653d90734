//! The limits of the format, each with a message for who wrote the post.

use crate::block::{Block, TextBlock};
use crate::document::{Document, MAX_BYTES};
use crate::format::FormatKind;
use crate::html::linkable;
use crate::layout::{Ask, Layout, Row, Rows};
use crate::media::{Attribution, Media};
use crate::normal::MAX_TEXT;

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
        let bytes = self.to_json().len();
        if bytes > MAX_BYTES {
            found.add(
                "content",
                format!("the post is {bytes} bytes of JSON; at most {MAX_BYTES} are accepted"),
            );
        }
        self.counts(&mut found);
        for (at, block) in self.content.iter().enumerate() {
            check_block(&format!("content[{at}]"), block, &mut found);
        }
        for (at, layout) in self.layout.iter().enumerate() {
            let path = format!("layout[{at}]");
            if self.layout.iter().take(at).any(|other| other.name() == layout.name()) {
                found.add(
                    &path,
                    format!("a second layout of the type {}; one of each is accepted", layout.name()),
                );
            }
            match layout {
                Layout::Rows(rows) => self.rows(&path, rows, &mut found),
                Layout::Ask(ask) => self.ask(&path, ask, &mut found),
                Layout::Condensed(condensed) => found.misread(&path, condensed.misread()),
                Layout::Unknown(_) => {}
            }
        }
        if found.0.is_empty() { Ok(()) } else { Err(found.0) }
    }

    fn counts(&self, found: &mut Problems) {
        found.most("content", "blocks", self.content.len(), MAX_BLOCKS);
        for (name, most) in MAX_OF_TYPE {
            let count = self.content.iter().filter(|block| block.name() == name).count();
            found.most("content", &format!("{name} blocks"), count, most);
        }
        let own = |block: &&Block| matches!(block, Block::Video(video) if video.media.is_some());
        found.most("content", "uploaded videos", self.content.iter().filter(own).count(), 1);
        let ranges = |wanted: fn(&FormatKind) -> bool| {
            let texts = self.content.iter().filter_map(|block| match block {
                Block::Text(text) => Some(text),
                _ => None,
            });
            texts.flat_map(|text| &text.formatting).filter(|format| wanted(&format.kind)).count()
        };
        let mentions = ranges(|kind| matches!(kind, FormatKind::Mention(_)));
        found.most("content", "mentions", mentions, MAX_MENTIONS);
        let links = ranges(|kind| matches!(kind, FormatKind::Link(_)));
        found.most("content", "links within text", links, MAX_LINKS);
    }

    fn rows(&self, path: &str, rows: &Rows, found: &mut Problems) {
        found.misread(path, rows.misread());
        let mut seen = vec![false; self.content.len()];
        for (at, row) in rows.display.iter().enumerate() {
            found.misread(&format!("{path}.display[{at}]"), row.misread());
            let path = format!("{path}.display[{at}].blocks");
            for index in &row.blocks {
                match seen.get_mut(*index) {
                    None => found.add(
                        &path,
                        format!("there is no block {index}; 0 to {} are there", last(seen.len())),
                    ),
                    Some(true) => {
                        found.add(&path, format!("block {index} stands in two places; once is accepted"));
                    }
                    Some(once) => *once = true,
                }
            }
            let picture = |index: &usize| matches!(self.content.get(*index), Some(Block::Image(_)) | None);
            if row.blocks.len() > 1 && !row.blocks.iter().all(picture) {
                found.add(
                    &path,
                    "several blocks in a row that are not all images; only images stand side by side",
                );
            }
        }
        if !rows.display.is_empty()
            && let Some(left) = seen.iter().position(|once| !once)
        {
            found.add(
                &format!("{path}.display"),
                format!("block {left} is in no row; display names every block"),
            );
        }
        if let Some(at) = rows.truncate_after
            && !truncates(&rows.display, at, self.content.len())
        {
            let message = format!(
                "{at} is not a place for the read-more; -1 or a block that ends a row is, not the last"
            );
            found.add(&format!("{path}.truncate_after"), message);
        }
    }

    fn ask(&self, path: &str, ask: &Ask, found: &mut Problems) {
        found.misread(path, ask.misread());
        found.attribution(path, ask.attribution.as_deref());
        let path = format!("{path}.blocks");
        if ask.blocks.is_empty() {
            found.add(&path, "an ask without blocks; at least one is needed");
        }
        for index in &ask.blocks {
            let anonymous = ask.attribution.is_none();
            match self.content.get(*index) {
                None => found.add(
                    &path,
                    format!("there is no block {index}; 0 to {} are there", last(self.content.len())),
                ),
                Some(block) if anonymous && !matches!(block, Block::Text(_)) => {
                    found.add(&path, format!("block {index} is not text; an anonymous ask is text alone"));
                }
                Some(Block::Video(_) | Block::Link(_)) => {
                    found.add(&path, format!("block {index} is a video or link; an ask holds neither"));
                }
                Some(_) => {}
            }
        }
    }
}

struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, path: &str, message: impl Into<String>) {
        if self.0.len() < MAX_PROBLEMS {
            self.0.push(Problem { path: path.to_owned(), message: message.into() });
        }
    }

    fn most(&mut self, path: &str, what: &str, count: usize, most: usize) {
        if count > most {
            self.add(path, format!("{count} {what}; at most {most} are accepted"));
        }
    }

    fn long(&mut self, path: &str, field: &str, text: Option<&str>) {
        let count = text.map_or(0, |text| text.chars().count());
        if count > MAX_TEXT {
            self.add(
                &format!("{path}.{field}"),
                format!("{field} has {count} characters; at most {MAX_TEXT} are accepted"),
            );
        }
    }

    fn misread(&mut self, path: &str, fields: impl Iterator<Item = &'static str>) {
        for field in fields {
            self.add(&format!("{path}.{field}"), format!("{field} is not of the kind this field has"));
        }
    }

    fn address(&mut self, path: &str, field: &str, url: &str) {
        if !linkable(url)
            || url.trim_start().get(..5).is_some_and(|start| start.eq_ignore_ascii_case("mailt"))
        {
            self.add(
                &format!("{path}.{field}"),
                format!("{field} is not an address that can be linked; http and https without a password are accepted"),
            );
        }
    }

    fn attribution(&mut self, path: &str, attribution: Option<&Attribution>) {
        let Some(by) = attribution else { return };
        self.misread(&format!("{path}.attribution"), by.misread());
        if let Some(blog) = &by.blog {
            self.misread(&format!("{path}.attribution.blog"), blog.misread());
        }
    }

    fn media(&mut self, path: &str, media: &Media) {
        self.misread(path, media.misread());
        if media.url.is_empty() && media.identifier.is_none() {
            self.add(
                &format!("{path}.url"),
                "media without url; a url or the identifier of an uploaded file is needed",
            );
        }
    }
}

fn last(count: usize) -> usize {
    count.saturating_sub(1)
}

fn check_block(path: &str, block: &Block, found: &mut Problems) {
    match block {
        Block::Text(text) => check_text(path, text, found),
        Block::Image(image) => {
            found.misread(path, image.misread());
            found.attribution(path, image.attribution.as_deref());
            found.long(path, "alt_text", image.alt_text.as_deref());
            found.long(path, "caption", image.caption.as_deref());
            for (at, media) in image.media.iter().enumerate() {
                found.media(&format!("{path}.media[{at}]"), media);
            }
        }
        Block::Link(link) => {
            found.misread(path, link.misread());
            found.address(path, "url", &link.url);
            found.long(path, "title", link.title.as_deref());
            found.long(path, "description", link.description.as_deref());
        }
        Block::Audio(audio) => {
            found.misread(path, audio.misread());
            found.attribution(path, audio.attribution.as_deref());
            player(path, audio.media.as_ref(), audio.url.as_deref(), audio.embed_url.as_deref(), found);
        }
        Block::Video(video) => {
            found.misread(path, video.misread());
            found.attribution(path, video.attribution.as_deref());
            player(path, video.media.as_ref(), video.url.as_deref(), video.embed_url.as_deref(), found);
        }
        Block::Poll(poll) => {
            found.misread(path, poll.misread());
            for (at, answer) in poll.answers.iter().enumerate() {
                found.misread(&format!("{path}.answers[{at}]"), answer.misread());
            }
            found.long(path, "question", Some(&poll.question));
            if poll.question.trim().is_empty() {
                found.add(&format!("{path}.question"), "question is empty; words are needed");
            }
        }
        Block::Paywall(wall) => found.misread(path, wall.misread()),
        Block::Unknown(_) => {
            let needs = match block.name() {
                "" => "type",
                "text" => "text",
                "image" => "media",
                "link" => "url",
                "poll" => "question",
                // Types of later days are kept and shown as such.
                _ => return,
            };
            found.add(
                &format!("{path}.{needs}"),
                format!("{needs} is missing or not of the kind this field has"),
            );
        }
    }
}

fn player(path: &str, media: Option<&Media>, url: Option<&str>, embed: Option<&str>, found: &mut Problems) {
    match (media, url.or(embed)) {
        (Some(media), _) => found.media(&format!("{path}.media"), media),
        (None, Some(url)) => found.address(path, "url", url),
        (None, None) => found.add(&format!("{path}.url"), "neither media nor url; one of them is needed"),
    }
}

fn check_text(path: &str, block: &TextBlock, found: &mut Problems) {
    found.misread(path, block.misread());
    let length = block.text.chars().count();
    found.long(path, "text", Some(&block.text));
    for (at, format) in block.formatting.iter().enumerate() {
        let path = format!("{path}.formatting[{at}]");
        if format.start >= format.end || format.end > length {
            let message = format!(
                "{} to {} is not a range of a text of {length} characters; start < end <= {length} is accepted",
                format.start, format.end
            );
            found.add(&format!("{path}.end"), message);
        }
        match &format.kind {
            FormatKind::Link(url) if !linkable(url) => found.add(
                &format!("{path}.url"),
                "url is not an address that can be linked; http, https and mailto are accepted",
            ),
            FormatKind::Color(hex) if !crate::html::is_color(hex) => {
                found.add(&format!("{path}.hex"), "hex is not a colour; # and six hexadecimal digits are accepted");
            }
            FormatKind::Unknown(name) => found.add(
                &format!("{path}.type"),
                format!(
                    "{} is not formatting, or lacks what it needs; bold, italic, strikethrough, small, link with url, \
                     mention with blog and color with hex are accepted",
                    name.chars().take(40).collect::<String>()
                ),
            ),
            _ => {}
        }
    }
}

/// Whether the read-more may stand after a block: not after the last, and not within a row.
pub(crate) fn truncates(display: &[Row], at: i64, count: usize) -> bool {
    let Ok(last) = i64::try_from(count) else { return false };
    if at < -1 || at >= last - 1 {
        return false;
    }
    let Ok(at) = usize::try_from(at) else { return true };
    !display.iter().any(|row| row.blocks.iter().any(|b| *b <= at) && row.blocks.iter().any(|b| *b > at))
}

/// Whether a layout fits the blocks.
pub(crate) fn fits(layout: &Layout, content: &[Block]) -> bool {
    let count = content.len();
    match layout {
        Layout::Rows(rows) if rows.display.is_empty() => rows.truncate_after.is_some(),
        Layout::Rows(rows) => {
            let mut seen = vec![false; count];
            for at in rows.display.iter().flat_map(|row| &row.blocks) {
                match seen.get_mut(*at) {
                    Some(once) if !*once => *once = true,
                    _ => return false,
                }
            }
            let image = |at: &usize| matches!(content.get(*at), Some(Block::Image(_)));
            seen.iter().all(|once| *once)
                && rows.display.iter().all(|row| row.blocks.len() < 2 || row.blocks.iter().all(image))
        }
        Layout::Ask(ask) => !ask.blocks.is_empty() && ask.blocks.iter().all(|at| *at < count),
        Layout::Condensed(_) | Layout::Unknown(_) => true,
    }
}
