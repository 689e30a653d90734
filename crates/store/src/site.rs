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
