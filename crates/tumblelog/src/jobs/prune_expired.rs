//! Deletes rows that expired: sessions, tokens, nonces and the like.

use crate::Result;
use crate::jobs::job_kind::{JobKind, JobRun, Next};
use crate::jobs::lane::Lane;
use std::time::Duration;

pub(crate) fn kind() -> JobKind {
    JobKind {
        period: Some(Duration::from_secs(600)),
        at_start: true,
        ..JobKind::new("prune-expired", Lane::Maintenance, prune_expired)
    }
}

async fn prune_expired(run: JobRun) -> Result<Next> {
    let rows = run.site.prune_expired(run.site.clock().now()).await?;
    tracing::debug!(rows, "pruned expired rows");
    Ok(Next::Done)
}
