//! Places in lists that go by a moment and, within it, by a number: as `page_number` carries them.

use crate::tumblr::call::Call;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::params::refuse;
use model::Time;

/// Where the page before said that this one begins.
///
/// # Errors
/// A text that is no such place.
pub fn read(call: &Call) -> Result<Option<(Time, i64)>, Refusal> {
    let Some(text) = call.params.text("page_number") else { return Ok(None) };
    let place = text.split_once('-').and_then(|(at, id)| {
        let at = Time::from_millis(at.parse().ok()?).ok()?;
        Some((at, id.parse().ok()?))
    });
    place
        .map(Some)
        .ok_or_else(|| refuse("page_number", text, "what the _links.next of a page before carries"))
}

/// The link to the page that begins after a place.
pub fn link(call: &Call, at: Time, id: i64, without: &[&str]) -> Links {
    Links::next(call, &[("page_number", format!("{}-{id}", at.0))], without)
}

/// `offset`, a whole number from 0.
///
/// # Errors
/// Anything else.
pub fn offset(call: &Call) -> Result<usize, Refusal> {
    let offset = call.params.number("offset", 0..=i64::MAX)?.unwrap_or(0);
    Ok(usize::try_from(offset).unwrap_or(usize::MAX))
}

/// The link to the page after so many of all, where there is one.
pub fn link_by_offset(call: &Call, offset: usize, shown: usize, total: u64) -> Option<Links> {
    let next = offset.saturating_add(shown);
    let more = shown > 0 && u64::try_from(next).is_ok_and(|next| next < total);
    more.then(|| Links::next(call, &[("offset", next.to_string())], &[]))
}
