//! The forms of a data file: JSON Lines and CSV here; RSS where feeds are written.

use super::columns::COLUMNS;
use super::row::{self, Naming};
use crate::query::view::PostCard;
use crate::{Error, Result};
use serde_json::{Map, Value};

/// Writes posts one after another.
pub trait RowFormat: Send {
    /// How its files end, and how it is named in a manifest: `jsonl`.
    fn file_extension(&self) -> &'static str;
    /// Its MIME type.
    fn media_type(&self) -> &'static str;
    /// Whether its rows have the columns of [`COLUMNS`] and can hide authors.
    fn has_columns(&self) -> bool;
    /// What stands before the first post.
    ///
    /// # Errors
    /// What cannot be written.
    fn begin_file(&mut self, out: &mut Vec<u8>) -> Result<()>;
    /// A post; `values` are those of [`COLUMNS`], where it has columns.
    ///
    /// # Errors
    /// What cannot be written.
    fn post(&mut self, card: &PostCard, values: &[Value], out: &mut Vec<u8>) -> Result<()>;
    /// What stands after the last post.
    ///
    /// # Errors
    /// What cannot be written.
    fn end_file(&mut self, out: &mut Vec<u8>) -> Result<()>;
}

/// One JSON object a line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Jsonl;

impl RowFormat for Jsonl {
    fn file_extension(&self) -> &'static str {
        "jsonl"
    }

    fn media_type(&self) -> &'static str {
        "application/jsonl; charset=utf-8"
    }

    fn has_columns(&self) -> bool {
        true
    }

    fn begin_file(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }

    fn post(&mut self, _: &PostCard, values: &[Value], out: &mut Vec<u8>) -> Result<()> {
        let row: Map<String, Value> = COLUMNS
            .iter()
            .zip(values)
            .map(|(column, value)| (column.name.to_owned(), value.clone()))
            .collect();
        serde_json::to_writer(&mut *out, &row).map_err(|error| Error::File(error.to_string()))?;
        out.push(b'\n');
        Ok(())
    }

    fn end_file(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}

/// CSV as in RFC 4180, with a line of names first. A cell that a spreadsheet might run gets a `'` before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Csv;

impl Csv {
    fn write_line<T: AsRef<[u8]>>(cells: impl Iterator<Item = T>, out: &mut Vec<u8>) -> Result<()> {
        // A writer for each line: it borrows the buffer that the caller empties between lines.
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *out);
        let written = writer.write_record(cells).and_then(|()| writer.flush().map_err(csv::Error::from));
        written.map_err(|error| Error::File(error.to_string()))
    }
}

impl RowFormat for Csv {
    fn file_extension(&self) -> &'static str {
        "csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv; charset=utf-8; header=present"
    }

    fn has_columns(&self) -> bool {
        true
    }

    fn begin_file(&mut self, out: &mut Vec<u8>) -> Result<()> {
        Self::write_line(COLUMNS.iter().map(|column| column.name), out)
    }

    fn post(&mut self, _: &PostCard, values: &[Value], out: &mut Vec<u8>) -> Result<()> {
        Self::write_line(values.iter().map(csv_cell), out)
    }

    fn end_file(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}

fn csv_cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        // Only text may run: JSON begins with a bracket, and counts have no sign.
        Value::String(text) => guard_formula(text),
        other => other.to_string(),
    }
}

/// A text that a spreadsheet shows and does not run: `'` before one that begins with `= + - @`, after what is not seen
/// and may be trimmed too, and before one that begins with a tab, a line end or `'` itself, so that dropping one leading
/// `'` always gives the text back.
pub fn guard_formula(text: &str) -> String {
    // Spreadsheets may trim these characters and then run what follows.
    let unseen = |c: char| c.is_whitespace() || c.is_control() || tag::is_ignorable(c);
    let seen = text.trim_start_matches(unseen);
    // A leading quote is guarded too, or it could not be told from one that was put there.
    if text.starts_with(['\t', '\r', '\n', '\''])
        || seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    {
        return format!("'{text}");
    }
    text.to_owned()
}

/// A naming applied to a card.
pub(super) fn row_values(form: &dyn RowFormat, card: &PostCard, naming: &Naming) -> Vec<Value> {
    if form.has_columns() { row::card_values(card, naming).into() } else { Vec::new() }
}

/// Whole lines of CSV from texts, each guarded.
///
/// # Errors
/// What cannot be written, which for texts in memory is nothing.
pub fn csv_of(lines: &[Vec<String>]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for line in lines {
        Csv::write_line(line.iter().map(|text| guard_formula(text)), &mut out)?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_run_and_nothing_is_lost() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\nx",
            "'x",
            "''",
            "＝1",
            "plain",
            "",
            "a=b",
            " a",
            "\u{FEFF}a",
        ] {
            let cell = guard_formula(text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            assert_eq!(cell.strip_prefix('\'').unwrap_or(&cell), text);
        }
        for text in
            [" =1", "\u{FEFF}=1", "\u{200F}+1", "\u{A0}\u{200B}@x", "\u{2028}－1", "\u{2066}=1", "\u{202A}-1"]
        {
            assert_eq!(guard_formula(text), format!("'{text}"), "what is not seen may be trimmed");
        }
        let bytes = csv_of(&[vec!["a\"b".into(), "c,d\r\ne".into(), "=x".into()]]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\"a\"\"b\",\"c,d\r\ne\",'=x\r\n");
    }
}
