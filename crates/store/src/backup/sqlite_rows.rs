//! Rows of SQLite out of a table and into one.

use super::BackupError;
use super::row_format::{RowBuffer, RowReader, RowWriter};
use super::table_list::{Column, ColumnKind, Table};
use crate::Error;
use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::io::{Read, Write};

/// Writes all rows of a table; gives their number.
pub(crate) fn write_rows(
    connection: &Connection,
    table: &Table,
    out: &mut dyn Write,
) -> Result<u64, BackupError> {
    let sql = format!("SELECT {} FROM \"{}\"", table.column_names(), table.name);
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut writer = RowWriter::begin_file(out)?;
    let mut buffer = RowBuffer::default();
    while let Some(row) = rows.next()? {
        buffer.begin_row(table.columns.len());
        for (at, column) in table.columns.iter().enumerate() {
            push_value(&mut buffer, table, column, row.get_ref(at)?)?;
        }
        writer.write_row(buffer.bytes())?;
    }
    Ok(writer.end_file()?.1)
}

fn push_value(
    buffer: &mut RowBuffer,
    table: &Table,
    column: &Column,
    value: ValueRef<'_>,
) -> Result<(), BackupError> {
    let damaged = |what: &str| {
        Error::Damaged(format!(
            "a row of {} holds {what} in {}, a {}",
            table.name,
            column.name,
            column.kind.name()
        ))
    };
    let pushed = match (value, column.kind) {
        (ValueRef::Null, _) => buffer.push_field(None),
        (ValueRef::Integer(number), ColumnKind::Number) => buffer.push_field(Some(&number.to_be_bytes())),
        (ValueRef::Text(bytes), ColumnKind::Text) | (ValueRef::Blob(bytes), ColumnKind::Bytes) => {
            buffer.push_field(Some(bytes))
        }
        // SQLite keeps what it is given in any column: only a defect or a stranger writes other values.
        (other, _) => return Err(damaged(&format!("{:?}", other.data_type())).into()),
    };
    if pushed { Ok(()) } else { Err(damaged("more than a gigabyte").into()) }
}

/// Fills an empty table; gives the number of rows.
pub(crate) fn read_rows(
    connection: &Connection,
    table: &Table,
    input: impl Read,
) -> Result<u64, BackupError> {
    let marks: Vec<String> = (1..=table.columns.len()).map(|n| format!("?{n}")).collect();
    let sql =
        format!("INSERT INTO \"{}\" ({}) VALUES ({})", table.name, table.column_names(), marks.join(", "));
    let mut statement = connection.prepare(&sql)?;
    let mut reader = RowReader::begin_file(input, table.columns.len())?;
    let mut count = 0;
    while reader.next_row()? {
        for (at, column) in table.columns.iter().enumerate() {
            let value = reader.field(at).map(|bytes| value_of(column, bytes)).transpose()?;
            statement.raw_bind_parameter(at + 1, ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))?;
        }
        statement.raw_execute()?;
        count += 1;
    }
    Ok(count)
}

fn value_of<'b>(column: &Column, bytes: &'b [u8]) -> Result<ValueRef<'b>, BackupError> {
    let wrong = || BackupError::Content(format!("a field of {} is no {}", column.name, column.kind.name()));
    match column.kind {
        ColumnKind::Number => {
            bytes.try_into().map(|bytes| ValueRef::Integer(i64::from_be_bytes(bytes))).map_err(|_| wrong())
        }
        // SQLite takes any bytes for a text, and the program would stumble over them later.
        ColumnKind::Text => std::str::from_utf8(bytes).map(|_| ValueRef::Text(bytes)).map_err(|_| wrong()),
        ColumnKind::Bytes => Ok(ValueRef::Blob(bytes)),
    }
}
