//! Whether layouts fit their blocks.

use super::Problems;
use crate::block::Block;
use crate::layout::{Ask, Layout, Row, Rows};

/// Checks rows and the read-more.
pub fn validate_rows(content: &[Block], path: &str, rows: &Rows, found: &mut Problems) {
    found.add_misread(path, rows.misread());
    let mut seen = vec![false; content.len()];
    for (at, row) in rows.display.iter().enumerate() {
        found.add_misread(&format!("{path}.display[{at}]"), row.misread());
        let path = format!("{path}.display[{at}].blocks");
        for index in &row.blocks {
            match seen.get_mut(*index) {
                None => found.add_problem(
                    &path,
                    format!("there is no block {index}; 0 to {} are there", last_block(seen.len())),
                ),
                Some(true) => {
                    found.add_problem(&path, format!("block {index} stands in two places; once is accepted"));
                }
                Some(once) => *once = true,
            }
        }
        // An index without a block has its own problem already.
        let picture = |index: &usize| matches!(content.get(*index), Some(Block::Image(_)) | None);
        if row.blocks.len() > 1 && !row.blocks.iter().all(picture) {
            found.add_problem(
                &path,
                "several blocks in a row that are not all images; only images stand side by side",
            );
        }
    }
    if !rows.display.is_empty()
        && let Some(left) = seen.iter().position(|once| !once)
    {
        found.add_problem(
            &format!("{path}.display"),
            format!("block {left} is in no row; display names every block"),
        );
    }
    if let Some(at) = rows.truncate_after
        && !is_truncation(&rows.display, at, content.len())
    {
        let message =
            format!("{at} is not a place for the read-more; -1 or a block that ends a row is, not the last");
        found.add_problem(&format!("{path}.truncate_after"), message);
    }
}

/// Checks an ask.
pub fn validate_ask(content: &[Block], path: &str, ask: &Ask, found: &mut Problems) {
    found.add_misread(path, ask.misread());
    found.check_attribution(path, ask.attribution.as_deref());
    let path = format!("{path}.blocks");
    if ask.blocks.is_empty() {
        found.add_problem(&path, "an ask without blocks; at least one is needed");
    }
    for index in &ask.blocks {
        // Nobody answers for what an anonymous asker sends, so pictures are not accepted.
        let anonymous = ask.attribution.is_none();
        match content.get(*index) {
            None => {
                found.add_problem(
                    &path,
                    format!("there is no block {index}; 0 to {} are there", last_block(content.len())),
                );
            }
            Some(block) if anonymous && !matches!(block, Block::Text(_)) => {
                found
                    .add_problem(&path, format!("block {index} is not text; an anonymous ask is text alone"));
            }
            Some(Block::Video(_) | Block::Link(_)) => {
                found.add_problem(&path, format!("block {index} is a video or link; an ask holds neither"));
            }
            Some(_) => {}
        }
    }
}

fn last_block(count: usize) -> usize {
    count.saturating_sub(1)
}

/// Whether the read-more may stand after a block: not after the last, and not within a row.
pub fn is_truncation(display: &[Row], at: i64, count: usize) -> bool {
    let Ok(last) = i64::try_from(count) else { return false };
    if at < -1 || at >= last - 1 {
        return false;
    }
    let Ok(at) = usize::try_from(at) else { return true };
    // A row on both sides of the read-more would be torn apart.
    !display.iter().any(|row| row.blocks.iter().any(|b| *b <= at) && row.blocks.iter().any(|b| *b > at))
}

/// Whether a layout fits the blocks.
pub fn fits_blocks(layout: &Layout, content: &[Block]) -> bool {
    let count = content.len();
    match layout {
        // Rows without a display only carry the read-more.
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
