//! Cursors of lists that go by a time and, within it, by a number: as `page_number` carries them.

use crate::tumblr::call::ApiCall;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::params::refuse_value;
use model::Time;

/// Where the page before said that this one begins.
///
/// # Errors
/// A text that is no such place.
pub fn read_page_mark(call: &ApiCall) -> Result<Option<(Time, i64)>, Refusal> {
    let Some(text) = call.params.text_value("page_number") else { return Ok(None) };
    let place = text.split_once('-').and_then(|(at, id)| {
        let at = Time::from_millis(at.parse().ok()?).ok()?;
        Some((at, id.parse().ok()?))
    });
    place
        .map(Some)
        .ok_or_else(|| refuse_value("page_number", text, "what the _links.next of a page before carries"))
}

/// The link to the page that begins after a place.
pub fn next_page_link(call: &ApiCall, at: Time, id: i64, without: &[&str]) -> Links {
    Links::next_link(call, &[("page_number", format!("{}-{id}", at.0))], without)
}

/// `offset`, a whole number from 0.
///
/// # Errors
/// Anything else.
pub fn read_offset(call: &ApiCall) -> Result<usize, Refusal> {
    let offset = call.params.number_value("offset", 0..=i64::MAX)?.unwrap_or(0);
    Ok(usize::try_from(offset).unwrap_or(usize::MAX))
}

/// The link to the page after so many of all, where there is one.
pub fn link_by_offset(call: &ApiCall, offset: usize, shown: usize, total: u64) -> Option<Links> {
    let next = offset.saturating_add(shown);
    // An empty page has no next one, whatever the total says, so a client cannot page for ever.
    let more = shown > 0 && u64::try_from(next).is_ok_and(|next| next < total);
    more.then(|| Links::next_link(call, &[("offset", next.to_string())], &[]))
}
