//! Which posts reference which files, by the SHA-256 in the files' names.

use crate::{Result, Tx, Value};
use model::{BlogId, PostId};
use std::collections::HashMap;

/// Writes the references of one post anew: those it had give way.
pub fn replace(tx: &mut Tx<'_>, post: PostId, blog: BlogId, public: bool, hashes: &[String]) -> Result<()> {
    // All go and come again: an edit may change which files are shown and whether the post is
    // public.
    remove(tx, post)?;
    insert(tx, &hashes.iter().map(|hash| Reference { hash, post, blog, public }).collect::<Vec<_>>())
}

/// One reference to a file.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub hash: &'a str,
    /// The post that shows it.
    pub post: PostId,
    /// The blog of the post.
    pub blog: BlogId,
    /// Everybody may see the post.
    pub public: bool,
}

/// Adds references; those that are there already stay.
pub fn insert(tx: &mut Tx<'_>, references: &[Reference<'_>]) -> Result<()> {
    // In one order, so that two writers of the same files do not wait for each other crosswise.
    let mut sorted = references.to_vec();
    sorted.sort_unstable_by_key(|one| (one.hash, one.post));
    let rows: Vec<_> = sorted
        .iter()
        .map(|one| vec![one.hash.into(), one.public.into(), one.post.0.into(), one.blog.0.into()])
        .collect();
    tx.execute_many(
        "INSERT INTO post_media (hash, public, post_id, blog_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        &rows,
    )
}

/// Removes the references of a post.
pub fn remove(tx: &mut Tx<'_>, post: PostId) -> Result<()> {
    tx.execute("DELETE FROM post_media WHERE post_id = $1", &[post.0.into()]).map(drop)
}

/// Whether any post references a file, and whether one of them is public; `None` where none does.
pub fn visibility(tx: &mut Tx<'_>, hash: &str) -> Result<Option<bool>> {
    tx.query_opt(
        // One public reference is enough, and the key's order finds it in one step however many
        // there are.
        "SELECT public FROM post_media WHERE hash = $1 ORDER BY public DESC LIMIT 1",
        &[hash.into()],
        |row| row.flag(0),
    )
}

/// As [`visibility`], of many files: those that no post references are left out.
pub fn visibilities(tx: &mut Tx<'_>, hashes: &[String]) -> Result<HashMap<String, bool>> {
    let rows = tx.query(
        "SELECT hash, max(public) FROM post_media WHERE hash = ANY($1) GROUP BY hash",
        &[Value::Texts(hashes)],
        |row| Ok((row.text(0)?, row.flag(1)?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Whether a post of one of these blogs references a file.
pub fn on_blogs(tx: &mut Tx<'_>, hash: &str, blogs: &[i64]) -> Result<bool> {
    let found = tx.query_opt(
        "SELECT post_id FROM post_media WHERE hash = $1 AND blog_id = ANY($2) LIMIT 1",
        &[hash.into(), Value::Ints(blogs)],
        |row| row.int(0),
    )?;
    Ok(found.is_some())
}

/// The references of these posts, in the order of post and file: what a check walks.
pub fn of_posts(tx: &mut Tx<'_>, posts: &[i64]) -> Result<Vec<(PostId, String, bool)>> {
    tx.query(
        "SELECT post_id, hash, public FROM post_media WHERE post_id = ANY($1) ORDER BY post_id, hash",
        &[Value::Ints(posts)],
        |row| Ok((PostId(row.int(0)?), row.text(1)?, row.flag(2)?)),
    )
}

/// How far the posts of a site that is older than these references have been read; `None` where all have.
pub fn backfill_progress(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM site WHERE key = 'post_media_backfill'", &[], |row| row.text(0))
}

/// Writes down how far they have been read; `None` when all have.
pub fn set_backfill_progress(tx: &mut Tx<'_>, progress: Option<&str>) -> Result<()> {
    match progress {
        Some(value) => {
            tx.execute("UPDATE site SET value = $1 WHERE key = 'post_media_backfill'", &[value.into()])
        }
        None => tx.execute("DELETE FROM site WHERE key = 'post_media_backfill'", &[]),
    }
    .map(drop)
}
