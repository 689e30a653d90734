//! What the `tagstead` command promises: exit codes, streams, idempotence, and answers over HTTP, on every
//! database.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests: what fails ends them")]

mod accounts;
mod backup;
mod copies;
mod crash;
mod decode;
mod edge;
mod export;
mod failures;
mod faults;
mod hostile;
mod import;
mod jobs;
mod kill;
mod migrate;
mod operation;
mod proposals;
mod publisher;
mod queue;
mod run;
mod sample_config;
mod serve;
mod settings;
mod subjects;
mod usage;
