//! The tables of a schema version, as the migrations make them.

use crate::db::dialect::Dialect;
use crate::db::migrate;
use crate::{Error, Result};
use rusqlite::Connection;

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order in which a backup holds them.
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds, beside NULL. All schemas know these three alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A signed number of 64 bits.
    Number,
    /// Text in UTF-8.
    Text,
    /// Bytes.
    Bytes,
}

impl ColumnKind {
    /// As PostgreSQL names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "bigint",
            Self::Text => "text",
            Self::Bytes => "bytea",
        }
    }

    fn from_declared(declared: &str) -> Option<Self> {
        match declared {
            "INTEGER" | "BIGINT" => Some(Self::Number),
            "TEXT" => Some(Self::Text),
            "BYTEA" => Some(Self::Bytes),
            _ => None,
        }
    }
}

impl Table {
    /// The names of its columns, quoted, with commas between.
    pub(crate) fn column_names(&self) -> String {
        let quoted: Vec<String> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        quoted.join(", ")
    }
}

/// The tables of a schema version, each behind those that its rows refer to. The table of versions itself is none of them:
/// migrations write it. Nor is the outbox of events: its rows name transactions of one database, for listeners that run.
///
/// # Errors
/// [`Error::Driver`] where a table has a column of another kind, or tables refer to each other in a circle.
pub fn list_tables(version: usize) -> Result<Vec<Table>> {
    // One text makes both schemas, so the tables of an empty SQLite in memory are those of PostgreSQL too.
    let schema = Connection::open_in_memory()?;
    for (text, _) in migrate::first_texts(version) {
        schema.execute_batch(&Dialect::Sqlite.render_sql(text))?;
    }
    let names = read_texts(
        &schema,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'event' \
         ORDER BY name",
        [],
    )?;
    let mut waiting = Vec::new();
    for name in names {
        let parents = read_texts(
            &schema,
            "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?1) WHERE \"table\" <> ?1",
            [&name],
        )?;
        let columns = read_columns(&schema, &name)?;
        waiting.push((Table { name, columns }, parents));
    }
    order_by_reference(waiting)
}

/// PostgreSQL looks at references while rows are written, so what is referred to comes first.
fn order_by_reference(mut waiting: Vec<(Table, Vec<String>)>) -> Result<Vec<Table>> {
    let mut ordered: Vec<Table> = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let is_ready = |parents: &[String]| {
            parents.iter().all(|parent| ordered.iter().any(|table| table.name == *parent))
        };
        let (ready, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, parents)| is_ready(parents));
        if ready.is_empty() {
            return Err(Error::Driver("tables refer to each other in a circle".into()));
        }
        ordered.extend(ready.into_iter().map(|(table, _)| table));
        waiting = rest;
    }
    Ok(ordered)
}

fn read_columns(schema: &Connection, table: &str) -> Result<Vec<Column>> {
    let mut statement = schema.prepare("SELECT name, type FROM pragma_table_info(?1)")?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.map(|row| {
        let (name, declared): (String, String) = row?;
        match ColumnKind::from_declared(&declared) {
            Some(kind) => Ok(Column { name, kind }),
            None => Err(Error::Driver(format!("the column {table}.{name} is declared as {declared}"))),
        }
    })
    .collect()
}

fn read_texts(schema: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<String>> {
    let mut statement = schema.prepare(sql)?;
    let texts = statement.query_map(params, |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
    Ok(texts)
}
