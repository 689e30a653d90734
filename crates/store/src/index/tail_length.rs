//! How long the tail is.

use crate::{Result, Tx};

/// Posts in the tail, which are not in blocks yet.
pub fn count_tail(tx: &mut Tx<'_>) -> Result<i64> {
    let count = tx.query_opt("SELECT count(*) FROM tail", &[], |row| row.int(0))?;
    Ok(count.unwrap_or(0))
}
