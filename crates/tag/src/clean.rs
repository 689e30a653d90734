//! Names as their authors wrote them, tidied but never changed.

use crate::chars::{is_bidi_control, strip_hash};
use crate::fold;
use model::Invalid;

/// The longest name a person may write, in code points.
pub const MAX_NAME: usize = 140;
/// The longest name an import keeps, in code points.
pub const MAX_IMPORTED: usize = 1_000;

/// The name as written: trimmed, white space runs as one space, without one leading `#`, control characters and
/// bidi controls.
///
/// # Errors
/// When nothing is left, or more than 140 code points are.
pub fn clean(name: &str) -> Result<String, Invalid> {
    let tidy = tidy(name);
    // By the fold, not by length: a name of invisible characters alone would have no key.
    if fold(&tidy).is_empty() {
        return Err(Invalid::new("a tag needs at least one visible character; use 1 to 140 characters"));
    }
    let length = tidy.chars().count();
    if length > MAX_NAME {
        // The name may be megabytes long; the message quotes only its beginning.
        let start: String = tidy.chars().take(40).collect();
        return Err(Invalid::new(format!(
            "the tag “{start}…” has {length} characters; use 1 to {MAX_NAME} characters"
        )));
    }
    Ok(tidy)
}

/// The name as another system wrote it, tidied as [`clean`] does and kept up to 1,000 code points; `None` when
/// nothing is left or it is longer still.
pub fn clean_imported(name: &str) -> Option<String> {
    let tidy = tidy(name);
    // The length goes first and stops counting at the limit, so that a huge name is never folded.
    (tidy.chars().nth(MAX_IMPORTED).is_none() && !fold(&tidy).is_empty()).then_some(tidy)
}

fn tidy(name: &str) -> String {
    let visible: String = name
        .chars()
        // Bidi controls would turn the text around the tag on a page. Joiners stay: words are
        // shaped by them.
        .filter(|&c| !(c.is_control() && !c.is_whitespace() || is_bidi_control(c) || c == '\u{FEFF}'))
        .collect();
    let trimmed = visible.trim();
    // One sign only: `##name` is a name that begins with `#`, as its author wrote it.
    let bare = strip_hash(trimmed).unwrap_or(trimmed);
    let mut out = String::with_capacity(bare.len());
    for word in bare.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}
