//! What one process keeps to answer its operator.

use crate::http::serve::OpenConnections;
use crate::operation::cached::Cached;
use crate::operation::health::Readiness;
use crate::operation::request_id::RequestIds;
use crate::operation::request_metrics::RequestMetrics;
use crate::operation::settings::Operation;
use std::time::{Duration, Instant};
use tumblelog::{LineBudget, SiteFigures};

/// How long figures of the database serve further scrapes: several programs may scrape, and counting jobs is not free.
const FIGURES: Duration = Duration::from_secs(5);
/// How long an answer of `/readyz` serves: everybody may ask, and each look is a read of the database.
const READINESS: Duration = Duration::from_secs(1);
/// Lines a second in the log of failed requests: an outage fails all of them.
const LINES: u32 = 10;

/// What one process keeps to answer its operator.
pub struct Watched {
    pub(crate) settings: Operation,
    pub(crate) requests: RequestMetrics,
    pub(crate) ids: RequestIds,
    pub(crate) lines: LineBudget,
    pub(crate) connections: OpenConnections,
    pub(super) started: Instant,
    pub(super) figures: Cached<Option<SiteFigures>>,
    pub(super) readiness: Cached<Readiness>,
}

impl Watched {
    /// Nothing counted yet.
    pub fn new(settings: Operation) -> Self {
        Self {
            settings,
            requests: RequestMetrics::default(),
            ids: RequestIds::default(),
            lines: LineBudget::new(LINES),
            connections: OpenConnections::default(),
            started: Instant::now(),
            figures: Cached::new(FIGURES),
            readiness: Cached::new(READINESS),
        }
    }
}
