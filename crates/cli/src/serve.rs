//! `tagstead serve`: the site over HTTP.

use crate::data::{DataArguments, clock};
use crate::edge::{EdgeArguments, keep_fresh};
use crate::worker::Worker;
use crate::{Failure, Outcome};
use model::Clock;
use server::{App, Settings};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tumblelog::Site;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    data: DataArguments,
    #[command(flatten)]
    http: HttpArguments,
    /// TOML file of options under their own names, such as base-url = "https://tags.example". The command line and
    /// the environment go before it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    edge: EdgeArguments,
    #[command(flatten)]
    subjects: SubjectArguments,
}

/// What the site decides about subjects by itself.
#[derive(clap::Args, Clone, Copy, Default)]
pub struct SubjectArguments {
    /// Join proposals of at least this score, above 0 to 1, such as 0.99, without a person; each can be undone. Names
    /// that differ by marks alone are left to people. Without it nothing is joined.
    #[arg(long, value_name = "SCORE", value_parser = share)]
    pub join_above: Option<f32>,
}

fn share(text: &str) -> Result<f32, String> {
    let number = text.parse().ok().filter(|share: &f32| *share > 0.0 && *share <= 1.0);
    number.ok_or_else(|| "a number above 0 and not above 1 is accepted".to_owned())
}

/// How the site is reached.
#[derive(clap::Args)]
pub struct HttpArguments {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Where readers reach the site, such as https://tags.example; the listening address where not given.
    #[arg(long, value_name = "URL", env = "TAGSTEAD_BASE_URL")]
    pub base_url: Option<String>,
    /// Name of the site.
    #[arg(long, value_name = "NAME", default_value = "Tagstead", env = "TAGSTEAD_TITLE")]
    pub title: String,
    /// Let the clock stand still at this moment, for demonstrations and tests.
    #[arg(long, value_name = "TIME")]
    pub clock: Option<String>,
}

pub async fn run(arguments: Arguments) -> Outcome {
    let clock = clock(arguments.http.clock.as_deref())?;
    let site = arguments.data.open(clock.clone())?;
    // What an earlier process left in the tail.
    site.fold().await?;
    let opening = Opening { path: "/", more: "" };
    let Arguments { http, edge, subjects, data, .. } = arguments;
    answer(site, clock, http, &edge, subjects, &data.data, opening).await
}

/// Refuses an address that readers cannot reach a site at.
pub fn check_base_url(url: &str) -> Outcome {
    if url.starts_with("http://") || url.starts_with("https://") {
        return Ok(());
    }
    Err(Failure::Usage(format!("--base-url {url} must begin with http:// or https://")))
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
pub async fn answer(
    site: Site,
    clock: Arc<dyn Clock>,
    http: HttpArguments,
    edge: &EdgeArguments,
    subjects: SubjectArguments,
    folder: &Path,
    opening: Opening<'_>,
) -> Outcome {
    let listener = TcpListener::bind(http.listen)
        .await
        .map_err(|e| Failure::Usage(format!("{} cannot be listened on: {e}", http.listen)))?;
    let address = format!("{}://{}", edge.scheme(), listener.local_addr()?);
    if let Some(url) = &http.base_url {
        check_base_url(url)?;
        // For commands that run beside the server. An address to listen on is none for readers to keep.
        site.remember_base_url(url).await?;
    }
    let base_url = http.base_url.unwrap_or_else(|| address.clone());
    let limits = edge.limits();
    let edge = edge.open(folder, &base_url)?;
    // Before the address is said: whoever reads it may send a signal at once.
    let mut stop = signal(SignalKind::terminate())?;
    let stopped = async move {
        tokio::select! {
            _ = stop.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    if let Some(certificates) = edge.certificates.clone() {
        keep_fresh(certificates)?;
    }
    let mut said = format!("{address}{}\n{}", opening.path, opening.more);
    if let Some(authority) = edge.certificates.as_ref().and_then(|certificates| certificates.authority()) {
        said += &format!("clients must trust {}\n", authority.display());
    }
    // At once, because a reader may go after the first line.
    std::io::stdout().write_all(said.as_bytes())?;
    let worker = Worker::start(site.clone(), clock.clone(), subjects.join_above);
    let app = App::new(site, clock, Settings { title: http.title, base_url, limits });
    let served = server::serve(listener, server::router(app), edge, stopped).await;
    worker.stop().await;
    Ok(served?)
}
