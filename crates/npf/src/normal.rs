//! Bringing a document into its normal form.

use crate::Map;
use crate::block::{Block, TextBlock};
use crate::document::Document;
use crate::format::Format;
use crate::layout::Layout;
use crate::validate;

/// Greatest length of a text block, in code points.
pub(crate) const MAX_TEXT: usize = 4096;

impl Document {
    /// Trims empty text blocks at the ends, merges ranges of one type that meet, and drops layouts and read-mores
    /// that do not fit the blocks.
    pub fn normalise(&mut self) {
        let empty = |block: &Block| matches!(block, Block::Text(text) if text.text.trim().is_empty());
        let lead = self.content.iter().take_while(|block| empty(block)).count();
        let tail = self.content.iter().skip(lead).rev().take_while(|block| empty(block)).count();
        if lead + tail > 0 {
            self.content.truncate(self.content.len() - tail);
            self.content.drain(..lead);
            for layout in &mut self.layout {
                shift_blocks(layout, lead, self.content.len());
            }
        }
        for block in &mut self.content {
            if let Block::Text(text) = block {
                let length = text.text.chars().count();
                window_formats(&mut text.formatting, 0, length);
                merge_formats(&mut text.formatting);
            }
        }
        let count = self.content.len();
        let mut seen = Vec::new();
        let content = &self.content;
        // A wrong read-more alone must not cost the post its rows, so it is removed first.
        self.layout.retain_mut(|layout| {
            if let Layout::Rows(rows) = layout
                && rows.truncate_after.is_some_and(|at| !validate::is_truncation(&rows.display, at, count))
            {
                rows.truncate_after = None;
            }
            let name = layout.name().to_owned();
            // The first layout of a type counts, since readers look at no other.
            let kept = !seen.contains(&name) && validate::fits_blocks(layout, content);
            seen.push(name);
            kept
        });
    }
}

/// Renumbers a layout's blocks after blocks were trimmed at the ends.
fn shift_blocks(layout: &mut Layout, lead: usize, count: usize) {
    let moved = |blocks: &mut Vec<usize>| {
        *blocks = blocks.iter().filter_map(|at| at.checked_sub(lead)).filter(|at| *at < count).collect();
    };
    let cut = |at: &mut Option<i64>| {
        let lead = i64::try_from(lead).unwrap_or(i64::MAX);
        *at = at.map(|at| at.saturating_sub(lead).max(-1));
    };
    match layout {
        Layout::Rows(rows) => {
            rows.display.iter_mut().for_each(|row| moved(&mut row.blocks));
            rows.display.retain(|row| !row.blocks.is_empty());
            cut(&mut rows.truncate_after);
        }
        Layout::Condensed(condensed) => {
            moved(&mut condensed.blocks);
            cut(&mut condensed.truncate_after);
        }
        Layout::Ask(ask) => moved(&mut ask.blocks),
        Layout::Unknown(_) => {}
    }
}

/// Keeps what lies within `[from, to)`, counted from `from`.
pub(crate) fn window_formats(formats: &mut Vec<Format>, from: usize, to: usize) {
    for format in formats.iter_mut() {
        format.start = format.start.clamp(from, to) - from;
        format.end = format.end.clamp(from, to) - from;
    }
    formats.retain(|format| format.start < format.end);
}

/// Sorts ranges, and joins those of one kind that overlap or touch.
pub(crate) fn merge_formats(formats: &mut Vec<Format>) {
    // Sorted by start, a range can only join one whose end is already known.
    formats.sort_by_key(|format| (format.start, std::cmp::Reverse(format.end)));
    let mut merged: Vec<Format> = Vec::with_capacity(formats.len());
    // Where the last range of each kind stands; kinds with an address differ by it, so only the newest few are held.
    let mut last: Vec<usize> = Vec::new();
    for format in formats.drain(..) {
        let same = |at: &&usize| merged[**at].kind == format.kind && merged[**at].extra == format.extra;
        match last.iter().rev().find(same).copied() {
            Some(at) if format.start <= merged[at].end => merged[at].end = merged[at].end.max(format.end),
            found => {
                last.retain(|at| Some(*at) != found);
                // Thousands of ranges of different kinds would make the search quadratic.
                if last.len() >= 32 {
                    last.remove(0);
                }
                last.push(merged.len());
                merged.push(format);
            }
        }
    }
    *formats = merged;
}

/// Cuts a block whose text is longer than a block may be, at ends of lines or words where there are any.
pub(crate) fn split_block(block: TextBlock) -> Vec<TextBlock> {
    if block.text.len() <= MAX_TEXT || block.text.chars().count() <= MAX_TEXT {
        return vec![block];
    }
    let mut pieces: Vec<TextBlock> = Vec::new();
    // First code point and one past the last of each piece, in the text as it was.
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let (mut rest, mut from) = (block.text.as_str(), 0);
    while !rest.is_empty() {
        let (head, tail) = rest.split_at(cut(rest));
        let kept = head.trim_end();
        spans.push((from, from + kept.chars().count()));
        pieces.push(TextBlock { text: kept.to_owned(), formatting: Vec::new(), extra: Map::new(), ..block });
        let next = tail.trim_start();
        let skipped = tail.get(..tail.len() - next.len()).unwrap_or("");
        from += head.chars().count() + skipped.chars().count();
        rest = next;
    }
    for format in &block.formatting {
        let first = spans.partition_point(|(_, end)| *end <= format.start);
        for (piece, (start, end)) in pieces.iter_mut().zip(&spans).skip(first) {
            if *start >= format.end {
                break;
            }
            let (from, to) = (format.start.max(*start) - start, format.end.min(*end) - start);
            piece.formatting.push(Format { start: from, end: to, ..format.clone() });
        }
    }
    pieces
}

/// Where a long text is cut: after the last paragraph, line, sentence or word that fits.
fn cut(text: &str) -> usize {
    let Some(end) = text.char_indices().nth(MAX_TEXT).map(|(at, _)| at) else { return text.len() };
    let head = text.get(..end).unwrap_or("");
    // A mark in the first half would leave a short piece and a long rest.
    let after = |mark: &str| head.rfind(mark).filter(|at| *at > end / 2).map(|at| at + mark.len());
    ["\n\n", "\n", ". ", " "].iter().find_map(|mark| after(mark)).unwrap_or(end)
}
