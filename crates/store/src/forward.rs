//! The narrow row beside each post: its folded tags, seven bits to a byte.

use crate::{Error, Result, Tx, Value};
use index::Position;
use model::TagId;

/// Keeps the tags of posts, replacing what was there.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut Tx<'_>, rows: &[(Position, Vec<TagId>)]) -> Result<()> {
    let bytes: Vec<Vec<u8>> = rows.iter().map(|(_, tags)| encode(tags)).collect();
    let rows: Vec<_> = rows
        .iter()
        .zip(&bytes)
        .map(|((position, _), bytes)| {
            vec![Value::Int(position.bucket().0), Value::Int(position.0), Value::Blob(bytes)]
        })
        .collect();
    tx.execute_many(
        "INSERT INTO forward (bucket_id, position, tags) VALUES ($1, $2, $3) \
         ON CONFLICT (/*pg: bucket_id,*/ position) DO UPDATE SET tags = excluded.tags",
        &rows,
    )
}

fn encode(tags: &[TagId]) -> Vec<u8> {
    let mut out = Vec::with_capacity(tags.len() * 3);
    for tag in tags {
        let mut left = tag.0.cast_unsigned();
        while left >= 0x80 {
            out.push((left as u8 & 0x7f) | 0x80);
            left >>= 7;
        }
        out.push(left as u8);
    }
    out
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Vec<TagId>> {
    let damaged = || Error::Damaged("a post's row of folded tags".into());
    let mut tags = Vec::new();
    let (mut value, mut shift) = (0_u64, 0);
    for byte in bytes {
        if shift > 56 {
            return Err(damaged());
        }
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            tags.push(TagId(value.cast_signed()));
            (value, shift) = (0, 0);
        }
    }
    if shift == 0 { Ok(tags) } else { Err(damaged()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_survive_their_row() {
        let tags: Vec<_> = [1, 127, 128, 300, 5_000_000].map(TagId).into();
        assert_eq!(decode(&encode(&tags)).unwrap(), tags);
        assert!(decode(&[0x80]).is_err());
        assert!(decode(&[0xff; 20]).is_err());
    }
}
