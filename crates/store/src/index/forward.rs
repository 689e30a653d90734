//! The narrow row beside each post: its folded tags.

use crate::{Error, Result, Tx, Value};
use index::Position;
use model::TagId;

/// Keeps the tags of posts, replacing what was there.
pub fn put_forward_rows(tx: &mut Tx<'_>, rows: &[(Position, Vec<TagId>)]) -> Result<()> {
    let bytes: Vec<Vec<u8>> = rows.iter().map(|(_, tags)| encode_tags(tags)).collect();
    // The conflict target differs below: SQLite's key is the position alone, PostgreSQL's has the
    // bucket too.
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

/// The rows of a bucket, in no order.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn of_bucket(tx: &mut Tx<'_>, bucket: i64) -> Result<Vec<(Position, Vec<TagId>)>> {
    tx.query(
        "SELECT position, tags FROM forward WHERE bucket_id = $1 AND position >= $2 AND position < $3",
        &[bucket.into(), (bucket << 16).into(), ((bucket + 1) << 16).into()],
        |row| Ok((Position(row.int(0)?), decode_tags(row.blob(1)?)?)),
    )
}

fn encode_tags(tags: &[TagId]) -> Vec<u8> {
    crate::index::varint::encode_varints(tags.iter().map(|tag| tag.0.cast_unsigned()))
}

pub(crate) fn decode_tags(bytes: &[u8]) -> Result<Vec<TagId>> {
    // Ids are written whole and not as steps, so a row need not be sorted.
    let ids = crate::index::varint::decode_varints(bytes)
        .ok_or_else(|| Error::Damaged("a post's row of folded tags".into()))?;
    Ok(ids.into_iter().map(|id| TagId(id.cast_signed())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_survive_their_row() {
        let tags: Vec<_> = [1, 127, 128, 300, 5_000_000].map(TagId).into();
        assert_eq!(decode_tags(&encode_tags(&tags)).unwrap(), tags);
        assert!(decode_tags(&[0x80]).is_err());
        assert!(decode_tags(&[0xff; 20]).is_err());
    }
}
