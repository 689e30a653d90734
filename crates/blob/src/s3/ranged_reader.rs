//! Reads an object in pieces, each a request of its own: whoever reads slowly holds no connection to the store, and a
//! request that breaks off is repeated without what was read before.

use super::Inner;
use crate::blob_name::BlobName;
use crate::error::Result;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

/// Bytes of a piece: what each reader holds in memory.
const PIECE: u64 = 512 << 10;

pub(super) struct RangedReader {
    store: Arc<Inner>,
    name: BlobName,
    /// What is not fetched yet.
    rest: Range<u64>,
    piece: io::Cursor<Vec<u8>>,
}

impl RangedReader {
    /// Fetches the first piece, so that a failure is known before anything is answered.
    pub(super) fn open(store: Arc<Inner>, name: BlobName, range: Range<u64>) -> Result<Self> {
        let mut reader = Self { store, name, rest: range, piece: io::Cursor::default() };
        reader.fetch_piece()?;
        Ok(reader)
    }

    fn fetch_piece(&mut self) -> Result<()> {
        if self.rest.is_empty() {
            return Ok(());
        }
        let end = self.rest.end.min(self.rest.start.saturating_add(PIECE));
        self.piece = io::Cursor::new(self.store.read_range(&self.name, &(self.rest.start..end))?);
        self.rest.start = end;
        Ok(())
    }
}

impl Read for RangedReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.piece.read(buffer)?;
        if read > 0 || buffer.is_empty() || self.rest.is_empty() {
            return Ok(read);
        }
        self.fetch_piece()?;
        self.piece.read(buffer)
    }
}
