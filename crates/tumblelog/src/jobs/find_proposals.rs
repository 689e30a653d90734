//! Looks for tags that may be one subject: at new tags and, where there are none, at a few of the others once more.

use crate::Result;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use std::time::Duration;

/// Steps of one run at most: after a large import the search takes its time and leaves the machine to readers.
const STEPS: usize = 16;
/// Steps over tags that were looked at before.
const AGAIN: usize = 5;
/// Between two runs while there are new tags, and while there are none.
const BUSY: Duration = Duration::from_secs(2);
const QUIET: Duration = Duration::from_secs(10);

pub(crate) fn kind() -> JobKind {
    JobKind {
        period: Some(QUIET),
        at_start: true,
        ..JobKind::new("find-proposals", Lane::Proposals, find_proposals)
    }
}

async fn find_proposals(run: JobRun) -> Result<Next> {
    let (mut again, mut joined) = (0, 0);
    for _ in 0..STEPS {
        // Read in each step, because a moderator may change it while the job runs.
        let join_above = run.site.settings().join_above;
        let round = run.site.propose_next(true, join_above).await?;
        joined += round.joined;
        again += usize::from(round.new == 0);
        // The steps can take long, and a stop should not wait for all of them.
        if again == AGAIN || (round.new == 0 && round.again == 0) || run.is_stopping() {
            break;
        }
    }
    if joined > 0 {
        tracing::debug!(proposals = joined, "joined above the threshold");
    }
    Ok(if again == 0 { Next::After(BUSY) } else { Next::Done })
}
