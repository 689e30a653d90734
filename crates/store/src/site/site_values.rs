//! What belongs to the site as a whole.

use crate::{Error, Result, Tx};
use model::Time;

/// The key that hashes words and hosts into facets, drawn once from `seed` and kept for the life of the index.
///
/// # Errors
/// When the kept key is damaged, or what the database says.
pub fn word_key(tx: &mut Tx<'_>, seed: [u8; 16]) -> Result<[u8; 16]> {
    // Hexadecimal, because the column is a text.
    let fresh: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
    tx.execute(
        "INSERT INTO site (key, value) VALUES ('word_key', $1) ON CONFLICT (key) DO NOTHING",
        &[fresh.as_str().into()],
    )?;
    let kept = tx
        .query_opt("SELECT value FROM site WHERE key = 'word_key'", &[], |row| row.text(0))?
        .unwrap_or_default();
    let mut key = [0; 16];
    for (n, byte) in key.iter_mut().enumerate() {
        *byte = kept
            // `get` and not an index: a damaged value may be short or not ASCII.
            .get(n * 2..n * 2 + 2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .ok_or_else(|| Error::Damaged("the site's word key".into()))?;
    }
    Ok(key)
}

/// The key that turns authors into pseudonyms in exports, as it was kept; `None` before one was made.
pub fn pseudonym_key(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM site WHERE key = 'pseudonym_key'", &[], |row| row.text(0))
}

/// Keeps `fresh` as that key unless there is one, and gives the one that is kept.
pub fn keep_pseudonym_key(tx: &mut Tx<'_>, fresh: &str) -> Result<String> {
    tx.execute(
        "INSERT INTO site (key, value) VALUES ('pseudonym_key', $1) ON CONFLICT (key) DO NOTHING",
        &[fresh.into()],
    )?;
    // The kept key and not `fresh`: two exports at once must give one author one pseudonym.
    pseudonym_key(tx)?.ok_or_else(|| Error::Damaged("the site's key of pseudonyms".into()))
}

/// The site's lasting identity, from which ids of feeds are made, and when it was drawn; `None` before that.
///
/// # Errors
/// When the kept identity is damaged, or what the database says.
pub fn feed_identity(tx: &mut Tx<'_>) -> Result<Option<(String, Time)>> {
    // Read back, because another process may have kept its key first: all must use the same.
    let kept = tx.query_opt("SELECT value FROM site WHERE key = 'feed_identity'", &[], |row| row.text(0))?;
    kept.map(|text| {
        let (identity, begun) =
            text.split_once(' ').ok_or_else(|| Error::Damaged("the identity of the site's feeds".into()))?;
        // A time that cannot be read is no reason to change ids of feeds, which would show old
        // posts as new.
        Ok((identity.to_owned(), Time(begun.parse().unwrap_or(0))))
    })
    .transpose()
}

/// Keeps an identity unless there is one, and gives the one that is kept.
pub fn keep_feed_identity(tx: &mut Tx<'_>, fresh: &str, now: Time) -> Result<(String, Time)> {
    let value = format!("{fresh} {}", now.0);
    tx.execute(
        "INSERT INTO site (key, value) VALUES ('feed_identity', $1) ON CONFLICT (key) DO NOTHING",
        &[value.as_str().into()],
    )?;
    // As with the keys, who came first wins.
    feed_identity(tx)?.ok_or_else(|| Error::Damaged("the identity of the site's feeds".into()))
}

/// When a list last changed by more than a new post at its head; `None` before the first such change.
pub fn lists_changed(tx: &mut Tx<'_>) -> Result<Option<Time>> {
    let kept =
        tx.query_opt("SELECT value FROM site WHERE key = 'lists_changed_ms'", &[], |row| row.text(0))?;
    // A damaged time counts as none: it only serves caches of lists.
    Ok(kept.and_then(|text| text.parse().ok()).map(Time))
}

/// Writes down that lists changed now.
pub fn put_lists_changed(tx: &mut Tx<'_>, now: Time) -> Result<()> {
    put_value(tx, "lists_changed_ms", &now.0.to_string())
}

/// Where readers reach the site, as its operator last said; `None` where nobody did.
pub fn base_url(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM site WHERE key = 'base_url'", &[], |row| row.text(0))
}

/// Keeps where readers reach the site.
pub fn put_base_url(tx: &mut Tx<'_>, url: &str) -> Result<()> {
    put_value(tx, "base_url", url)
}

/// Where media files are kept, as the server last said; `None` before one ran.
pub fn media_place(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM site WHERE key = 'media_place'", &[], |row| row.text(0))
}

/// Keeps where media files are kept.
pub fn put_media_place(tx: &mut Tx<'_>, place: &str) -> Result<()> {
    put_value(tx, "media_place", place)
}

/// How far the search for orphaned files has come; `None` where none is under way.
pub fn orphan_progress(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM site WHERE key = 'orphan_progress'", &[], |row| row.text(0))
}

/// Keeps how far it has come; `None` at its end.
pub fn put_orphan_progress(tx: &mut Tx<'_>, progress: Option<&str>) -> Result<()> {
    match progress {
        Some(progress) => put_value(tx, "orphan_progress", progress),
        None => tx.execute("DELETE FROM site WHERE key = 'orphan_progress'", &[]).map(drop),
    }
}

fn put_value(tx: &mut Tx<'_>, key: &str, value: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO site (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        &[key.into(), value.into()],
    )?;
    Ok(())
}
