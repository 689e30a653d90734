//! Publishes posts of blog queues whose time has come. Its next run is when the next post is due; whatever brings a post
//! into a queue, or changes a timetable, enqueues it, so that it looks again.

use crate::jobs::back_off::BackOff;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use crate::queue::blog_queue::PUBLISH_JOB;
use crate::{Error, Result};
use std::time::Duration;
use store::queued_posts;

/// The longest time between two looks. Posts that a repair put into a queue wait for no longer.
const LONGEST: Duration = Duration::from_secs(60);

pub(crate) fn kind() -> JobKind {
    JobKind {
        period: Some(LONGEST),
        at_start: true,
        // One post that cannot be published must not keep those of other blogs waiting for long.
        back_off: BackOff { first: Duration::from_secs(2), longest: Duration::from_secs(5) },
        ..JobKind::new(PUBLISH_JOB.kind, Lane::Due, publish_due)
    }
}

async fn publish_due(run: JobRun) -> Result<Next> {
    let now = run.site.clock().now();
    let published = run.site.run_due(now).await?;
    if !published.is_empty() {
        tracing::debug!(posts = published.len(), "published from queues");
    }
    let next = run.site.store.read(|tx| Ok::<_, Error>(queued_posts::earliest_due(tx)?)).await?;
    let Some(next) = next else { return Ok(Next::Done) };
    let wait = u64::try_from(next.0.saturating_sub(now.0)).unwrap_or(0);
    // What is due and was not published is another process's at this moment: no need to ask at once.
    let shortest = if published.is_empty() { Duration::from_secs(1) } else { Duration::ZERO };
    Ok(Next::After(Duration::from_millis(wait).clamp(shortest, LONGEST)))
}
