//! What imports brought, so that a second run changes nothing.

use crate::{Result, Tx, Value};
use model::PostId;
use std::collections::HashMap;

/// The posts that these import keys became.
///
/// # Errors
/// What the database says.
pub fn known(tx: &mut Tx<'_>, keys: &[String]) -> Result<HashMap<String, PostId>> {
    let rows =
        tx.query("SELECT key, post_id FROM imported WHERE key = ANY($1)", &[Value::Texts(keys)], |row| {
            Ok((row.text(0)?, PostId(row.int(1)?)))
        })?;
    Ok(rows.into_iter().collect())
}

/// Remembers what import keys became.
///
/// # Errors
/// What the database says.
pub fn remember(tx: &mut Tx<'_>, imported: &[(String, PostId)]) -> Result<()> {
    let rows: Vec<_> = imported.iter().map(|(key, id)| vec![Value::Text(key), Value::Int(id.0)]).collect();
    tx.execute_many("INSERT INTO imported (key, post_id) VALUES ($1, $2)", &rows)
}
