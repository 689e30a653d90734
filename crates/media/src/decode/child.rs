//! One decoding process, as the server sees it.

use super::wire::{Answer, Request, read_line, write_line};
use super::{Decoded, Input, Task};
use std::ffi::OsString;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

/// The clock may run so many times longer than the processor time that is allowed: the machine may be busy.
const WALL: u32 = 6;

/// A process; ended when dropped.
#[derive(Debug)]
pub(super) struct Child {
    process: Arc<Mutex<std::process::Child>>,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// It was ended because it took too long.
    Late,
    /// It ended by itself: it was refused memory.
    Died,
}

type Outcome = (Result<Decoded, String>, Duration);

impl Child {
    pub(super) fn start(program: &Path, arguments: &[OsString]) -> io::Result<Self> {
        let mut command = Command::new(program);
        // The environment holds the server's secrets.
        command.args(arguments).env_clear().stderr(Stdio::null());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // A signal that ends the server from a terminal is not for its children: they end when the pipe does, and an
        // upload that is under way is finished first.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut process = command.spawn().map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("{} cannot be started to decode: {error}", program.display()),
            )
        })?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (to, from) = pipes.ok_or_else(|| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(Self { process: Arc::new(Mutex::new(process)), to, from: BufReader::new(from) })
    }

    /// Does one job. After a failure the process is of no more use.
    pub(super) fn run(
        &mut self,
        task: &Task,
        input: &mut Input<'_>,
        allowance: Duration,
    ) -> Result<Outcome, Failure> {
        let watch = Watch::start(Arc::clone(&self.process), allowance * WALL);
        let answered = self.exchange(task, input, allowance);
        let late = watch.stop();
        match answered {
            // An answer at the last moment counts as late: the process was killed meanwhile.
            Ok(outcome) if !late => Ok(outcome),
            _ if late => Err(Failure::Late),
            _ => Err(self.why_it_ended()),
        }
    }

    fn exchange(&mut self, task: &Task, input: &mut Input<'_>, allowance: Duration) -> io::Result<Outcome> {
        let length = match input {
            Input::Bytes(bytes) => bytes.len() as u64,
            Input::File(file) => {
                let length = file.seek(SeekFrom::End(0))?;
                file.seek(SeekFrom::Start(0))?;
                length
            }
        };
        let request = Request { task: task.clone(), length, seconds: allowance.as_secs().max(1) };
        write_line(&mut self.to, &request)?;
        // The worker reads the whole file before it answers, so the two cannot block each other.
        match input {
            Input::Bytes(bytes) => self.to.write_all(bytes)?,
            Input::File(file) => drop(io::copy(&mut file.take(length), &mut self.to)?),
        }
        self.to.flush()?;
        let answer: Answer = read_line(&mut self.from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let (outcome, micros) = answer.join(&mut self.from)?;
        Ok((outcome, Duration::from_micros(micros)))
    }

    fn why_it_ended(&self) -> Failure {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        // Where it only said something strange, it lives on.
        let _ = process.kill();
        match process.wait() {
            Ok(status) if out_of_time(status) => Failure::Late,
            _ => Failure::Died,
        }
    }
}

#[cfg(unix)]
fn out_of_time(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.signal() == Some(rustix::process::Signal::XCPU.as_raw())
}

#[cfg(not(unix))]
fn out_of_time(_: ExitStatus) -> bool {
    false
}

impl Drop for Child {
    fn drop(&mut self) {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have ended already; without the wait it would stay in the system's list.
        let _ = process.kill();
        let _ = process.wait();
    }
}

/// Ends a process that takes too long; what reads from it or writes to it then goes on.
struct Watch {
    stop: mpsc::Sender<()>,
    late: Arc<AtomicBool>,
}

impl Watch {
    fn start(process: Arc<Mutex<std::process::Child>>, most: Duration) -> Self {
        let (stop, stopped) = mpsc::channel();
        let late = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&late);
        std::thread::spawn(move || {
            // A message, or a sender that is gone, means that the job ended in time.
            if stopped.recv_timeout(most) == Err(mpsc::RecvTimeoutError::Timeout) {
                // Before the kill: whoever wakes up from it must find the reason.
                told.store(true, Ordering::SeqCst);
                // It may have ended at the same moment.
                let _ = process.lock().unwrap_or_else(PoisonError::into_inner).kill();
            }
        });
        Self { stop, late }
    }

    /// Whether the process was ended.
    fn stop(self) -> bool {
        // The thread may have ended, which `late` tells.
        let _ = self.stop.send(());
        self.late.load(Ordering::SeqCst)
    }
}
