//! Reads, once, which posts of a site that is older than the table of references use which files.

use crate::Result;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use std::time::Duration;

/// Steps of one run, of some thousand posts each.
const STEPS: u32 = 8;
/// Between two runs, so that those who publish get their turn.
const PAUSE: Duration = Duration::from_secs(2);

pub(crate) fn kind() -> JobKind {
    JobKind { at_start: true, ..JobKind::new("backfill-media", Lane::Maintenance, backfill_media) }
}

async fn backfill_media(run: JobRun) -> Result<Next> {
    for _ in 0..STEPS {
        if !run.site.backfill_post_media().await? {
            return Ok(Next::Done);
        }
    }
    Ok(Next::After(PAUSE))
}
