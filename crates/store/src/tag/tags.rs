//! Folded tags and their ids.

use crate::{Error, Result, Tx, Value};
use model::TagId;
use std::collections::HashMap;

/// A tag as kept: its fold and the spelling it was first seen in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// Identity.
    pub id: TagId,
    /// The key under which spellings meet.
    pub fold: String,
    /// The spelling to show where no page says otherwise.
    pub name: String,
}

fn read_tag_row(row: &crate::Row<'_>) -> Result<TagRow> {
    Ok(TagRow { id: TagId(row.int(0)?), fold: row.text(1)?, name: row.text(2)? })
}

/// The tag of a fold, when anyone ever used it.
pub fn by_fold(tx: &mut Tx<'_>, fold: &str) -> Result<Option<TagRow>> {
    tx.query_opt("SELECT id, fold, name FROM tag WHERE fold = $1", &[fold.into()], read_tag_row)
}

/// The tags of these ids, in no order.
pub fn by_ids(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<TagRow>> {
    tx.query("SELECT id, fold, name FROM tag WHERE id = ANY($1)", &[Value::Ints(ids)], read_tag_row)
}

/// The tags after one, in the order in which they were kept: a tag's number is taken under a lock that ends when the
/// tag is kept, so that none comes in before the last of these later.
pub fn list_tags_after(tx: &mut Tx<'_>, id: i64, limit: i64) -> Result<Vec<TagRow>> {
    tx.query(
        "SELECT id, fold, name FROM tag WHERE id > $1 ORDER BY id LIMIT $2",
        &[id.into(), limit.into()],
        read_tag_row,
    )
}

/// The greatest id of a tag; 0 where there is none.
pub fn last_id(tx: &mut Tx<'_>) -> Result<i64> {
    const SQL: &str = "SELECT id FROM tag WHERE id > $1 ORDER BY id DESC LIMIT 1";
    Ok(tx.query_opt(SQL, &[Value::Int(i64::MIN)], |row| row.int(0))?.unwrap_or(0))
}

/// Tags whose fold begins with `prefix`, in the order of their folds.
pub fn with_prefix(tx: &mut Tx<'_>, prefix: &str, limit: i64) -> Result<Vec<TagRow>> {
    // Every text that begins with the prefix lies below the prefix followed by the last code point.
    let end = format!("{prefix}\u{10ffff}");
    tx.query(
        "SELECT id, fold, name FROM tag WHERE fold >= $1 AND fold < $2 ORDER BY fold LIMIT $3",
        &[prefix.into(), end.as_str().into(), limit.into()],
        read_tag_row,
    )
}

/// The ids of tags, given as fold and spelling; what is new is kept. Folds may repeat.
pub fn intern_tags(tx: &mut Tx<'_>, tags: &[(String, String)]) -> Result<HashMap<String, TagId>> {
    let mut folds: Vec<String> = tags.iter().map(|(fold, _)| fold.clone()).collect();
    // In order, so that two transactions with the same new tags wait for each other instead of locking up.
    folds.sort_unstable();
    folds.dedup();
    // Most tags are known, and a read needs no lock of the counter.
    let mut ids = find_known_tags(tx, &folds)?;
    let missing: Vec<&String> = folds.iter().filter(|fold| !ids.contains_key(*fold)).collect();
    if missing.is_empty() {
        return Ok(ids);
    }
    let count = i64::try_from(missing.len()).map_err(|_| Error::Driver("too many tags at once".into()))?;
    let first = tx.next_ids("tag", count)?;
    // Reversed, so that of several spellings of a fold the first one given wins.
    let spelling: HashMap<&str, &str> = tags.iter().rev().map(|(f, n)| (f.as_str(), n.as_str())).collect();
    let rows: Vec<Vec<Value<'_>>> = (first..)
        .zip(&missing)
        .map(|(id, fold)| {
            let name = spelling.get(fold.as_str()).copied().unwrap_or(fold);
            vec![Value::Int(id), Value::Text(fold), Value::Text(name)]
        })
        .collect();
    tx.execute_many(
        "INSERT INTO tag (id, fold, name) VALUES ($1, $2, $3) ON CONFLICT (fold) DO NOTHING",
        &rows,
    )?;
    let missing: Vec<String> = missing.into_iter().cloned().collect();
    // Asked again: another transaction may have kept some of them first, under other ids.
    ids.extend(find_known_tags(tx, &missing)?);
    Ok(ids)
}

/// The ids of tags that are there already, given as fold and spelling.
pub fn ids_of(tx: &mut Tx<'_>, tags: &[(String, String)]) -> Result<HashMap<String, TagId>> {
    let folds: Vec<String> = tags.iter().map(|(fold, _)| fold.clone()).collect();
    find_known_tags(tx, &folds)
}

fn find_known_tags(tx: &mut Tx<'_>, folds: &[String]) -> Result<HashMap<String, TagId>> {
    let rows = tx.query("SELECT fold, id FROM tag WHERE fold = ANY($1)", &[Value::Texts(folds)], |row| {
        Ok((row.text(0)?, TagId(row.int(1)?)))
    })?;
    Ok(rows.into_iter().collect())
}
