//! What every handler is given.

use crate::auth::oauth1::Nonces;
use crate::auth::security_log::Flood;
use crate::http::limits::{Limiter, Limits};
use crate::http::protection::Protection;
use crate::http::serve::OpenConnections;
use crate::operation::{Operation, Watched};
use model::{Clock, Time};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tumblelog::Site;
use tumblelog::settings::{SettingsCache, SiteSettings};

/// What an operator says about the server when it starts.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// Where the site is reached, without a slash at the end: `https://tags.example`. Feeds and canonical links
    /// use it; nothing is taken from the `Host` header, which anybody can write.
    pub base_url: String,
    /// How often the API may be asked.
    pub limits: Limits,
}

/// What pages go by: where the site is reached, and the settings that may change at any moment.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// As in [`ServerOptions`].
    pub base_url: String,
    cache: SettingsCache,
}

impl Settings {
    pub fn new(base_url: &str, cache: SettingsCache) -> Self {
        // Paths begin with a slash, and signatures are checked against the exact address.
        Self { base_url: base_url.trim_end_matches('/').to_owned(), cache }
    }

    /// The settings that count now. A page reads them once, so that it is of one piece.
    pub fn site(&self) -> Arc<SiteSettings> {
        self.cache.current()
    }
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
    protection: Protection,
    flood: Flood,
    watched: Watched,
    nonces: Nonces,
    limiter: Limiter,
    exports: Arc<Semaphore>,
}

impl App {
    /// Puts a site behind HTTP, with nothing said of its protection. A slash at the end of `options.base_url` is
    /// dropped.
    pub fn new(site: Site, clock: Arc<dyn Clock>, options: ServerOptions) -> Self {
        Self::with_protection(site, clock, options, Protection::default())
    }

    /// The same, protected as the operator says.
    pub fn with_protection(
        site: Site,
        clock: Arc<dyn Clock>,
        options: ServerOptions,
        protection: Protection,
    ) -> Self {
        Self::with_operation(site, clock, options, protection, Operation::default())
    }

    /// The same, protected and watched as the operator says.
    pub fn with_operation(
        site: Site,
        clock: Arc<dyn Clock>,
        options: ServerOptions,
        protection: Protection,
        operation: Operation,
    ) -> Self {
        let settings = Settings::new(&options.base_url, site.settings_cache().clone());
        let limiter = Limiter::new(options.limits);
        Self {
            inner: Arc::new(Inner {
                site,
                clock,
                settings,
                protection,
                flood: Flood::default(),
                watched: Watched::new(operation),
                nonces: Nonces::default(),
                limiter,
                // An export holds a database snapshot and a thread, so there is one at a time.
                exports: Arc::new(Semaphore::new(1)),
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

    pub(crate) fn protection(&self) -> &Protection {
        &self.inner.protection
    }

    /// The security events of this process.
    pub(crate) fn flood(&self) -> &Flood {
        &self.inner.flood
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
    pub(crate) fn export_slots(&self) -> &Arc<Semaphore> {
        &self.inner.exports
    }

    /// What this process keeps to answer its operator.
    pub(crate) fn watched(&self) -> &Watched {
        &self.inner.watched
    }

    /// The number of connections, for the [`ConnectionSettings`](crate::ConnectionSettings) of the listener whose
    /// connections are to be counted.
    pub fn open_connections(&self) -> OpenConnections {
        self.inner.watched.connections.clone()
    }
}
