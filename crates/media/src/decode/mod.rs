//! Decoding: what libraries do with bytes that somebody sent. A picture of a few kilobytes can ask for gigabytes or
//! minutes, and an allocation that fails ends the whole process; so a server has other processes decode, which are
//! limited in memory and time and may die ([`Decoder::in_processes`]). Where a program cannot start itself again, as in
//! tests, decoding happens in the process ([`Decoder::in_process`]), within what can be told beforehand from the header.

mod child;
mod pool;
mod wire;
mod worker;

pub use worker::run_worker;

use crate::budget::Budget;
use crate::error::Result;
use crate::format::Format;
use crate::picture::{self, Shown};
use crate::sound::{self, SoundFacts};
use pool::Pool;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Processes that decode at the same time, at most.
const PROCESSES: usize = 2;

/// Who decodes; shared by cloning.
#[derive(Debug, Clone, Default)]
pub struct Decoder {
    pool: Option<Arc<Pool>>,
}

impl Decoder {
    /// Decodes in the calling process: no bound on time, and none on memory but what libraries keep to.
    pub fn in_process() -> Self {
        Self::default()
    }

    /// Decodes in processes of `program`, which must call [`run_worker`] when started with these arguments. They are
    /// started when the first file comes, decode one file after another, and are replaced when they die or take too long.
    pub fn in_processes(program: PathBuf, arguments: Vec<OsString>) -> Self {
        Self { pool: Some(Arc::new(Pool::new(program, arguments, PROCESSES))) }
    }

    /// Decodes, and takes the time from the budget.
    pub(crate) fn decode(
        &self,
        task: &Task,
        input: Input<'_>,
        most: Duration,
        budget: &Budget,
    ) -> Result<Decoded> {
        let allowance = budget.allowance(most)?;
        match &self.pool {
            Some(pool) => {
                let (decoded, spent) = pool.run(task, input, allowance);
                // A process that died or was late costs the whole allowance, so a hostile file is
                // not free to try.
                budget.spend(spent);
                decoded
            }
            None => {
                let begun = Instant::now();
                let decoded = task.run(input);
                budget.spend(begun.elapsed());
                decoded
            }
        }
    }
}

/// What is to be decoded.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Task {
    /// A cleaned picture: smaller sizes and colours.
    Picture {
        format: Format,
        /// EXIF number of its orientation.
        orientation: u8,
        /// Bytes of memory the library may take.
        memory: u64,
    },
    /// A sound: duration, title, cover.
    Sound { format: Format },
}

/// The bytes of it.
pub(crate) enum Input<'a> {
    Bytes(&'a [u8]),
    File(&'a mut File),
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Decoded {
    Picture(Shown),
    Sound(SoundFacts),
}

impl Task {
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::Picture { format, .. } | Self::Sound { format } => *format,
        }
    }

    /// Does it here and now.
    fn run(&self, input: Input<'_>) -> Result<Decoded> {
        match (self, input) {
            (Self::Picture { format, orientation, memory }, Input::Bytes(bytes)) => {
                picture::show(*format, bytes, *orientation, *memory).map(Decoded::Picture)
            }
            (Self::Picture { format, orientation, memory }, Input::File(file)) => {
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(file, &mut bytes)?;
                picture::show(*format, &bytes, *orientation, *memory).map(Decoded::Picture)
            }
            (Self::Sound { format }, Input::Bytes(bytes)) => {
                sound::describe(std::io::Cursor::new(bytes), *format).map(Decoded::Sound)
            }
            (Self::Sound { format }, Input::File(file)) => sound::describe(file, *format).map(Decoded::Sound),
        }
    }
}
