//! Brings the posts of blogs in step with what was declared of them: posted by a program or not. A declaration enqueues it.

use crate::Result;
use crate::blog::robot::MARK_ROBOTS_JOB;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use std::time::Duration;

/// Posts looked at in one run at most.
const POSTS: usize = 1_000;
/// Between runs over a large blog, so that those who publish get their turn.
const PAUSE: Duration = Duration::from_secs(2);

pub(crate) fn kind() -> JobKind {
    JobKind { at_start: true, ..JobKind::new(MARK_ROBOTS_JOB.kind, Lane::Maintenance, mark_robots) }
}

async fn mark_robots(run: JobRun) -> Result<Next> {
    let posts = run.site.mark_robots(POSTS).await?;
    Ok(if posts < POSTS { Next::Done } else { Next::After(PAUSE) })
}
