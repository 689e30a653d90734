//! Looks for kept files that the database does not know.

use crate::Result;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use std::time::Duration;

/// Steps of one run, of 500 files each.
const STEPS: u32 = 4;
/// Between two runs, so that others in the lane get their turn.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) fn kind() -> JobKind {
    JobKind {
        // A file must be a day old; with this it is gone some hours later.
        period: Some(Duration::from_secs(6 * 3600)),
        at_start: true,
        ..JobKind::new("find-orphans", Lane::Maintenance, find_orphans)
    }
}

async fn find_orphans(run: JobRun) -> Result<Next> {
    // Until the backfill has ended, files in use look unknown.
    if !run.site.is_media_backfilled().await? {
        return Ok(Next::Done);
    }
    for _ in 0..STEPS {
        let step = run.site.find_orphans(run.site.clock().now()).await?;
        if step.files > 0 {
            tracing::warn!(
                files = step.files,
                "found files that the database does not know; they are removed"
            );
        }
        if step.last {
            return Ok(Next::Done);
        }
        if run.is_stopping() {
            break;
        }
    }
    Ok(Next::After(PAUSE))
}
