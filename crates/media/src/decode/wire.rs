//! What a server and its decoding processes say to each other through pipes: a line of JSON, then the bytes it tells the
//! lengths of.

use super::{Decoded, Task};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Write};

/// Bytes of a line.
const LINE: u64 = 1 << 20;
/// Bytes that come behind an answer.
const BLOBS: usize = 256 << 20;

/// A job.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub task: Task,
    /// Bytes of the file, which follow.
    pub length: u64,
    /// Whole seconds of processor time it may take.
    pub seconds: u64,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    /// What was found, or why the file is refused.
    pub outcome: Result<Decoded, String>,
    /// Lengths of the pictures that follow.
    pub blobs: Vec<usize>,
    /// Processor time it took, in microseconds.
    pub micros: u64,
}

/// Writes one line.
pub(super) fn write_line(to: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    to.write_all(&line)
}

/// Reads one line; `None` where the other side has ended.
pub(super) fn read_line<T: for<'a> Deserialize<'a>>(from: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    // A process that a file has taken over could write without end.
    from.take(LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&line)?))
}

impl Answer {
    /// An answer without its pictures, and those.
    pub(super) fn split(mut outcome: Result<Decoded, String>, micros: u64) -> (Self, Vec<Vec<u8>>) {
        let blobs: Vec<Vec<u8>> = match &mut outcome {
            Ok(decoded) => blobs_of(decoded).map(std::mem::take).collect(),
            Err(_) => Vec::new(),
        };
        (Self { outcome, blobs: blobs.iter().map(Vec::len).collect(), micros }, blobs)
    }

    /// Reads the pictures that follow back into their places.
    pub(super) fn join(mut self, from: &mut impl Read) -> io::Result<(Result<Decoded, String>, u64)> {
        if self.blobs.iter().fold(0_usize, |sum, length| sum.saturating_add(*length)) > BLOBS {
            return Err(io::ErrorKind::InvalidData.into());
        }
        if let Ok(decoded) = &mut self.outcome {
            if let Decoded::Sound(facts) = decoded {
                // The JSON leaves the cover out; without a place for it, its bytes would stay in
                // the pipe.
                facts.cover = facts.covered.then(Vec::new);
            }
            for (place, length) in blobs_of(decoded).zip(&self.blobs) {
                place.resize(*length, 0);
                from.read_exact(place)?;
            }
        }
        Ok((self.outcome, self.micros))
    }
}

fn blobs_of(decoded: &mut Decoded) -> Box<dyn Iterator<Item = &mut Vec<u8>> + '_> {
    match decoded {
        Decoded::Picture(shown) => Box::new(shown.small.iter_mut().map(|small| &mut small.bytes)),
        Decoded::Sound(facts) => Box::new(facts.cover.iter_mut()),
    }
}
