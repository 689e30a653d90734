//! A document apart from the title it opens with.

use crate::document::Document;
use crate::layout::{Layout, Row};
use std::borrow::Cow;

impl Document {
    /// The document without the heading that [`Document::title`] gives, for places that show the title by itself. A
    /// title that is a link card's stays: there it is what leads to the page.
    pub fn without_title(&self) -> Cow<'_, Self> {
        if self.heading().is_none() {
            return Cow::Borrowed(self);
        }
        let content = self.content.get(1..).unwrap_or_default().to_vec();
        let mut layout = self.layout.clone();
        layout.iter_mut().for_each(without_first);
        Cow::Owned(Self { content, layout })
    }
}

/// Numbers a layout's blocks as they are without the first.
fn without_first(layout: &mut Layout) {
    // Index 0 was the heading: subtraction fails for it and so leaves it out.
    let fewer =
        |blocks: &mut Vec<usize>| *blocks = blocks.iter().filter_map(|at| at.checked_sub(1)).collect();
    let cut = |at: &mut Option<i64>| *at = at.map(|at| at.saturating_sub(1).max(-1));
    match layout {
        Layout::Rows(rows) => {
            rows.display.iter_mut().for_each(|row: &mut Row| fewer(&mut row.blocks));
            rows.display.retain(|row| !row.blocks.is_empty());
            cut(&mut rows.truncate_after);
        }
        Layout::Condensed(condensed) => {
            fewer(&mut condensed.blocks);
            cut(&mut condensed.truncate_after);
        }
        Layout::Ask(ask) => fewer(&mut ask.blocks),
        Layout::Unknown(_) => {}
    }
}
