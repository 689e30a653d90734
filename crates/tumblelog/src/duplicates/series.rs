//! Whether two texts that have most words in common are bulletins of one series, and not one a duplicate of the other.
//!
//! Both kinds of pair have a few differences. Whoever copies a text leaves its figures, dates and names as they are, but
//! for a correction now and then; adds or drops words; replaces some. A new bulletin of a series has its own figures,
//! dates and names at the same places, and the rest as it was. So each difference is evidence for one or the other, and
//! each figure, date or name that both have speaks for a duplicate.

use super::differences::Differences;

/// For a series: a figure or a name that differs.
const VALUE: u32 = 24;
/// A date that differs. Dates are hardly ever corrected.
const DATE: u32 = 40;
/// A word that may be a name, replaced by another. All of them together count little.
const UNCLEAR: u32 = 2;
const UNCLEAR_MOST: u32 = 12;

/// For a duplicate: a figure, a date or a name that both have.
const SAME: u32 = 1;
/// So many words that both have. Bulletins are short; in a long text a single figure may be a correction.
const WORDS: u32 = 10;
/// An ordinary word replaced by another. Series have such places too.
const ORDINARY: u32 = 2;
const ORDINARY_MOST: u32 = 24;
/// A place where words were added or left out.
const EDIT: u32 = 8;
const EDIT_MOST: u32 = 16;

/// How much more must speak for a series.
const MARGIN: u32 = 8;

/// Whether the differences are those of two bulletins of a series.
pub(super) fn is_series(found: &Differences) -> bool {
    let unclear = (found.unclear * UNCLEAR).min(UNCLEAR_MOST);
    let for_series = (found.figures + found.names) * VALUE + found.dates * DATE + unclear;
    let ordinary = (found.ordinary * ORDINARY).min(ORDINARY_MOST);
    let edits = (found.edits * EDIT).min(EDIT_MOST);
    let for_copy = found.same * SAME + found.words / WORDS + ordinary + edits;
    // In doubt it is a duplicate: only texts with most words in common come this far.
    for_series >= for_copy + MARGIN
}
