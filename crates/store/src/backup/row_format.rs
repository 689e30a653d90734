//! Rows in PostgreSQL's binary COPY format: a head, for each row the number of its fields and each field with its
//! length, and an end mark. Numbers are signed and begin with the highest byte.
//! Described at <https://www.postgresql.org/docs/current/sql-copy.html>, “Binary Format”.

use super::BackupError;
use std::io::{self, Read, Write};
use std::ops::Range;

const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";
/// The length of a field that is NULL.
const NULL: i32 = -1;
/// The number of fields that ends a file.
const END: i16 = -1;
/// No field is longer: PostgreSQL takes none of 1 GiB.
const LONGEST: i32 = 1 << 30;

/// Puts a row together.
#[derive(Default)]
pub(crate) struct RowBuffer(Vec<u8>);

impl RowBuffer {
    /// Begins a row of so many fields.
    pub fn begin_row(&mut self, fields: usize) {
        self.0.clear();
        // Tables have tens of columns.
        self.0.extend(i16::try_from(fields).unwrap_or(i16::MAX).to_be_bytes());
    }

    /// Adds a field, or NULL. False where it is too long.
    #[must_use]
    pub fn push_field(&mut self, bytes: Option<&[u8]>) -> bool {
        let Some(bytes) = bytes else {
            self.0.extend(NULL.to_be_bytes());
            return true;
        };
        let Some(length) = i32::try_from(bytes.len()).ok().filter(|length| *length < LONGEST) else {
            return false;
        };
        self.0.extend(length.to_be_bytes());
        self.0.extend(bytes);
        true
    }

    /// The row.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Writes a file of rows.
pub(crate) struct RowWriter<W> {
    out: W,
    rows: u64,
}

impl<W: Write> RowWriter<W> {
    /// Writes the head.
    pub fn begin_file(mut out: W) -> io::Result<Self> {
        out.write_all(SIGNATURE)?;
        // No flags, and no extension of the head.
        out.write_all(&[0; 8])?;
        Ok(Self { out, rows: 0 })
    }

    /// Writes a whole row.
    pub fn write_row(&mut self, row: &[u8]) -> io::Result<()> {
        self.rows += 1;
        self.out.write_all(row)
    }

    /// Writes the end, and gives what was written to and how many rows.
    pub fn end_file(mut self) -> io::Result<(W, u64)> {
        self.out.write_all(&END.to_be_bytes())?;
        Ok((self.out, self.rows))
    }
}

/// Reads a file of rows.
pub(crate) struct RowReader<R> {
    input: R,
    columns: usize,
    row: Vec<u8>,
    fields: Vec<Option<Range<usize>>>,
}

impl<R: Read> RowReader<R> {
    /// Reads the head of a file whose rows have so many columns.
    pub fn begin_file(mut input: R, columns: usize) -> Result<Self, BackupError> {
        let mut head = [0; SIGNATURE.len() + 8];
        input.read_exact(&mut head)?;
        // The last four bytes are the length of an extension, of which there are none until today.
        if !head.starts_with(SIGNATURE) || head.get(SIGNATURE.len() + 4..) != Some(&[0; 4]) {
            return Err(BackupError::Content("it is no table in PostgreSQL's binary format".into()));
        }
        Ok(Self { input, columns, row: Vec::new(), fields: Vec::new() })
    }

    /// Reads the next row; false at the end.
    pub fn next_row(&mut self) -> Result<bool, BackupError> {
        self.row.clear();
        self.fields.clear();
        let count = i16::from_be_bytes(self.read_number()?);
        if count == END {
            return Ok(false);
        }
        if usize::try_from(count).ok() != Some(self.columns) {
            let expected = self.columns;
            return Err(BackupError::Content(format!("a row has {count} fields where {expected} belong")));
        }
        for _ in 0..self.columns {
            let length = i32::from_be_bytes(self.read_number()?);
            if length == NULL {
                self.fields.push(None);
                continue;
            }
            let Some(wanted) = u64::try_from(length).ok().filter(|_| length < LONGEST) else {
                return Err(BackupError::Content(format!("a field has the length {length}")));
            };
            let from = self.row.len();
            // Grows as bytes come: a wrong length takes no memory.
            let read = (&mut self.input).take(wanted).read_to_end(&mut self.row)?;
            if read as u64 != wanted {
                return Err(BackupError::File(io::ErrorKind::UnexpectedEof.into()));
            }
            self.fields.push(Some(from..self.row.len()));
        }
        Ok(true)
    }

    fn read_number<const N: usize>(&mut self) -> Result<[u8; N], BackupError> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        self.row.extend(bytes);
        Ok(bytes)
    }

    /// The last row as it stands in the file.
    pub fn row(&self) -> &[u8] {
        &self.row
    }

    /// A field of the last row; `None` where it is NULL.
    pub fn field(&self, column: usize) -> Option<&[u8]> {
        self.fields.get(column).cloned().flatten().and_then(|range| self.row.get(range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went() {
        let mut buffer = RowBuffer::default();
        let mut writer = RowWriter::begin_file(Vec::new()).unwrap();
        for n in 0_i64..3 {
            buffer.begin_row(3);
            assert!(buffer.push_field(Some(&n.to_be_bytes())));
            assert!(buffer.push_field(None));
            assert!(buffer.push_field(Some("çay".repeat(n as usize).as_bytes())));
            writer.write_row(buffer.bytes()).unwrap();
        }
        let (file, rows) = writer.end_file().unwrap();
        assert_eq!(rows, 3);
        let mut reader = RowReader::begin_file(file.as_slice(), 3).unwrap();
        for n in 0_i64..3 {
            assert!(reader.next_row().unwrap());
            assert_eq!(reader.field(0), Some(&n.to_be_bytes()[..]));
            assert_eq!(reader.field(1), None);
            assert_eq!(reader.field(2), Some("çay".repeat(n as usize).as_bytes()));
        }
        assert!(!reader.next_row().unwrap());
    }

    #[test]
    fn a_file_that_is_cut_or_another_is_refused() {
        let mut writer = RowWriter::begin_file(Vec::new()).unwrap();
        let mut buffer = RowBuffer::default();
        buffer.begin_row(1);
        assert!(buffer.push_field(Some(b"honey")));
        writer.write_row(buffer.bytes()).unwrap();
        let (file, _) = writer.end_file().unwrap();
        let read_all = |bytes: &[u8], columns| {
            let mut reader = RowReader::begin_file(bytes, columns)?;
            while reader.next_row()? {}
            Ok::<_, BackupError>(())
        };
        read_all(&file, 1).unwrap();
        for end in 0..file.len() {
            assert!(read_all(&file[..end], 1).is_err(), "cut at {end}");
        }
        assert!(matches!(read_all(&file, 2), Err(BackupError::Content(_))));
        assert!(matches!(read_all(&[b'x'; 40], 1), Err(BackupError::Content(_))));
        // A length of two gigabytes in a short file.
        let mut long = file.clone();
        long[21..25].copy_from_slice(&i32::MAX.to_be_bytes());
        assert!(matches!(read_all(&long, 1), Err(BackupError::Content(_))));
    }
}
