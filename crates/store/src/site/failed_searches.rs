//! Searches that found nothing: texts and counts, and nobody who asked.

use crate::{Result, Tx, Value};

/// A text that was searched for in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedSearch {
    /// Canonical query text.
    pub query: String,
    /// How often.
    pub asked: i64,
    /// On how many days, in UTC.
    pub days: i64,
    /// The last of these days, counted from 1970-01-01.
    pub last_day: i64,
}

/// Counts texts that were asked so often on a day, each text once.
pub fn add_failed_searches(tx: &mut Tx<'_>, day: i64, texts: &[(String, i64)]) -> Result<()> {
    // A row's days grow only with a later day, so that a text asked all day counts once. Nodes may
    // report days out of order.
    let rows: Vec<_> = texts
        .iter()
        .map(|(text, asked)| vec![Value::Text(text), Value::Int(*asked), Value::Int(1), Value::Int(day)])
        .collect();
    tx.execute_many(
        "INSERT INTO failed_search (query, asked, days, last_day) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (query) DO UPDATE SET asked = failed_search.asked + excluded.asked, \
         days = failed_search.days + CASE WHEN excluded.last_day > failed_search.last_day THEN 1 ELSE 0 END, \
         last_day = CASE WHEN excluded.last_day > failed_search.last_day \
         THEN excluded.last_day ELSE failed_search.last_day END",
        &rows,
    )
}

/// Forgets what was not asked since a day, and the least asked beyond `most` rows.
pub fn prune_failed_searches(tx: &mut Tx<'_>, before_day: i64, most: i64) -> Result<()> {
    // Old rows go first, so that the second statement drops no more than it must. SQLite takes
    // OFFSET only with a LIMIT, hence the great one.
    tx.execute("DELETE FROM failed_search WHERE last_day < $1", &[before_day.into()])?;
    tx.execute(
        "DELETE FROM failed_search WHERE query IN \
         (SELECT query FROM failed_search ORDER BY days DESC, asked DESC, query DESC LIMIT 1000000 OFFSET $1)",
        &[most.into()],
    )?;
    Ok(())
}

/// What was asked on at least two days, on most days first.
pub fn list_most_failed(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<FailedSearch>> {
    tx.query(
        "SELECT query, asked, days, last_day FROM failed_search WHERE days >= 2 \
         ORDER BY days DESC, asked DESC, query DESC LIMIT $1",
        &[limit.into()],
        |row| {
            Ok(FailedSearch {
                query: row.text(0)?,
                asked: row.int(1)?,
                days: row.int(2)?,
                last_day: row.int(3)?,
            })
        },
    )
}
