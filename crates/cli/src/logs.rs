//! Logs on standard error: plain text unless a person watches, and about this program alone.

use crate::{Failure, Outcome};
use server::REQUEST_SPAN;
use std::ffi::OsStr;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

const VARIABLE: &str = "TAGSTEAD_LOG";
/// Our crates, whose names begin alike, tell what they do. What libraries warn of is about files that people sent,
/// such as odd tags of a sound, and nothing an operator can act on; their errors are kept. The security log has a target of
/// its own.
const USUAL: &str = "error,tagstead=info,security=info,request=info";
/// `text`, or `json` for one object a line.
const FORMAT: &str = "TAGSTEAD_LOG_FORMAT";

/// Starts logging as `TAGSTEAD_LOG` asks.
///
/// # Errors
/// [`Failure::Usage`] for a filter that cannot be read.
pub fn start_logging() -> Outcome {
    // Colour codes only make a log file harder to search.
    let colored = std::io::stderr().is_terminal() && !is_set(std::env::var_os("NO_COLOR").as_deref());
    let filter = log_filter(std::env::var_os(VARIABLE).as_deref())?;
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter);
    if is_json(std::env::var_os(FORMAT).as_deref())? {
        // The spans say in which request a line was written; the innermost alone would repeat one of them.
        lines.json().flatten_event(true).with_current_span(false).init();
    } else {
        lines.with_ansi(colored).init();
    }
    Ok(())
}

/// An empty variable counts as none: that is how unit files and containers unset one.
pub fn is_set(value: Option<&OsStr>) -> bool {
    value.is_some_and(|value| !value.is_empty())
}

fn is_json(asked: Option<&OsStr>) -> Result<bool, Failure> {
    match asked.filter(|_| is_set(asked)).map(OsStr::to_string_lossy).as_deref() {
        None | Some("text") => Ok(false),
        Some("json") => Ok(true),
        Some(other) => {
            Err(Failure::Usage(format!("{FORMAT} “{other}” cannot be read: text or json is accepted")))
        }
    }
}

fn log_filter(asked: Option<&OsStr>) -> Result<EnvFilter, Failure> {
    let filter = read_filter(asked)?;
    // The span alone writes no line. Without it the lines that are let through would lose the id of their request.
    Ok(match format!("{REQUEST_SPAN}=error").parse() {
        Ok(span) => filter.add_directive(span),
        Err(_) => filter,
    })
}

fn read_filter(asked: Option<&OsStr>) -> Result<EnvFilter, Failure> {
    let Some(asked) = asked.filter(|_| is_set(asked)) else { return Ok(EnvFilter::new(USUAL)) };
    let text = asked.to_string_lossy();
    EnvFilter::try_new(&*text).map_err(|error| {
        let accepted =
            "a level (error, warn, info, debug, trace) or TARGET=LEVEL, several with commas between";
        Failure::Usage(format!("{VARIABLE} “{text}” cannot be read: {error}; it takes {accepted}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn logged(asked: Option<&str>) -> String {
        let lines = Lines::default();
        let writer = lines.clone();
        let Ok(filter) = log_filter(asked.map(OsStr::new)) else { return "refused".to_owned() };
        let subscriber = tracing_subscriber::fmt()
            .with_writer(move || writer.clone())
            .with_ansi(false)
            .without_time()
            .with_env_filter(filter)
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "tagstead_server", "ours");
            tracing::debug!(target: "tagstead_server", "ours in detail");
            tracing::warn!(target: "lofty", "an odd tag");
            tracing::error!(target: "hyper", "a library failed");
        });
        let bytes = lines.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| line.rsplit(": ").next().unwrap()).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn by_default_libraries_are_heard_only_where_they_fail() {
        assert_eq!(logged(None), "ours, a library failed");
        assert_eq!(logged(Some("")), "ours, a library failed");
        assert_eq!(logged(Some("warn")), "an odd tag, a library failed");
        assert_eq!(logged(Some("off,tagstead=debug")), "ours, ours in detail");
        assert_eq!(logged(Some("tagstead=loud")), "refused");
    }
}
