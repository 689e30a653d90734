//! `tagstead serve`: the site over HTTP.

pub mod edge;
mod operation;

use crate::background::failed_search_flush::FailedSearchFlush;
use crate::background::settings_watch::SettingsWatch;
use crate::background::worker::Worker;
use crate::base_url::parse_base_url;
use crate::data::{DataArguments, MigrationArguments, make_clock};
use crate::media_store::prepare_media;
use crate::serve::edge::{EdgeArguments, keep_fresh};
use crate::setting_arguments::SettingArguments;
use crate::shutdown::{Shutdown, ShutdownArguments};
use crate::{Failure, Outcome};
use model::Clock;
use server::{App, ConnectionSettings, ServerOptions};
use std::io::{ErrorKind, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tumblelog::Site;
use tumblelog::events::EventReader;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    migrations: MigrationArguments,
    #[command(flatten)]
    http: HttpArguments,
    /// TOML file of options under their own names, such as base-url = "https://tags.example". The command line and
    /// the environment go before it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    edge: EdgeArguments,
    #[command(flatten)]
    settings: SettingArguments<false>,
    #[command(flatten)]
    jobs: JobArguments,
    #[command(flatten)]
    shutdown: ShutdownArguments,
}

/// Whether the server works on jobs.
#[derive(clap::Args, Clone, Copy, Default)]
#[command(next_help_heading = "Background")]
pub struct JobArguments {
    /// Leave the jobs of the background to `tagstead worker`. Without one, nothing that is queued is published.
    #[arg(long)]
    no_worker: bool,
}

/// How the site is reached.
#[derive(clap::Args)]
pub struct HttpArguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where readers reach the site, such as https://tags.example; the listening address where not given.
    /// It is a host alone: a path behind it is refused.
    #[arg(long, value_name = "URL", env = "TAGSTEAD_BASE_URL", value_parser = parse_base_url)]
    pub base_url: Option<String>,
    /// Let the clock stand still at this moment, for demonstrations and tests.
    #[arg(long, value_name = "TIME")]
    pub clock: Option<String>,
}

pub async fn run_serve(arguments: Arguments) -> Outcome {
    let clock = make_clock(arguments.http.clock.as_deref())?;
    let site = arguments.data.open_with(clock.clone(), arguments.migrations.migrations())?;
    prepare_media(&site, true).await?;
    // What an earlier process left in the tail.
    site.compact_tail().await?;
    let first_step = if site.has_accounts().await? { String::new() } else { account_hint(&arguments.data) };
    let opening = Opening { path: "/", more: &first_step };
    let Arguments { http, edge, settings: SettingArguments(fixed), jobs, shutdown, data, .. } = arguments;
    let site = site.with_fixed_settings(fixed);
    let background = Background { jobs, shutdown };
    answer_requests(site, clock, http, &edge, background, &data.data, opening).await
}

/// How to make the first account of the site at `data`.
fn account_hint(data: &DataArguments) -> String {
    // A database address may hold a password, which is not repeated.
    let database = if data.database.is_some() { " --database URL" } else { "" };
    format!(
        "No account exists yet. Make one: tagstead account create NAME --blog BLOG --data {}{database}\n",
        data.data.display()
    )
}

/// What a server does beside answering.
#[derive(Clone, Copy, Default)]
pub struct Background {
    pub jobs: JobArguments,
    pub shutdown: ShutdownArguments,
}

/// What is said when the site can be reached.
pub struct Opening<'a> {
    /// The page whose address is said first.
    pub path: &'a str,
    /// Lines after it, each with its end.
    pub more: &'a str,
}

