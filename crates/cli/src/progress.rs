//! How far a long work has come: a bar on a terminal, plain lines elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;

/// Lines are written each time so many things are done.
const LINE_EVERY: u64 = 10_000;

/// The progress of one work.
pub struct Progress {
    bar: Option<ProgressBar>,
    what: &'static str,
    done: u64,
    told: u64,
}

impl Progress {
    /// Work on so many `what`; `None` where nobody knows how many.
    pub fn new(what: &'static str, total: Option<u64>) -> Self {
        // In a log file a bar is nothing but control codes.
        let bar = std::io::stderr().is_terminal().then(|| match total {
            Some(total) => ProgressBar::new(total)
                .with_style(bar_style("{wide_bar} {human_pos}/{human_len} {msg} {eta}")),
            None => ProgressBar::no_length().with_style(bar_style("{spinner} {human_pos} {msg} {per_sec}")),
        });
        if let Some(bar) = &bar {
            bar.set_message(what);
        }
        Self { bar, what, done: 0, told: 0 }
    }

    /// So many more are done.
    #[expect(clippy::print_stderr, reason = "progress where there is no terminal")]
    pub fn add(&mut self, count: u64) {
        self.done += count;
        match &self.bar {
            Some(bar) => bar.inc(count),
            None if self.done >= self.told + LINE_EVERY => {
                self.told = self.done;
                eprintln!("{} {}", self.done, self.what);
            }
            None => {}
        }
    }

    /// Says something without disturbing the bar.
    #[expect(clippy::print_stderr, reason = "progress where there is no terminal")]
    pub fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar_style(template: &str) -> ProgressStyle {
    // A wrong template is no reason to stop a long import.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
