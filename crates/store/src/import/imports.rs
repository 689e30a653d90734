//! What imports brought, so that a second run changes nothing.

use crate::db::dialect::Dialect;
use crate::{Result, Tx, Value};
use model::PostId;
use std::collections::HashMap;

/// The posts that these import keys became.
pub fn find_imported(tx: &mut Tx<'_>, keys: &[String]) -> Result<HashMap<String, PostId>> {
    let rows = tx.query(
        "SELECT key, post_id FROM imported_post WHERE key = ANY($1)",
        &[Value::Texts(keys)],
        |row| Ok((row.text(0)?, PostId(row.int(1)?))),
    )?;
    Ok(rows.into_iter().collect())
}

/// Remembers what import keys became.
pub fn remember_imported(tx: &mut Tx<'_>, imported: &[(String, PostId)]) -> Result<()> {
    let rows: Vec<_> = imported.iter().map(|(key, id)| vec![Value::Text(key), Value::Int(id.0)]).collect();
    // No ON CONFLICT: a key that another process imported meanwhile must undo this batch, or its
    // posts would be here twice.
    tx.execute_many("INSERT INTO imported_post (key, post_id) VALUES ($1, $2)", &rows)
}

/// Lets the writer of SQLite hold more pages, and copy pages from the journal less often: large batches change the same
/// pages again and again, and each copy of a page is one more write. The journal may then grow to half a gigabyte.
pub fn expect_many(tx: &mut Tx<'_>) -> Result<()> {
    // Both settings hold for the writer's connection until it closes.
    if tx.dialect() == Dialect::Sqlite {
        tx.query("PRAGMA cache_size = -128000", &[], |_| Ok(()))?;
        tx.query("PRAGMA wal_autocheckpoint = 65536", &[], |_| Ok(()))?;
    }
    Ok(())
}
