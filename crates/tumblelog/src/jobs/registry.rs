//! All kinds of jobs that a worker knows.

use crate::jobs::job_kind::JobKind;
use crate::jobs::{
    backfill_media, compare_duplicates, find_orphans, find_proposals, mark_robots, prune_expired,
    publish_due, sweep_uploads,
};

/// The kinds, one file each.
///
/// Counts of failed searches are no job: they wait in the memory of the process that answered the searches, and only that
/// process can write them down ([`crate::Site::keep_missed`]).
pub fn standard_kinds() -> Vec<JobKind> {
    vec![
        publish_due::kind(),
        compare_duplicates::kind(),
        mark_robots::kind(),
        find_proposals::kind(),
        prune_expired::kind(),
        backfill_media::kind(),
        sweep_uploads::kind(),
        find_orphans::kind(),
    ]
}
