//! Where text stands: what the elements around it make of it.

use super::element::Element;
use crate::block::{MAX_INDENT, Subtype};

/// An element that is open.
pub struct Open {
    /// Its name.
    pub name: String,
    /// The part it plays.
    pub element: Element,
    /// How many blocks there were before it.
    pub first: usize,
}

/// What text is within these elements, outermost first: subtype and indent level. `blocks` counts the blocks so far.
pub fn place_subtype(open: &[Open], blocks: usize) -> (Option<Subtype>, u8) {
    let mut quotes = 0;
    for (at, inner) in open.iter().enumerate().rev() {
        match inner.element {
            // The innermost element that says what its text is wins over what is around it.
            Element::Part(Some(subtype)) | Element::Paragraph(Some(subtype)) => return (Some(subtype), 0),
            // What follows in the same item is indented under it.
            Element::Item if blocks > inner.first => return (Some(Subtype::Indented), count_lists(open)),
            Element::Item => {
                let list = open.iter().take(at).rev().find_map(|outer| match outer.element {
                    Element::List { ordered } => Some(ordered),
                    _ => None,
                });
                let ordered = list.unwrap_or(false);
                let item = if ordered { Subtype::OrderedListItem } else { Subtype::UnorderedListItem };
                return (Some(item), count_lists(open));
            }
            Element::Quote => quotes += 1,
            _ => {}
        }
    }
    if quotes > 0 { (Some(Subtype::Indented), indent_level(quotes)) } else { (None, 0) }
}

/// Indent level of an item: how many lists are around its own.
fn count_lists(open: &[Open]) -> u8 {
    indent_level(open.iter().filter(|open| matches!(open.element, Element::List { .. })).count())
}

fn indent_level(count: usize) -> u8 {
    u8::try_from(count.saturating_sub(1)).map_or(MAX_INDENT, |level| level.min(MAX_INDENT))
}
