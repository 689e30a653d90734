//! What stands around text blocks: quotations and lists, opened and closed as the blocks ask.

use crate::block::{Subtype, TextBlock};

/// A container that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Quote,
    Indent,
    /// A list, with an item open in it.
    List {
        ordered: bool,
        level: u8,
    },
}

/// The containers that are open.
#[derive(Default)]
pub struct Flow {
    open: Vec<Frame>,
}

impl Flow {
    /// Opens and closes what a text block asks for.
    pub fn enter(&mut self, out: &mut String, block: &TextBlock) {
        match block.subtype {
            Some(Subtype::Quote) => self.nest_frames(out, Frame::Quote, 1),
            Some(Subtype::Indented) => {
                self.nest_frames(out, Frame::Indent, usize::from(block.indent_level) + 1);
            }
            Some(Subtype::OrderedListItem) => self.begin_item(out, true, block.indent_level),
            Some(Subtype::UnorderedListItem) => self.begin_item(out, false, block.indent_level),
            _ => self.end(out),
        }
    }

    /// Closes everything.
    pub fn end(&mut self, out: &mut String) {
        self.close_to(out, 0);
    }

    fn close_to(&mut self, out: &mut String, depth: usize) {
        while self.open.len() > depth {
            out.push_str(match self.open.pop() {
                Some(Frame::List { ordered: true, .. }) => "</li></ol>",
                Some(Frame::List { ordered: false, .. }) => "</li></ul>",
                _ => "</blockquote>",
            });
        }
    }

    /// Exactly so many quotations of one kind.
    fn nest_frames(&mut self, out: &mut String, frame: Frame, depth: usize) {
        // Quotations and lists do not nest in each other here, so another kind closes them all.
        if self.open.iter().any(|open| *open != frame) {
            self.close_to(out, 0);
        }
        self.close_to(out, depth);
        while self.open.len() < depth {
            out.push_str(if frame == Frame::Quote { "<blockquote class=\"quote\">" } else { "<blockquote>" });
            self.open.push(frame);
        }
    }

    /// An item: the next of its list, or the first of a list within the item before. Levels left out are not drawn.
    fn begin_item(&mut self, out: &mut String, ordered: bool, level: u8) {
        if self.open.iter().any(|open| !matches!(open, Frame::List { .. })) {
            self.close_to(out, 0);
        }
        let deeper = |open: &Frame| matches!(open, Frame::List { level: of, .. } if *of > level);
        while self.open.last().is_some_and(deeper) {
            self.close_to(out, self.open.len() - 1);
        }
        match self.open.last() {
            Some(Frame::List { ordered: of, level: at }) if *at == level && *of == ordered => {
                out.push_str("</li><li>");
                return;
            }
            // A numbered list after a bulleted one at the same level is a new list.
            Some(Frame::List { level: at, .. }) if *at == level => self.close_to(out, self.open.len() - 1),
            _ => {}
        }
        out.push_str(if ordered { "<ol><li>" } else { "<ul><li>" });
        self.open.push(Frame::List { ordered, level });
    }
}
