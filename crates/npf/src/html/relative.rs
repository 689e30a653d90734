//! Relative addresses in HTML, read against the address of the page they stood on.

use super::token::Tag;
use ::url::{ParseError, Url};

/// Attributes that hold one address.
const ADDRESSES: [&str; 5] = ["href", "src", "data-src", "data-lazy-src", "poster"];

/// The address as a browser on the page `base` reads it. An address that is absolute, or that cannot be resolved, is
/// returned as it is.
pub fn resolve_address(base: &Url, address: &str) -> String {
    match Url::parse(address) {
        Err(ParseError::RelativeUrlWithoutBase) if !address.trim().is_empty() => {
            base.join(address).map_or_else(|_| address.to_owned(), Into::into)
        }
        _ => address.to_owned(),
    }
}

/// Makes the addresses of a start tag absolute.
pub(super) fn resolve_tag(base: &Url, tag: &mut Tag<'_>) {
    for name in ADDRESSES {
        tag.change(name, |address| resolve_address(base, address));
    }
    tag.change("srcset", |candidates| {
        let candidate = |one: &str| {
            let one = one.trim();
            let end = one.find(char::is_whitespace).unwrap_or(one.len());
            format!("{}{}", resolve_address(base, &one[..end]), &one[end..])
        };
        // The separator that the reader of `srcset` expects: a bare comma may be part of an address.
        candidates.split(", ").map(candidate).collect::<Vec<_>>().join(", ")
    });
}
