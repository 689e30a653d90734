//! The process that decodes: reads jobs from standard input and answers on standard output until the input ends.

use super::Input;
use super::wire::{Answer, Request, read_line, write_line};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::time::Duration;

/// Bytes of memory the process may have, its program among them. A picture of 64 million pixels in several scans takes
/// 600 MB.
const MEMORY: u64 = 1 << 30;

/// Decodes what comes on standard input, within limits of memory and time that the system enforces. Returns when the
/// input ends, as it does when the server ends, however that happens.
///
/// # Errors
/// When the pipes break, or the limits cannot be set.
pub fn run_worker() -> io::Result<()> {
    // What is wrong with a file is said in the answer; standard error belongs to the server's log.
    std::panic::set_hook(Box::new(|_| {}));
    limits::bound_memory(MEMORY)?;
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = BufWriter::new(io::stdout().lock());
    while answer_one(&mut input, &mut output)? {}
    Ok(())
}

fn answer_one(input: &mut impl BufRead, output: &mut impl Write) -> io::Result<bool> {
    let Some(request) = read_line::<Request>(input)? else { return Ok(false) };
    let begun = limits::time_used();
    // The system counts from the start of the process, which decodes many files.
    limits::bound_time(Duration::from_secs(request.seconds))?;
    let mut bytes = Vec::new();
    input.take(request.length).read_to_end(&mut bytes)?;
    // The server ended within a file: there is nobody to answer.
    if bytes.len() as u64 != request.length {
        return Ok(false);
    }
    let outcome = request.task.run(Input::Bytes(&bytes)).map_err(|error| error.to_string());
    drop(bytes);
    let micros = limits::time_used().saturating_sub(begun).as_micros();
    let (answer, blobs) = Answer::split(outcome, u64::try_from(micros).unwrap_or(u64::MAX));
    write_line(output, &answer)?;
    blobs.iter().try_for_each(|blob| output.write_all(blob))?;
    output.flush()?;
    Ok(true)
}

#[cfg(unix)]
mod limits {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    use std::io;
    use std::time::Duration;

    pub fn bound_memory(bytes: u64) -> io::Result<()> {
        lower(Resource::As, bytes)?;
        // It may die at any time, and its memory is somebody's picture.
        lower(Resource::Core, 0)
    }

    /// Lets the system end the process when it has used so much more time.
    pub fn bound_time(more: Duration) -> io::Result<()> {
        // Begun seconds are counted by the system as none.
        lower(Resource::Cpu, (time_used() + more).as_secs() + 1)
    }

    /// The operator may have set a lower bound, which cannot be raised.
    fn lower(resource: Resource, to: u64) -> io::Result<()> {
        let maximum = getrlimit(resource).maximum;
        let current = Some(maximum.map_or(to, |most| most.min(to)));
        Ok(setrlimit(resource, Rlimit { current, maximum })?)
    }

    pub fn time_used() -> Duration {
        let time = clock_gettime(ClockId::ProcessCPUTime);
        let (seconds, nanos) = (u64::try_from(time.tv_sec), u32::try_from(time.tv_nsec));
        Duration::new(seconds.unwrap_or(0), nanos.unwrap_or(0))
    }
}

#[cfg(not(unix))]
mod limits {
    //! Other systems have the server's clock alone.

    use std::io;
    use std::sync::OnceLock;
    use std::time::{Duration, Instant};

    static BEGUN: OnceLock<Instant> = OnceLock::new();

    pub fn bound_memory(_: u64) -> io::Result<()> {
        Ok(())
    }

    pub fn bound_time(_: Duration) -> io::Result<()> {
        Ok(())
    }

    pub fn time_used() -> Duration {
        BEGUN.get_or_init(Instant::now).elapsed()
    }
}
