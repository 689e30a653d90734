//! What is known of kept files, as JSON that the media crate reads.

use crate::{Result, Tx, Value};
use model::Time;
use std::collections::{BTreeMap, HashMap};

/// Writes what is known of files, each by its name; what was known before gives way.
pub fn remember_media_facts(tx: &mut Tx<'_>, facts: &[(String, String)], now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO media (name, facts, created_ms) VALUES ($1, $2, $3) \
        ON CONFLICT (name) DO UPDATE SET facts = excluded.facts";
    // By name, so that two writers of the same files do not wait for each other crosswise; each once, because one
    // statement changes a row once.
    let sorted: BTreeMap<_, _> = facts.iter().map(|(name, facts)| (name, facts)).collect();
    let rows: Vec<_> = sorted
        .iter()
        .map(|(name, facts)| vec![Value::Text(name), Value::Text(facts), Value::Int(now.0)])
        .collect();
    tx.execute_many(SQL, &rows)
}

/// What is known of these files; of those that are missing nothing is.
pub fn read_media_facts(tx: &mut Tx<'_>, names: &[String]) -> Result<HashMap<String, String>> {
    const SQL: &str = "SELECT name, facts FROM media WHERE name = ANY($1)";
    let rows = tx.query(SQL, &[Value::Texts(names)], |row| Ok((row.text(0)?, row.text(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// Names of files of which something is known, from behind `after` on, in order.
pub fn names_after(tx: &mut Tx<'_>, after: &str, limit: i64) -> Result<Vec<String>> {
    tx.query(
        "SELECT name FROM media WHERE name > $1 ORDER BY name LIMIT $2",
        &[after.into(), limit.into()],
        |row| row.text(0),
    )
}

/// Forgets what is known of the files of a hash.
pub fn forget_media_facts(tx: &mut Tx<'_>, hash: &str) -> Result<()> {
    // A name is its hash, a dot and an ending; the slash comes after the dot.
    let (from, to) = (format!("{hash}."), format!("{hash}/"));
    let params = [Value::Text(&from), Value::Text(&to)];
    tx.execute("DELETE FROM media WHERE name >= $1 AND name < $2", &params).map(drop)
}
