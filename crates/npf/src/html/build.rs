//! From tokens to blocks.

use super::element::{Element, classify_tag};
use super::embed;
use super::ink::Ink;
use super::picture::{Picture, original_size, read_picture};
use super::place::{self, Open};
use super::player::Player;
use super::relative;
use super::surplus::Surplus;
use super::token::{Tag, Token, Tokens};
use crate::block::{Block, TextBlock};
use crate::document::Document;
use crate::layout::Row;
use crate::normal;
use ::url::Url;

/// Elements open at once; deeper ones still separate text, and are otherwise not there.
const MAX_DEPTH: usize = 256;
/// Beyond so many blocks, twice what a post may have, the rest is gathered in text blocks as long as they may be. What is no
/// text is there with its words and its address.
const MAX_BLOCKS: usize = 2000;
/// Ranges kept of one block.
pub(super) const MAX_FORMATS: usize = 1000;

/// Reads any HTML as blocks. What is not for reading (scripts, styles, forms) is left out, links are http, https or
/// mailto, `<!-- more -->` and `[[MORE]]` become the read-more.
pub fn parse(html: &str) -> Document {
    parse_at(html, None)
}

/// As [`parse`], with relative addresses resolved against the address of the page the HTML stood on. Without that
/// address they are left out.
pub fn parse_at(html: &str, base: Option<&Url>) -> Document {
    let mut builder = Builder::default();
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => builder.add_text(&text),
            Token::Start(mut tag) => {
                if let Some(base) = base {
                    relative::resolve_tag(base, &mut tag);
                }
                builder.start_tag(&tag);
            }
            Token::End(name) => builder.end_tag(&name),
            Token::Comment(text) => builder.read_comment(text),
        }
    }
    builder.finish_document()
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
    ink: Ink,
    open: Vec<Open>,
    /// An element left out with all it holds, and how many of its name are open within.
    skip: Option<(String, usize)>,
    /// A sound or film whose sources are being read.
    player: Option<Player>,
    /// Rows of pictures: first and one past the last block.
    rows: Vec<(usize, usize)>,
    /// How many blocks stand before the read-more.
    cut: Option<usize>,
    /// Size of the picture of the figure that is open.
    size: Option<(u32, u32)>,
    /// What comes beyond [`MAX_BLOCKS`].
    surplus: Surplus,
}

impl Builder {
    fn add_text(&mut self, text: &str) {
        if self.skip.is_some() || self.player.is_some() {
            return;
        }
        let keep = self.is_within(&Element::Pre);
        let mut parts = text.split("[[MORE]]");
        self.ink.write(parts.next().unwrap_or(""), keep);
        for part in parts {
            self.mark_read_more();
            self.ink.write(part, keep);
        }
    }

    fn read_comment(&mut self, text: &str) {
        let text = text.trim();
        if self.skip.is_none()
            && (text.eq_ignore_ascii_case("more") || text.eq_ignore_ascii_case("read more"))
        {
            self.mark_read_more();
        }
    }

    fn mark_read_more(&mut self) {
        self.flush_text();
        self.cut.get_or_insert(self.blocks.len());
    }

    fn is_within(&self, wanted: &Element) -> bool {
        self.open.iter().any(|open| open.element == *wanted)
    }

    fn start_tag(&mut self, tag: &Tag) {
        // Nested elements of the same name are counted, so that an inner end tag does not end the
        // skipping.
        if let Some((name, depth)) = &mut self.skip {
            *depth += usize::from(*name == *tag.name && !tag.closed);
            return;
        }
        let element = classify_tag(tag);
        if let Some(player) = &mut self.player {
            if element == Element::Source {
                player.source(tag);
            }
            return;
        }
        // The markup within repeats what the JSON says, so it is skipped once the JSON is a block.
        if let Some(block) = stored_block(tag) {
            self.push_block(block);
            self.skip_element(tag);
            return;
        }
        match element {
            Element::Nothing | Element::Source => {}
            Element::Inline(kind) => self.ink.open(&tag.name, kind),
            Element::Break => self.ink.line(),
            // NPF has no block for a rule; it only separates paragraphs.
            Element::Rule => self.flush_text(),
            Element::Skip => self.skip_element(tag),
            Element::Image => match read_picture(tag, self.size.take(), self.ink.link()) {
                Picture::Block(block) => self.push_block(*block),
                Picture::Emoji(text) => self.ink.write(&text, true),
                Picture::Nothing => {}
            },
            Element::Frame => {
                if let Some(block) =
                    tag.get("src").and_then(|src| embed::block_of_frame(src, tag.get("title")))
                {
                    self.push_block(block);
                }
                // What stands in a frame is for browsers without frames.
                self.skip_element(tag);
            }
            Element::Audio | Element::Video => self.start_player(tag, element == Element::Audio),
            Element::Cell => {
                if !self.ink.blank() {
                    self.ink.write(" | ", false);
                }
                self.enter_element(tag, element);
            }
            _ => {
                self.flush_text();
                self.end_implied(&element);
                if element == Element::Figure {
                    self.size = original_size(tag);
                }
                self.enter_element(tag, element);
            }
        }
    }

    fn skip_element(&mut self, tag: &Tag) {
        // An `<img>` has no end tag: skipping to one would lose the rest of the post.
        if !tag.closed && tag.name != "img" {
            self.skip = Some((tag.name.clone().into_owned(), 1));
        }
    }

    /// Ends the elements that a new one ends without a tag.
    fn end_implied(&mut self, next: &Element) {
        if matches!(self.open.last(), Some(Open { element: Element::Paragraph(_), .. })) {
            self.leave_elements(self.open.len() - 1);
        }
        if *next == Element::Item {
            // Only items of the innermost list end: an outer item holds the list being read.
            let list = self.open.iter().rposition(|open| matches!(open.element, Element::List { .. }));
            let from = list.map_or(0, |at| at + 1);
            if let Some(at) = self.open.iter().skip(from).position(|open| open.element == Element::Item) {
                self.leave_elements(from + at);
            }
        }
    }

