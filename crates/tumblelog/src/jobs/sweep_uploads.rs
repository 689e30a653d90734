//! Removes files that no post references.

use crate::Result;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use crate::media::pending_files::ROUND;
use std::time::Duration;

/// Between two rounds while there is more.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) fn kind() -> JobKind {
    JobKind {
        period: Some(Duration::from_secs(60)),
        at_start: true,
        ..JobKind::new("sweep-uploads", Lane::Maintenance, sweep_uploads)
    }
}

async fn sweep_uploads(run: JobRun) -> Result<Next> {
    // Until the backfill has ended, files in use look unused.
    if !run.site.is_media_backfilled().await? {
        return Ok(Next::Done);
    }
    let files = run.site.sweep_uploads(run.site.clock().now()).await?;
    if files > 0 {
        tracing::debug!(files, "removed files that no post references");
    }
    // The posts of a whole blog may have been deleted: then the next round comes soon.
    let more = i64::try_from(files).is_ok_and(|files| files >= ROUND);
    Ok(if more { Next::After(PAUSE) } else { Next::Done })
}
