//! Work beside requests: the loops of a process, and the commands that run or manage jobs.

pub mod failed_search_flush;
pub mod jobs_command;
pub mod settings_watch;
pub mod worker;
pub mod worker_command;
