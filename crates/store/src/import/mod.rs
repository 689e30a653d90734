//! Import runs, and which posts they brought.

pub mod import_runs;
pub mod imports;