    fn enter_element(&mut self, tag: &Tag, element: Element) {
        if self.open.len() < MAX_DEPTH && !tag.closed {
            let name = tag.name.clone().into_owned();
            self.open.push(Open { name, element, first: self.blocks.len() });
        }
    }

    fn end_tag(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skip {
            *depth -= usize::from(skipped == name);
            if *depth == 0 {
                self.skip = None;
            }
            return;
        }
        // Players are not in `open`: their content is sources, never text.
        if matches!(name, "audio" | "video") {
            self.end_player();
        } else if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            let list = |open: &Open| matches!(open.element, Element::List { .. });
            // An item of an outer list is not ended from within an inner one.
            if name != "li" || !self.open.iter().skip(at).any(list) {
                if self.open[at].element != Element::Cell {
                    self.flush_text();
                }
                self.leave_elements(at);
            }
        } else {
            self.ink.close(name);
        }
    }

    /// Ends an element and all within it.
    fn leave_elements(&mut self, at: usize) {
        for open in self.open.drain(at..).rev() {
            let pictures = self.blocks.get(open.first..).unwrap_or(&[]);
            // One picture is no row, and style sheets know rows of up to ten.
            let row = open.element == Element::Row && (2..=10).contains(&pictures.len());
            if row && pictures.iter().all(|block| matches!(block, Block::Image(_))) {
                self.rows.push((open.first, self.blocks.len()));
            }
        }
    }

    fn push_block(&mut self, block: Block) {
        self.flush_text();
        if self.blocks.len() < MAX_BLOCKS {
            self.blocks.push(block);
        } else {
            self.surplus.add_block(&mut self.blocks, &block);
        }
    }

    /// Makes a block of the text gathered.
    fn flush_text(&mut self) {
        let Some((text, mut formatting)) = self.ink.take() else { return };
        // Validation and rendering cost grow with the ranges, so hostile markup is bounded here.
        formatting.truncate(MAX_FORMATS);
        // A hostile page of a million paragraphs must not make a million blocks.
        if self.blocks.len() >= MAX_BLOCKS {
            self.surplus.add_line(&mut self.blocks, &text, formatting);
            return;
        }
        if let Some(text) = self.take_caption(text.as_str()) {
            let (subtype, indent_level) = place::place_subtype(&self.open, self.blocks.len());
            let block = TextBlock {
                text: text.to_owned(),
                subtype,
                indent_level,
                formatting,
                ..TextBlock::default()
            };
            self.blocks.extend(normal::split_block(block).into_iter().map(Block::Text));
        }
    }

    /// Puts a caption under the picture of its figure; hands back other text.
    fn take_caption<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        if !self.is_within(&Element::Caption) {
            return Some(text);
        }
        let Some(figure) = self.open.iter().rev().find(|open| open.element == Element::Figure) else {
            return Some(text);
        };
        // A caption before any picture of its figure has nothing to stand under.
        if figure.first >= self.blocks.len() {
            return Some(text);
        }
        let slot = match self.blocks.last_mut() {
            Some(Block::Image(image)) => &mut image.caption,
            Some(Block::Video(video)) => &mut video.caption,
            _ => return Some(text),
        };
        let caption = match slot {
            Some(before) => format!("{before}\n{text}"),
            None => text.to_owned(),
        };
        // A caption over the limit would make the post invalid; as text it is kept.
        if caption.chars().count() > normal::MAX_TEXT {
            return Some(text);
        }
        *slot = Some(caption);
        None
    }

    fn start_player(&mut self, tag: &Tag, sound: bool) {
        self.flush_text();
        self.player = Some(Player::new(tag, sound));
        if tag.closed {
            self.end_player();
        }
    }

    fn end_player(&mut self) {
        if let Some(block) = self.player.take().and_then(Player::block) {
            self.push_block(block);
        }
    }

    fn finish_document(mut self) -> Document {
        self.end_player();
        self.flush_text();
        self.leave_elements(0);
        let mut document = Document::new(self.blocks);
        if !self.rows.is_empty() {
            document.set_rows(make_rows(document.content.len(), &self.rows));
        }
        if let Some(cut) = self.cut
            // A read-more at the end hides nothing.
            && cut < document.content.len()
            && let Ok(cut) = i64::try_from(cut)
        {
            document.set_truncate_after(cut - 1);
        }
        document
    }
}

/// All blocks as rows, the given ranges side by side. Ranges within others are left out.
fn make_rows(count: usize, side: &[(usize, usize)]) -> Vec<Row> {
    let mut made = Vec::new();
    let mut at = 0;
    let mut side = side.iter().peekable();
    while at < count {
        // Inner rows are recorded before the rows around them, so the outer ones are the ones
        // passed over.
        while side.peek().is_some_and(|(first, _)| *first < at) {
            side.next();
        }
        let end = side.peek().filter(|(first, _)| *first == at).map_or(at + 1, |(_, end)| *end);
        made.push(Row::new((at..end).collect()));
        at = end;
    }
    made
}

/// The block Tumblr's markup carries as JSON.
fn stored_block(tag: &Tag) -> Option<Block> {
    let json = tag.get("data-npf")?;
    let value = serde_json::from_slice(&crate::surrogate::replace_lone(json.as_bytes())).ok()?;
    let block = Block::read(crate::field::into_map(value)?);
    // Text is read from the markup, where its formatting is; an unknown block would hide readable
    // markup.
    (!matches!(block, Block::Unknown(_) | Block::Text(_))).then_some(block)
}
