//! What comes after as many blocks as are read one by one: gathered in text blocks, so that nothing is lost and a hostile
//! page of a million paragraphs makes no million blocks.

use super::build::MAX_FORMATS;
use crate::block::{Block, TextBlock};
use crate::format::{Format, FormatKind};
use crate::media::Media;
use crate::{normal, walk};

/// The text block that is being filled.
#[derive(Default)]
pub struct Surplus {
    /// The code points of the last block; 0 where that is none of these.
    length: usize,
}

impl Surplus {
    /// Adds a line to the last block, or begins one more where the last is full.
    pub fn add_line(&mut self, blocks: &mut Vec<Block>, text: &str, formatting: Vec<Format>) {
        let length = text.chars().count();
        if length == 0 {
            return;
        }
        if let Some(Block::Text(last)) = blocks.last_mut().filter(|_| self.length > 0)
            && self.length + 1 + length <= normal::MAX_TEXT
            && last.formatting.len() + formatting.len() <= MAX_FORMATS
        {
            last.text.push('\n');
            last.text.push_str(text);
            append_formats(&mut last.formatting, formatting, self.length);
            self.length += 1 + length;
            return;
        }
        let block = TextBlock { text: text.to_owned(), formatting, ..TextBlock::default() };
        let pieces = normal::split_block(block);
        self.length = pieces.last().map_or(0, |piece| piece.text.chars().count());
        blocks.extend(pieces.into_iter().map(Block::Text));
    }

    /// Adds a block that is no text as a line: its words, and its address as a link.
    pub fn add_block(&mut self, blocks: &mut Vec<Block>, block: &Block) {
        let words = walk::block_texts(block).filter(|text| !text.trim().is_empty());
        let mut line = words.collect::<Vec<_>>().join(" · ");
        let mut link = None;
        if let Some(address) = block_address(block) {
            if !line.is_empty() {
                line.push(' ');
            }
            let start = line.chars().count();
            line.push_str(&address);
            let end = start + address.chars().count();
            link = crate::url::safe(&address).map(|url| Format::new(start, end, FormatKind::Link(url)));
        }
        self.add_line(blocks, &line, link.into_iter().collect());
    }
}

/// Puts ranges of a line behind those of a block of so many code points, which a line break parts.
fn append_formats(formats: &mut Vec<Format>, line: Vec<Format>, length: usize) {
    for mut format in line {
        let goes_on = |had: &&mut Format| format.start == 0 && had.end == length && had.kind == format.kind;
        // An element that stays open over many lines is one range, not one a line.
        if let Some(had) = formats.iter_mut().find(goes_on) {
            had.end = length + 1 + format.end;
            continue;
        }
        format.start += length + 1;
        format.end += length + 1;
        formats.push(format);
    }
}

fn block_address(block: &Block) -> Option<String> {
    let of_media = |media: Option<&Media>| media.map(|media| media.url.clone());
    let address = match block {
        Block::Image(image) => of_media(image.media.first()),
        Block::Link(link) => Some(link.url.clone()),
        Block::Audio(audio) => audio.url.clone().or_else(|| of_media(audio.media.as_ref())),
        Block::Video(video) => video.url.clone().or_else(|| of_media(video.media.as_ref())),
        _ => None,
    };
    address.filter(|address| !address.is_empty())
}
