//! Decoding processes, a few at a time; whoever needs one waits for it.

use super::child::{Child, Failure};
use super::{Decoded, Input, Task};
use crate::error::{Error, Result};
use std::ffi::OsString;
use std::io::{Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Debug)]
pub(crate) struct Pool {
    program: PathBuf,
    arguments: Vec<OsString>,
    most: usize,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    busy: usize,
    idle: Vec<Child>,
}

/// One of the places at the work; given back when dropped.
struct DecoderSlot<'a>(&'a Pool);

impl Drop for DecoderSlot<'_> {
    fn drop(&mut self) {
        self.0.state().busy -= 1;
        self.0.freed.notify_one();
    }
}

impl Pool {
    pub(crate) fn new(program: PathBuf, arguments: Vec<OsString>, most: usize) -> Self {
        Self { program, arguments, most, state: Mutex::default(), freed: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_place(&self) -> (DecoderSlot<'_>, Option<Child>) {
        let mut state = self.state();
        while state.busy >= self.most {
            state = self.freed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.busy += 1;
        let idle = state.idle.pop();
        (DecoderSlot(self), idle)
    }

    /// Does a job, and tells the processor time it took.
    pub(crate) fn run(
        &self,
        task: &Task,
        mut input: Input<'_>,
        allowance: Duration,
    ) -> (Result<Decoded>, Duration) {
        // Named, because a bare `_` would give the place back at once.
        let (_place, idle) = self.take_place();
        if let Some(mut child) = idle {
            match child.run(task, &mut input, allowance) {
                Ok((outcome, spent)) => return (self.finish(child, outcome), spent),
                // It may have died long before, as when the system was short of memory: a fresh one tells.
                Err(Failure::Died) => {}
                Err(failure) => return (Err(refusal(task, &failure, allowance)), allowance),
            }
            // The process that died may have been sent a part of the file.
            if let Input::File(file) = &mut input
                && let Err(error) = file.seek(SeekFrom::Start(0))
            {
                return (Err(error.into()), Duration::ZERO);
            }
        }
        let mut child = match Child::start(&self.program, &self.arguments) {
            Ok(child) => child,
            // The machine's fault and not the file's: it costs the visitor no time.
            Err(error) => return (Err(error.into()), Duration::ZERO),
        };
        match child.run(task, &mut input, allowance) {
            Ok((outcome, spent)) => (self.finish(child, outcome), spent),
            Err(failure) => (Err(refusal(task, &failure, allowance)), allowance),
        }
    }

    fn finish(&self, child: Child, outcome: Result<Decoded, String>) -> Result<Decoded> {
        // This comes before the place is given back, so that the next job finds the process idle.
        self.state().idle.push(child);
        outcome.map_err(Error::Refused)
    }
}

fn refusal(task: &Task, failure: &Failure, allowance: Duration) -> Error {
    let what = task.format().words();
    match failure {
        Failure::Late => Error::Refused(format!(
            "decoding the {what} file takes more than {} seconds; send it smaller",
            allowance.as_secs().max(1)
        )),
        Failure::Died => Error::Refused(format!(
            "decoding the {what} file takes more memory than is allowed; send it smaller"
        )),
    }
}
