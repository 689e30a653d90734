//! One transaction on either database: the only place where the two drivers meet.

use crate::db::cancel::CancelToken;
use crate::db::dialect::Dialect;
use crate::db::health::Outage;
use crate::db::value::{Row, Value};
use crate::{Error, Result};
use std::collections::HashMap;
use std::sync::Arc;

/// Statements a PostgreSQL connection has prepared, by their text. All texts are constants of this crate, so the
/// map is bounded by the program itself.
pub(crate) type Prepared = HashMap<(&'static str, usize), postgres::Statement>;

enum Inner<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(postgres::Transaction<'a>, &'a mut Prepared),
}

/// An open transaction. Dropped without a commit by its owner, it leaves nothing behind.
pub struct Tx<'a> {
    inner: Inner<'a>,
    /// The site's secret key for hashing words and hosts into facets.
    word_key: [u8; 16],
    /// Of a read, which stops when nobody waits for it.
    token: Option<Arc<CancelToken>>,
    /// The first statement that failed because the database did, whatever its caller made of it.
    outage: Option<Error>,
    wakes: Wakes,
}

/// What is woken after the commit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wakes {
    /// Workers, because a job was enqueued.
    pub workers: bool,
    /// Readers of events, because one was recorded.
    pub event_readers: bool,
}

impl<'a> Tx<'a> {
    pub(crate) fn sqlite(connection: &'a rusqlite::Connection, word_key: [u8; 16]) -> Self {
        Self {
            inner: Inner::Sqlite(connection),
            word_key,
            token: None,
            outage: None,
            wakes: Wakes::default(),
        }
    }

    pub(crate) fn postgres(
        transaction: postgres::Transaction<'a>,
        prepared: &'a mut Prepared,
        word_key: [u8; 16],
    ) -> Self {
        Self {
            inner: Inner::Postgres(transaction, prepared),
            word_key,
            token: None,
            outage: None,
            wakes: Wakes::default(),
        }
    }

    /// The same transaction for a read that can be cancelled.
    pub(crate) fn with_token(mut self, token: Option<Arc<CancelToken>>) -> Self {
        self.token = token;
        self
    }

    /// The failure of the database that a statement met, if one did.
    pub(crate) fn take_outage(&mut self) -> Option<Error> {
        self.outage.take()
    }

    /// Notes that a job was enqueued.
    pub(crate) fn note_enqueued(&mut self) {
        self.wakes.workers = true;
    }

    /// Notes that an event was recorded.
    pub(crate) fn note_event(&mut self) {
        self.wakes.event_readers = true;
    }

    /// What is to be woken after the commit.
    pub(crate) fn wakes(&self) -> Wakes {
        self.wakes
    }

    /// Fails where nobody waits for this read any more, or its time is over. Statements ask by themselves; work between
    /// two statements that takes long should ask too.
    ///
    /// # Errors
    /// [`Error::Cancelled`] or [`Error::Overdue`].
    pub fn ensure_wanted(&self) -> Result<()> {
        self.token.as_ref().map_or(Ok(()), |token| token.ensure_wanted())
    }

