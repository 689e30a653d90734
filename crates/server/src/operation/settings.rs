//! What an operator says about watching the server.

use crate::operation::request_log::RequestLog;
use std::path::PathBuf;

/// What an operator says about watching the server.
#[derive(Debug, Clone, Default)]
pub struct Operation {
    /// Which requests are logged.
    pub request_log: RequestLog,
    /// The folder whose disk must have room; none is looked at where it is not named.
    pub data_folder: Option<PathBuf>,
    /// Fewest free bytes with which the server counts as ready.
    pub least_free: u64,
}
