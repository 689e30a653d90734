//! Pictures within tags.

use crate::clean;
use crate::format::MediaKind;
use crate::sniff;

/// The picture without what was not meant for readers; `None` where it is none of those that are kept.
pub(super) fn cleaned(bytes: &[u8]) -> Option<Vec<u8>> {
    let format = sniff::sniff(bytes.get(..sniff::HEAD).unwrap_or(bytes)).ok()?;
    // Zeros behind it may be what an earlier cleaning left.
    (format.kind() == MediaKind::Image).then(|| clean::clean(format, bytes).ok())?.map(|clean| clean.bytes)
}

/// A picture block of FLAC (RFC 9639, 8.8), cleaned and without its description; filled up with spaces in that to so
/// many bytes, where it has fewer. `None` where it cannot be read or would be longer.
pub(super) fn cleaned_block(block: &[u8], length: Option<usize>) -> Option<Vec<u8>> {
    let mut rest = block;
    let kind = take(&mut rest, 4)?;
    let mime = counted(&mut rest)?;
    counted(&mut rest)?;
    let sides = take(&mut rest, 16)?;
    let picture = cleaned(counted(&mut rest)?)?;
    let fixed = 4 + 4 + mime.len() + 4 + 16 + 4 + picture.len();
    let fill = length.unwrap_or(fixed).checked_sub(fixed)?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    Some(
        [
            kind,
            &count(mime.len()),
            mime,
            &count(fill),
            &vec![b' '; fill],
            sides,
            &count(picture.len()),
            &picture,
        ]
        .concat(),
    )
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

fn counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u32::from_be_bytes(take(rest, 4)?.try_into().ok()?);
    take(rest, usize::try_from(length).ok()?)
}
