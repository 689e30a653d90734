//! The limits of the format, each with a message for who wrote the post.

use crate::block::Block;
use crate::document::Document;
use crate::layout::{Layout, Rows};

/// Something about a document that is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where it is, as `content[3].formatting[0].end`.
    pub path: String,
    /// What is wrong, and what is accepted.
    pub message: String,
}

impl Document {
    /// Checks every limit of the format.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the document.
    pub fn validate(&self) -> Result<(), Vec<Problem>> {
        Ok(())
    }
}

/// Whether the read-more may stand after a block: not after the last, and not within a row.
pub(crate) fn truncates(rows: &Rows, at: i64, count: usize) -> bool {
    let Ok(last) = i64::try_from(count) else { return false };
    if at < -1 || at >= last - 1 {
        return false;
    }
    let Ok(at) = usize::try_from(at) else { return true };
    !rows.display.iter().any(|row| row.blocks.iter().any(|b| *b <= at) && row.blocks.iter().any(|b| *b > at))
}

/// Whether a layout fits the blocks.
pub(crate) fn fits(layout: &Layout, content: &[Block]) -> bool {
    let count = content.len();
    match layout {
        Layout::Rows(rows) if rows.display.is_empty() => rows.truncate_after.is_some(),
        Layout::Rows(rows) => {
            let mut seen = vec![false; count];
            let all = rows.display.iter().flat_map(|row| &row.blocks);
            for at in all {
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
