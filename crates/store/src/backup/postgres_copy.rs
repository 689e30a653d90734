//! Rows of PostgreSQL out of a table and into one, by COPY.

use super::BackupError;
use super::row_format::{RowReader, RowWriter};
use super::table_list::Table;
use postgres::Client;
use std::io::{Read, Write};

/// Writes all rows of a table; gives their number.
pub(crate) fn write_rows(
    client: &mut Client,
    table: &Table,
    out: &mut dyn Write,
) -> Result<u64, BackupError> {
    let sql = format!("COPY \"{}\" ({}) TO STDOUT (FORMAT binary)", table.name, table.column_names());
    // Read as rows and not copied as bytes: a stream that breaks off is noticed, and the rows are counted.
    let mut reader = RowReader::begin_file(client.copy_out(&sql)?, table.columns.len())?;
    let mut writer = RowWriter::begin_file(out)?;
    while reader.next_row()? {
        writer.write_row(reader.row())?;
    }
    Ok(writer.end_file()?.1)
}

/// Fills an empty table; gives the number of rows.
pub(crate) fn read_rows(client: &mut Client, table: &Table, input: impl Read) -> Result<u64, BackupError> {
    let mut reader = RowReader::begin_file(input, table.columns.len())?;
    let sql = format!("COPY \"{}\" ({}) FROM STDIN (FORMAT binary)", table.name, table.column_names());
    let mut writer = RowWriter::begin_file(client.copy_in(&sql)?)?;
    while reader.next_row()? {
        if let Err(error) = writer.write_row(reader.row()) {
            // What the server did not like about a row is told at the end of the COPY.
            let (copy, _) = writer.end_file()?;
            copy.finish()?;
            return Err(error.into());
        }
    }
    let (copy, _) = writer.end_file()?;
    Ok(copy.finish()?)
}
