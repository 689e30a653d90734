//! Work of the background. A job is a row of the table `job`, written in the transaction that causes the work, so that
//! nothing is forgotten when a process dies. Workers of any number of processes claim jobs by lane for a limited time (a
//! lease), retry those that fail with growing pauses, and keep those that fail too often as dead, with the reason.
//!
//! A job may run twice: a worker that stalls for longer than its lease loses it to another. So a handler's effects must be
//! the same when it runs again; all handlers here work on rows that say by themselves what is still to be done.
//!
//! No kept library fits: apalis, sqlxmq and underway bring a second driver (sqlx) with connections of their own, and
//! graphile-worker works on PostgreSQL alone, so that none could enqueue in our transaction on both databases. What is ours
//! is one table, nine statements and this folder.

mod back_off;
mod backfill_media;
mod compare_duplicates;
mod find_orphans;
mod find_proposals;
mod job_kind;
mod job_runner;
pub(crate) mod lane;
mod manage_jobs;
mod mark_robots;
mod prune_expired;
mod publish_due;
mod registry;
mod run_outcome;
mod sweep_uploads;

pub use back_off::BackOff;
pub use job_kind::{Handler, HandlerFuture, JobKind, JobRun, Next};
pub use job_runner::{JobRunner, LEASE};
pub use lane::Lane;
pub use manage_jobs::{JobSelection, LISTED};
pub use registry::standard_kinds;
pub use store::job_claims::ClaimedJob;
pub use store::job_list::{JobRow, LaneCount};
