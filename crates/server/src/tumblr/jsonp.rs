//! `callback` and `jsonp`: the name of a function the answer is passed to.

use super::error::Refusal;
use super::params::Params;

/// Longest name, in bytes; libraries make up names of about 40.
const LONGEST: usize = 128;

/// The name asked for, where one is.
///
/// # Errors
/// A name that is not one of JavaScript: letters, digits, `_` and `$`, parts joined by dots.
pub fn read_callback(params: &Params) -> Result<Option<&str>, Refusal> {
    let Some((field, name)) =
        ["callback", "jsonp"].iter().find_map(|&field| Some((field, params.text_value(field)?)))
    else {
        return Ok(None);
    };
    // The name goes into a script unescaped, so nothing but identifiers may pass.
    if name.len() <= LONGEST && name.split('.').all(is_identifier) {
        return Ok(Some(name));
    }
    Err(Refusal::Parameter(format!(
        "{field}: this is not the name of a function; use at most {LONGEST} letters, digits, _ and $, with dots between names"
    )))
}

fn is_identifier(part: &str) -> bool {
    let mut bytes = part.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$'))
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'))
}
