//! What every handler is given.

use crate::limits::{Limiter, Limits};
use crate::metrics::Metrics;
use crate::oauth1::Nonces;
use model::{Clock, Time};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tumblelog::Site;

/// What an operator says about the site.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name of the site, in titles.
    pub title: String,
    /// Where the site is reached, without a slash at the end: `https://tags.example`. Feeds and canonical links
    /// use it; nothing is taken from the `Host` header, which anybody can write.
    pub base_url: String,
    /// Where the source code of what runs here can be had, where whoever runs the site said so.
    pub source_url: Option<String>,
    /// How often the API may be asked.
    pub limits: Limits,
}

/// The application: cheap to clone, shared by all requests.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    site: Site,
    clock: Arc<dyn Clock>,
    settings: Settings,
    metrics: Metrics,
    nonces: Nonces,
    limiter: Limiter,
    exports: Arc<Semaphore>,
    walks: Semaphore,
}

impl App {
    /// Puts a site behind HTTP. A slash at the end of `settings.base_url` is dropped.
    pub fn new(site: Site, clock: Arc<dyn Clock>, mut settings: Settings) -> Self {
        while settings.base_url.ends_with('/') {
            settings.base_url.pop();
        }
        let limiter = Limiter::new(settings.limits.clone());
        Self {
            inner: Arc::new(Inner {
                site,
                clock,
                settings,
                metrics: Metrics::default(),
                nonces: Nonces::default(),
                limiter,
                exports: Arc::new(Semaphore::new(1)),
                walks: Semaphore::new(1),
            }),
        }
    }

    pub(crate) fn site(&self) -> &Site {
        &self.inner.site
    }

    pub(crate) fn now(&self) -> Time {
        self.inner.clock.now()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// Nonces of the signed requests that this process has answered.
    pub(crate) fn nonces(&self) -> &Nonces {
        &self.inner.nonces
    }

    /// Counts the requests of the API.
    pub fn limiter(&self) -> &Limiter {
        &self.inner.limiter
    }

    /// A place for an export to be made.
    pub(crate) fn exports(&self) -> &Arc<Semaphore> {
        &self.inner.exports
    }

    /// A place for reading the rows of many posts.
    pub(crate) fn walks(&self) -> &Semaphore {
        &self.inner.walks
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }
}
