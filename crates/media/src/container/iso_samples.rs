//! Where the samples of a track stand in the file (ISO/IEC 14496-12, 8.7).

use super::patch::read_at;
use crate::error::{Error, Result};
use std::io::{Read, Seek};
use std::ops::Range;

/// Samples, and entries of tables, that are looked at: many hours of a camera's places.
const SAMPLES: usize = 500_000;

/// The tables of a track.
#[derive(Debug, Default)]
pub(super) struct Samples {
    sizes: Option<Range<u64>>,
    small_sizes: Option<Range<u64>>,
    chunks: Option<Range<u64>>,
    long_chunks: Option<Range<u64>>,
    runs: Option<Range<u64>>,
}

impl Samples {
    /// Takes note of a table.
    pub(super) fn see(&mut self, kind: &[u8; 4], body: &Range<u64>) {
        let place = match kind {
            b"stsz" => &mut self.sizes,
            b"stz2" => &mut self.small_sizes,
            b"stco" => &mut self.chunks,
            b"co64" => &mut self.long_chunks,
            b"stsc" => &mut self.runs,
            _ => return,
        };
        *place = Some(body.clone());
    }

    /// The bytes of the file that hold its samples.
    ///
    /// # Errors
    /// When a table is broken or too long.
    pub(super) fn ranges(
        &self,
        file: &mut (impl Read + Seek),
        what: &'static str,
    ) -> Result<Vec<Range<u64>>> {
        let length = file.seek(std::io::SeekFrom::End(0))?;
        let mut table = |body: &Option<Range<u64>>, width: usize| match body {
            Some(body) => table(file, body, width, what),
            None => Ok(Table::default()),
        };
        let chunks = match &self.long_chunks {
            Some(_) => table(&self.long_chunks, 8)?,
            None => table(&self.chunks, 4)?,
        };
        let runs = table(&self.runs, 12)?;
        if chunks.count == 0 {
            return Ok(Vec::new());
        }
        // What cannot be located cannot be erased, so the file is refused.
        if self.small_sizes.is_some() {
            return Err(Error::broken(what, "a track beside sound and picture has sizes of few bits"));
        }
        let sizes = sizes(file, self.sizes.as_ref(), what)?;
        let mut ranges = Vec::new();
        let (mut sample, mut run) = (0_usize, 0_usize);
        for chunk in 0..chunks.count {
            // A run names the first chunk, from 1, that it is true of.
            while runs.number(run + 1, 0, 4).is_some_and(|first| first <= chunk as u64 + 1) {
                run += 1;
            }
            let samples = usize::try_from(runs.number(run, 4, 4).unwrap_or(0)).unwrap_or(usize::MAX);
            let end = sample.saturating_add(samples).min(sizes.count);
            let bytes: u64 = (sample..end).map(|sample| sizes.of(sample)).fold(0, u64::saturating_add);
            sample = end;
            let start = chunks.number(chunk, 0, chunks.width).unwrap_or(0);
            // Offsets may point beyond the end, where zeros would make the file grow.
            ranges.push(start.min(length)..start.saturating_add(bytes).min(length));
        }
        Ok(ranges)
    }
}

/// Entries of some bytes each.
#[derive(Default)]
struct Table {
    bytes: Vec<u8>,
    width: usize,
    count: usize,
}

impl Table {
    fn number(&self, entry: usize, at: usize, width: usize) -> Option<u64> {
        let start = entry.checked_mul(self.width)? + at;
        Some(
            self.bytes
                .get(start..start + width)?
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        )
    }
}

fn table(
    file: &mut (impl Read + Seek),
    body: &Range<u64>,
    width: usize,
    what: &'static str,
) -> Result<Table> {
    let head = read_at(file, body.start, 8)?;
    let count =
        head.get(4..8).and_then(|count| count.first_chunk()).copied().map_or(0, u32::from_be_bytes) as usize;
    if count > SAMPLES {
        return Err(Error::broken(what, "a track beside sound and picture has too many samples"));
    }
    let bytes = read_at(file, body.start + 8, (count * width) as u64)?;
    if bytes.len() != count * width {
        return Err(Error::broken(what, "a table of samples is cut off"));
    }
    Ok(Table { bytes, width, count })
}

/// The sizes of samples: one for all, or a table.
struct Sizes {
    one: u64,
    each: Table,
    count: usize,
}

impl Sizes {
    fn of(&self, sample: usize) -> u64 {
        if self.one > 0 { self.one } else { self.each.number(sample, 0, 4).unwrap_or(0) }
    }
}

fn sizes(file: &mut (impl Read + Seek), body: Option<&Range<u64>>, what: &'static str) -> Result<Sizes> {
    let Some(body) = body else { return Ok(Sizes { one: 0, each: Table::default(), count: 0 }) };
    let head = read_at(file, body.start, 12)?;
    let word = |at: usize| {
        head.get(at..).and_then(|bytes| bytes.first_chunk()).copied().map_or(0, u32::from_be_bytes)
    };
    let (one, count) = (u64::from(word(4)), word(8) as usize);
    if one > 0 {
        // No table follows: the number may be anything.
        return Ok(Sizes { one, each: Table::default(), count: count.min(SAMPLES) });
    }
    let each = table(file, &(body.start + 4..body.end), 4, what)?;
    Ok(Sizes { one, count: each.count, each })
}
