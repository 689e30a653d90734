//! Options for watching a server.

use server::{Operation, RequestLog};
use std::path::Path;
use std::time::Duration;

/// Megabytes that must be free where nothing else is said.
const FREE_MB: u32 = 100;
const SLOW_MS: u32 = 1000;

#[derive(clap::Args, Clone, Copy)]
#[command(next_help_heading = "Logs and health")]
pub struct OperationArguments {
    /// Which requests are logged, a line each: off; errors for those that failed on the side of the site; or all.
    #[arg(long, value_name = "WHICH", default_value = "errors")]
    request_log: RequestLog,
    /// Log calls of the database that take longer than so many milliseconds, and expensive ones that take five times as
    /// long; 0 logs none.
    #[arg(long, value_name = "MS", default_value_t = SLOW_MS)]
    slow_database_ms: u32,
    /// Count as not ready (/readyz) with less room than so many megabytes on the disk of the data folder.
    #[arg(long, value_name = "MB", default_value_t = FREE_MB)]
    ready_free_mb: u32,
}

impl Default for OperationArguments {
    fn default() -> Self {
        Self { request_log: RequestLog::default(), slow_database_ms: SLOW_MS, ready_free_mb: FREE_MB }
    }
}

impl OperationArguments {
    /// The same for a server whose data is in `folder`.
    pub fn operation(&self, folder: &Path) -> Operation {
        Operation {
            request_log: self.request_log,
            data_folder: Some(folder.to_owned()),
            least_free: u64::from(self.ready_free_mb) * 1_000_000,
        }
    }

    /// From when on a call of the database is slow; zero where that is not logged.
    pub fn slow_database(&self) -> Duration {
        Duration::from_millis(self.slow_database_ms.into())
    }
}