/// Listens, says where and answers until the process is told to stop. Certificates of our own making are kept in
/// `folder`.
pub async fn answer_requests(
    site: Site,
    clock: Arc<dyn Clock>,
    http: HttpArguments,
    edge: &EdgeArguments,
    background: Background,
    folder: &Path,
    opening: Opening<'_>,
) -> Outcome {
    // Before the first page is made.
    site.refresh_settings().await?;
    // A port in use must be told before the site remembers another address.
    let listener = listen_on(http.listen).await?;
    let address = format!("{}://{}", edge.scheme(), listener.local_addr()?);
    if let Some(url) = &http.base_url {
        // For commands that run beside the server. An address to listen on is none for readers to keep.
        site.remember_base_url(url).await?;
    }
    let base_url = http.base_url.unwrap_or_else(|| address.clone());
    let (limits, protection) = (edge.limits(), edge.protection()?);
    let metrics = match edge.metrics_listen() {
        Some(address) => Some(listen_on(address).await?),
        None => None,
    };
    let operation = edge.operation().operation(folder);
    site.store_calls().log_slower_than(edge.operation().slow_database());
    let mut edge = edge.open(folder, &base_url)?;
    let Background { jobs, shutdown } = background;
    edge.shutdown = shutdown.limit();
    // Before the address is said: whoever reads it may send a signal at once.
    let stop = Shutdown::listen(shutdown.limit())?;
    match edge.certificates.clone() {
        Some(certificates) => keep_fresh(certificates)?,
        None => ignore_hangup()?,
    }
    print_addresses(&address, &opening, &edge, metrics.as_ref())?;
    let watch = SettingsWatch::start(site.clone());
    let worker = (!jobs.no_worker).then(|| Worker::start(site.clone()));
    let failed_searches = FailedSearchFlush::start(site.clone());
    let events = EventReader::start(site.clone()).await?;
    let options = ServerOptions { base_url, limits };
    let app = App::with_operation(site, clock, options, protection, operation);
    edge.open = app.open_connections();
    let metrics = metrics.map(|listener| MetricsServer::start_server(listener, app.clone()));
    let told = stop.clone();
    let stopped = async move {
        told.wait().await;
    };
    let serving = server::serve(listener, server::router(app), edge, stopped);
    let served = run_until_stopped(serving, worker, &stop).await;
    // It ends after the site, so that the last requests can be watched.
    if let Some(metrics) = metrics {
        metrics.stop_server().await;
    }
    events.stop().await;
    failed_searches.stop().await;
    watch.stop();
    Ok(served?)
}

/// Says where the site can be reached.
fn print_addresses(
    address: &str,
    opening: &Opening<'_>,
    edge: &ConnectionSettings,
    metrics: Option<&TcpListener>,
) -> std::io::Result<()> {
    let mut said = format!("{address}{}\n{}", opening.path, opening.more);
    if let Some(authority) = edge.certificates.as_ref().and_then(|certificates| certificates.authority_path())
    {
        said += &format!("clients must trust {}\n", authority.display());
    }
    if let Some(metrics) = metrics {
        said += &format!("metrics at http://{}/metrics\n", metrics.local_addr()?);
    }
    // At once, because a reader may go after the first line.
    std::io::stdout().write_all(said.as_bytes())
}

/// Serves and works on jobs, and ends both within the same time.
async fn run_until_stopped(
    serving: impl Future<Output = std::io::Result<()>>,
    worker: Option<Worker>,
    stop: &Shutdown,
) -> std::io::Result<()> {
    let serving = async {
        let served = serving.await;
        // A server that cannot begin ends the jobs too. After a signal this changes nothing.
        stop.begin(Duration::ZERO);
        served
    };
    let working = async {
        let deadline = stop.wait().await;
        if let Some(worker) = worker {
            worker.stop_by(deadline).await;
        }
    };
    tokio::join!(serving, working).0
}

/// A service manager sends SIGHUP to reload, which must not end a site without certificates to read again. At a terminal
/// it means that the terminal was closed, and ends the process.
fn ignore_hangup() -> std::io::Result<()> {
    if !std::io::stdin().is_terminal() {
        // The handler stays as long as the process lives, also when nobody reads from it.
        drop(signal(SignalKind::hangup())?);
    }
    Ok(())
}

fn cannot_listen(address: SocketAddr, error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        ErrorKind::AddrInUse => "; another program uses it, choose another with --listen",
        ErrorKind::PermissionDenied => {
            "; ports below 1024 are for privileged programs, choose another with --listen"
        }
        ErrorKind::AddrNotAvailable => "; this machine has no such address",
        _ => "",
    };
    Failure::Usage(format!("{address} cannot be listened on: {error}{hint}"))
}

async fn listen_on(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| cannot_listen(address, &error))
}

/// `/metrics` at an address of its own, as long as the site is served.
struct MetricsServer {
    stop: oneshot::Sender<()>,
    running: JoinHandle<std::io::Result<()>>,
}

impl MetricsServer {
    fn start_server(listener: TcpListener, app: App) -> Self {
        let (stop, stopped) = oneshot::channel();
        let router = server::metrics_router(app);
        let served =
            server::serve(listener, router, ConnectionSettings::default(), async { drop(stopped.await) });
        Self { stop, running: tokio::spawn(served) }
    }

    async fn stop_server(self) {
        let _ = self.stop.send(());
        match self.running.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, "/metrics could not be served"),
            Err(error) => tracing::error!(%error, "/metrics ended badly"),
        }
    }
}
