//! Compares new posts with those that may be their duplicates. Whatever lets a post wait for that enqueues it.

use crate::Result;
use crate::duplicates::COMPARE_JOB;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use std::time::Duration;

/// Posts compared in one run at most; the next goes on.
const COMPARED: usize = 4_000;
/// While posts are published all the time, one run compares those of two seconds.
const PAUSE: Duration = Duration::from_secs(2);
/// The longest time between two looks.
const LONGEST: Duration = Duration::from_secs(600);

pub(crate) fn kind() -> JobKind {
    JobKind {
        at_start: true,
        pause: PAUSE,
        period: Some(LONGEST),
        ..JobKind::new(COMPARE_JOB.kind, Lane::Duplicates, compare_duplicates)
    }
}

async fn compare_duplicates(run: JobRun) -> Result<Next> {
    let posts = run.site.find_duplicates(COMPARED).await?;
    Ok(match posts {
        0 => Next::Done,
        // A post whose transaction was open while the job was claimed is seen by the next run, which it did not ask for.
        1..COMPARED => Next::After(PAUSE),
        _ => Next::After(Duration::ZERO),
    })
}
