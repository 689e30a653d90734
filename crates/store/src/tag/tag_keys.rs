//! The keys under which the names of tags that may be one meet.

use crate::{Result, Tx, Value};
use model::TagId;

/// Tiers there are: 0 is that of the most used tags, the last that of tags with a post or none.
pub const TIERS: i64 = 8;

/// The tier of a tag that so many posts carry: each holds four times as many posts as the next.
pub fn tier_of_posts(posts: u64) -> i64 {
    // The logarithm to base 4. A tag without posts has none, so it is treated as one with a post.
    let quarters = i64::from((posts.max(1)).ilog2()) / 2;
    (TIERS - 1 - quarters).max(0)
}

/// Keeps the keys of tags, each with its tier; those that are there stay. A tag is in one tier at a time:
/// [`remove_tag_keys`] takes it out of another first.
pub fn put_tag_keys(tx: &mut Tx<'_>, keys: &[(i64, i64, TagId)]) -> Result<()> {
    let rows: Vec<_> = keys
        .iter()
        .map(|(key, tier, tag)| vec![Value::Int(*key), Value::Int(*tier), Value::Int(tag.0)])
        .collect();
    tx.execute_many(
        "INSERT INTO tag_key (key, tier, tag_id) VALUES ($1, $2, $3) ON CONFLICT (key, tier, tag_id) DO NOTHING",
        &rows,
    )
}

/// The tier in which a tag stands under a key of it, if it stands there.
pub fn tier_of(tx: &mut Tx<'_>, key: i64, tag: TagId) -> Result<Option<i64>> {
    // All tiers are named, so that each is one look-up in the key instead of a walk over all tags
    // of the key.
    let tiers: Vec<i64> = (0..TIERS).collect();
    tx.query_opt(
        "SELECT tier FROM tag_key WHERE key = $1 AND tier = ANY($2) AND tag_id = $3",
        &[key.into(), Value::Ints(&tiers), tag.0.into()],
        |row| row.int(0),
    )
}

/// Takes a tag's keys out of a tier.
pub fn remove_tag_keys(tx: &mut Tx<'_>, keys: &[i64], tier: i64, tag: TagId) -> Result<()> {
    tx.execute(
        "DELETE FROM tag_key WHERE key = ANY($1) AND tier = $2 AND tag_id = $3",
        &[Value::Ints(keys), tier.into(), tag.0.into()],
    )?;
    Ok(())
}

/// Tags under a key, the most used first, as tier and tag.
pub fn list_tags_under_key(tx: &mut Tx<'_>, key: i64, limit: i64) -> Result<Vec<(i64, TagId)>> {
    tx.query(
        "SELECT tier, tag_id FROM tag_key WHERE key = $1 ORDER BY tier, tag_id LIMIT $2",
        &[key.into(), limit.into()],
        |row| Ok((row.int(0)?, TagId(row.int(1)?))),
    )
}

/// Forgets keys, at most so many of them; how many there were. For making all anew.
pub fn prune_tag_keys(tx: &mut Tx<'_>, limit: i64) -> Result<u64> {
    tx.execute(
        // Some at a time, so that one transaction does not hold the writer for long.
        "DELETE FROM tag_key WHERE (key, tier, tag_id) IN \
         (SELECT key, tier, tag_id FROM tag_key WHERE key >= $1 ORDER BY key, tier, tag_id LIMIT $2)",
        &[i64::MIN.into(), limit.into()],
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn tiers_fall_with_use() {
        let tiers: Vec<i64> = [0, 1, 3, 4, 16, 64, 1 << 14, u64::MAX].map(super::tier_of_posts).to_vec();
        assert_eq!(tiers, [7, 7, 7, 6, 5, 4, 0, 0]);
    }
}