    /// Runs a statement where the read is still wanted, and remembers when the database failed.
    fn watched<T>(&mut self, run: impl FnOnce(&mut Inner<'a>) -> Result<T>) -> Result<T> {
        self.ensure_wanted()?;
        // Noted here, because a caller may swallow the error and the outage would go unseen.
        run(&mut self.inner).inspect_err(|error| {
            // The first failure is the cause; later ones follow from it.
            if self.outage.is_none() && Outage::of(error).is_some() {
                self.outage = Some(error.clone());
            }
        })
    }

    /// Ends a PostgreSQL transaction; the SQLite threads end theirs themselves.
    pub(crate) fn commit(self) -> Result<()> {
        match self.inner {
            Inner::Sqlite(_) => Ok(()),
            Inner::Postgres(transaction, _) => Ok(transaction.commit()?),
        }
    }

    /// Which database this is.
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Sqlite(_) => Dialect::Sqlite,
            Inner::Postgres(..) => Dialect::Postgres,
        }
    }

    pub(crate) fn word_key(&self) -> &[u8; 16] {
        &self.word_key
    }

    /// Runs a query and maps each row.
    ///
    /// # Errors
    /// What the database or the mapping says.
    pub fn query<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(sql, params, |row| {
            out.push(map(row)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// Runs a query that gives at most one row.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub fn query_opt<T>(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        // Callers ask by a key or with LIMIT 1, so there is no second row to lose.
        Ok(self.query(sql, params, map)?.pop())
    }

    /// Runs a query and visits each row.
    ///
    /// # Errors
    /// As [`Tx::query`].
    pub fn each(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        mut visit: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.watched(|inner| inner.each(sql, params, &mut visit))
    }

    /// Runs a statement; gives the number of rows it changed.
    pub fn execute(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<u64> {
        self.watched(|inner| inner.execute(sql, params))
    }

    /// Runs a statement with one `VALUES (…)` list for many rows of parameters: one by one on SQLite, where a
    /// statement costs a microsecond, in multi-row lists on PostgreSQL, where it costs a round trip.
    pub fn execute_many(&mut self, sql: &'static str, rows: &[Vec<Value<'_>>]) -> Result<()> {
        self.watched(|inner| inner.execute_many(sql, rows))
    }

    /// The next number of a named counter, from 1. Ids need not be without gaps.
    pub fn next_id(&mut self, counter: &'static str) -> Result<i64> {
        self.next_ids(counter, 1)
    }

    /// The first of `count` consecutive numbers of a named counter.
    pub fn next_ids(&mut self, counter: &'static str, count: i64) -> Result<i64> {
        // Two statements and not RETURNING: within a large transaction SQLite pays for the savepoint that one opens
        // by the pages the transaction has touched. The row is ours from the first statement on.
        const TAKE: &str = "INSERT INTO counter (name, n) VALUES ($1, $2) \
            ON CONFLICT (name) DO UPDATE SET n = counter.n + excluded.n";
        // On PostgreSQL the row stays locked until the end of the transaction: numbers are taken in
        // the order of commits.
        self.execute(TAKE, &[counter.into(), count.into()])?;
        let last =
            self.query_opt("SELECT n FROM counter WHERE name = $1", &[counter.into()], |row| row.int(0))?;
        last.map(|n| n - count + 1).ok_or_else(|| Error::Damaged(format!("counter {counter} gave nothing")))
    }

    /// How the database would run a statement, one step a line.
    pub fn explain(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<String> {
        match &mut self.inner {
            Inner::Sqlite(connection) => {
                // Not cached: a plan is asked for once.
                let text = format!("EXPLAIN QUERY PLAN {}", Dialect::Sqlite.render_sql(sql));
                let mut statement = connection.prepare(&text)?;
                let lines = statement
                    .query_map(rusqlite::params_from_iter(params), |row| row.get::<_, String>(3))?
                    .collect::<Result<Vec<_>, _>>()?;
                Ok(lines.join("\n"))
            }
            Inner::Postgres(transaction, _) => {
                let text = format!("EXPLAIN {}", Dialect::Postgres.render_sql(sql));
                let params: Vec<_> =
                    params.iter().map(|p| p as &(dyn postgres::types::ToSql + Sync)).collect();
                let rows = transaction.query(&text, &params)?;
                let lines =
                    rows.iter().map(|row| row.try_get::<_, String>(0)).collect::<Result<Vec<_>, _>>()?;
                Ok(lines.join("\n"))
            }
        }
    }
}

impl Inner<'_> {
    fn each(
        &mut self,
        sql: &'static str,
        params: &[Value<'_>],
        visit: &mut impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Inner::Sqlite(connection) => {
                let mut statement = sqlite_statement(connection, sql)?;
                let mut rows = statement.query(rusqlite::params_from_iter(params))?;
                while let Some(row) = rows.next()? {
                    visit(&Row::Sqlite(row))?;
                }
            }
            Inner::Postgres(transaction, prepared) => {
                let statement = postgres_statement(transaction, prepared, sql, 1)?;
                let params: Vec<_> =
                    params.iter().map(|p| p as &(dyn postgres::types::ToSql + Sync)).collect();
                for row in transaction.query(&statement, &params)? {
                    visit(&Row::Postgres(&row))?;
                }
            }
        }
        Ok(())
    }

    fn execute(&mut self, sql: &'static str, params: &[Value<'_>]) -> Result<u64> {
        match self {
            Inner::Sqlite(connection) => {
                let changed =
                    sqlite_statement(connection, sql)?.execute(rusqlite::params_from_iter(params))?;
                Ok(changed as u64)
            }
            Inner::Postgres(transaction, prepared) => {
                let statement = postgres_statement(transaction, prepared, sql, 1)?;
                let params: Vec<_> =
                    params.iter().map(|p| p as &(dyn postgres::types::ToSql + Sync)).collect();
                Ok(transaction.execute(&statement, &params)?)
            }
        }
    }

    fn execute_many(&mut self, sql: &'static str, rows: &[Vec<Value<'_>>]) -> Result<()> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
        match self {
            Inner::Sqlite(connection) => {
                let mut statement = sqlite_statement(connection, sql)?;
                for row in rows {
                    statement.execute(rusqlite::params_from_iter(row))?;
                }
            }
            Inner::Postgres(transaction, prepared) => {
                let mut rest = rows;
                while !rest.is_empty() {
                    // Few distinct lengths, so that few statements are prepared.
                    let take = [512, 64, 8, 1].into_iter().find(|n| *n <= rest.len() && n * width < 60_000);
                    let (now, later) = rest.split_at(take.unwrap_or(1));
                    // 60,000 above stays below the protocol's 65,535 parameters a statement.
                    let statement = postgres_statement(transaction, prepared, sql, now.len())?;
                    let params: Vec<_> =
                        now.iter().flatten().map(|p| p as &(dyn postgres::types::ToSql + Sync)).collect();
                    transaction.execute(&statement, &params)?;
                    rest = later;
                }
            }
        }
        Ok(())
    }
}

