//! What belongs to the site as a whole.

use crate::{Error, Result, Tx};

/// The key that hashes words and hosts into facets, drawn once from `seed` and kept for the life of the index.
///
/// # Errors
/// When the kept key is damaged, or what the database says.
pub fn word_key(tx: &mut Tx<'_>, seed: [u8; 16]) -> Result<[u8; 16]> {
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
            .get(n * 2..n * 2 + 2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .ok_or_else(|| Error::Damaged("the site's word key".into()))?;
    }
    Ok(key)
}

/// The key that turns authors into pseudonyms in exports, as it was kept; `None` before one was made.
///
/// # Errors
/// What the database says.
pub fn pseudonym_key(tx: &mut Tx<'_>) -> Result<Option<String>> {
    tx.query_opt("SELECT value FROM site WHERE key = 'pseudonym_key'", &[], |row| row.text(0))
}

/// Keeps `fresh` as that key unless there is one, and gives the one that is kept.
///
/// # Errors
/// What the database says.
pub fn keep_pseudonym_key(tx: &mut Tx<'_>, fresh: &str) -> Result<String> {
    tx.execute(
        "INSERT INTO site (key, value) VALUES ('pseudonym_key', $1) ON CONFLICT (key) DO NOTHING",
        &[fresh.into()],
    )?;
    pseudonym_key(tx)?.ok_or_else(|| Error::Damaged("the site's key of pseudonyms".into()))
}
