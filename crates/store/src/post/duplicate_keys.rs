//! What near-duplicates are found by: keys that lead to posts, and the posts still to be compared.

use crate::{Error, Result, Tx, Value};
use model::PostId;
use std::collections::HashMap;

/// A post that waits to be compared, and its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingComparison {
    /// The post.
    pub post: PostId,
    /// Its keys when it was kept; none where they are still to be worked out.
    pub keys: Vec<i64>,
    /// Its sketch; none where it has no keys, or was kept before there were sketches.
    pub sketch: Option<i64>,
    /// That of the keys which leads to posts taken from the same page.
    pub page: Option<i64>,
}

/// A post that a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyMatch {
    /// The post.
    pub post: PostId,
    /// Its sketch; none where it was led to before there were sketches.
    pub sketch: Option<i64>,
}

/// Lets posts wait; one that waits already waits with its new keys.
pub fn add_pending_comparisons(tx: &mut Tx<'_>, posts: &[PendingComparison]) -> Result<()> {
    // Values borrow, so the bytes must live until the statement has run.
    let bytes: Vec<Vec<u8>> = posts.iter().map(|post| encode_keys(&post.keys)).collect();
    let rows: Vec<_> = posts
        .iter()
        .zip(&bytes)
        .map(|(post, bytes)| {
            vec![
                Value::Int(post.post.0),
                Value::Blob(bytes),
                Value::IntOpt(post.sketch),
                Value::IntOpt(post.page),
            ]
        })
        .collect();
    tx.execute_many(
        "INSERT INTO duplicate_todo (post_id, keys, sketch, page) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (post_id) DO UPDATE SET keys = excluded.keys, sketch = excluded.sketch, page = excluded.page",
        &rows,
    )
}

/// The first posts that wait, in the order of ids.
///
/// # Errors
/// What the database says, or a damaged row.
pub fn list_pending_comparisons(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<PendingComparison>> {
    const SQL: &str =
        "SELECT post_id, keys, sketch, page FROM duplicate_todo WHERE post_id > $1 ORDER BY post_id LIMIT $2";
    // The bound looks idle; it makes both databases walk the primary key.
    tx.query(SQL, &[0.into(), limit.into()], |row| {
        Ok(PendingComparison {
            post: PostId(row.int(0)?),
            keys: decode_keys(row.blob(1)?)?,
            sketch: row.int_opt(2)?,
            page: row.int_opt(3)?,
        })
    })
}

/// Lets posts wait no longer.
pub fn remove_pending_comparisons(tx: &mut Tx<'_>, posts: &[i64]) -> Result<()> {
    tx.execute("DELETE FROM duplicate_todo WHERE post_id = ANY($1)", &[Value::Ints(posts)])?;
    Ok(())
}

/// The posts each of these keys leads to, in the order of ids.
pub fn posts_of(tx: &mut Tx<'_>, keys: &[i64]) -> Result<HashMap<i64, Vec<KeyMatch>>> {
    const SQL: &str =
        "SELECT key, post_id, sketch FROM duplicate_key WHERE key = ANY($1) ORDER BY key, post_id";
    let mut found: HashMap<i64, Vec<KeyMatch>> = HashMap::new();
    // Chunks keep one statement's list bounded; a round looks up the keys of many posts.
    for some in keys.chunks(4096) {
        tx.each(SQL, &[Value::Ints(some)], |row| {
            let led = KeyMatch { post: PostId(row.int(1)?), sketch: row.int_opt(2)? };
            found.entry(row.int(0)?).or_default().push(led);
            Ok(())
        })?;
    }
    Ok(found)
}

/// Lets keys lead to posts; where one does, its sketch is kept anew.
pub fn put_keys(tx: &mut Tx<'_>, keys: &mut [(i64, KeyMatch)]) -> Result<()> {
    // In the order of the table, so that each of its pages is written once.
    keys.sort_unstable();
    let rows: Vec<_> = keys
        .iter()
        .map(|(key, led)| vec![Value::Int(*key), Value::Int(led.post.0), Value::IntOpt(led.sketch)])
        .collect();
    tx.execute_many(
        "INSERT INTO duplicate_key (key, post_id, sketch) VALUES ($1, $2, $3) \
         ON CONFLICT (key, post_id) DO UPDATE SET sketch = excluded.sketch",
        &rows,
    )
}

/// Lets keys lead to these posts no longer.
pub fn remove_keys(tx: &mut Tx<'_>, keys: &[(i64, PostId)]) -> Result<()> {
    // One by one, because pairs cannot be named by one list.
    for (key, post) in keys {
        tx.execute(
            "DELETE FROM duplicate_key WHERE key = $1 AND post_id = $2",
            &[Value::Int(*key), Value::Int(post.0)],
        )?;
    }
    Ok(())
}

/// Lets all posts of a cluster wait, however many they are.
pub fn wait_again(tx: &mut Tx<'_>, cluster: i64) -> Result<()> {
    tx.execute(
        // Empty keys mean that they are worked out anew. A post that waits already keeps what it
        // has.
        "INSERT INTO duplicate_todo (post_id, keys) SELECT post_id, /*sqlite: x''*/ /*pg: ''::bytea*/ \
         FROM cluster_post WHERE cluster_id = $1 ON CONFLICT (post_id) DO NOTHING",
        &[cluster.into()],
    )?;
    Ok(())
}

/// How often what a round reads was changed by somebody else; see [`set_changed`].
pub fn changes(tx: &mut Tx<'_>) -> Result<i64> {
    const SQL: &str = "SELECT value FROM site WHERE key = 'copy_changes'";
    let kept = tx.query_opt(SQL, &[], |row| row.text(0))?;
    // A number that cannot be read counts as 0: the next change then writes a good one.
    Ok(kept.and_then(|text| text.parse().ok()).unwrap_or_default())
}

/// Tells the rounds that are being prepared that what they read is no longer so. The caller holds the index's lock.
pub fn set_changed(tx: &mut Tx<'_>) -> Result<()> {
    // Reading and writing apart is safe under the index's lock.
    let next = (changes(tx)? + 1).to_string();
    tx.execute(
        "INSERT INTO site (key, value) VALUES ('copy_changes', $1) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[next.as_str().into()],
    )?;
    Ok(())
}

fn encode_keys(keys: &[i64]) -> Vec<u8> {
    // Keys are hashes that use all bits, so a varint would save nothing.
    keys.iter().flat_map(|key| key.to_le_bytes()).collect()
}

fn decode_keys(bytes: &[u8]) -> Result<Vec<i64>> {
    let (keys, rest) = bytes.as_chunks::<8>();
    if !rest.is_empty() {
        return Err(Error::Damaged("the keys of a post that waits to be compared".into()));
    }
    Ok(keys.iter().map(|key| i64::from_le_bytes(*key)).collect())
}