fn sqlite_statement<'c>(
    connection: &'c rusqlite::Connection,
    sql: &'static str,
) -> Result<rusqlite::CachedStatement<'c>> {
    Ok(connection.prepare_cached(&Dialect::Sqlite.render_sql(sql))?)
}

fn postgres_statement(
    transaction: &mut postgres::Transaction<'_>,
    prepared: &mut Prepared,
    sql: &'static str,
    rows: usize,
) -> Result<postgres::Statement> {
    // Keyed by the unrendered text, so that a hit costs no rendering.
    if let Some(statement) = prepared.get(&(sql, rows)) {
        return Ok(statement.clone());
    }
    let text = Dialect::Postgres.render_sql(sql);
    let text = if rows == 1 { text } else { many_values(&text, rows)?.into() };
    let statement = transaction.prepare(&text)?;
    prepared.insert((sql, rows), statement.clone());
    Ok(statement)
}

/// `VALUES ($1, $2)` written out for `rows` rows.
fn many_values(sql: &str, rows: usize) -> Result<String> {
    let bad = || Error::Driver(format!("no VALUES list to repeat in: {sql}"));
    // The first list alone is repeated; `ON CONFLICT` and what follows stay as they are.
    let start = sql.find("VALUES (").ok_or_else(bad)? + "VALUES ".len();
    let end = start + sql[start..].find(')').ok_or_else(bad)? + 1;
    let width = sql[start..end].matches('$').count();
    let tuples = (0..rows).map(|row| {
        let columns: Vec<_> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", columns.join(", "))
    });
    Ok(format!("{}{}{}", &sql[..start], tuples.collect::<Vec<_>>().join(", "), &sql[end..]))
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_row_becomes_many() {
        let sql = "INSERT INTO t (a, b) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        assert_eq!(
            super::many_values(sql, 3).unwrap(),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6) ON CONFLICT DO NOTHING"
        );
    }
}
