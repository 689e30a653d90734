//! The busiest tag's page beside many clients that ask for the most expensive pages a visitor without an account can ask
//! for: over HTTP, against a server of its own on the loopback device.

mod client;
mod pages;

use super::load;
use super::manifest::Manifest;
use super::timing::Timing;
use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use client::{Answer, get_page};
use server::{App, ConnectionSettings, Limits, ServerOptions};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

/// The page that must stay fast.
const TAG_PAGE: &str = "/tagged/hot";
/// How many times its quiet value the 99th percentile may take.
const BAR: f64 = 10.0;
/// One request in so many is given up by its client.
const GIVEN_UP: usize = 4;
/// After how long.
const PATIENCE: Duration = Duration::from_millis(200);
/// From one request for the tag page to the next, so that its client is one reader and not a load of its own.
const PAUSE: Duration = Duration::from_millis(5);

#[derive(clap::Args)]
pub struct Arguments {
    /// Posts, where the data folder is new; a folder that `bench load` made is used as it is.
    #[arg(long, default_value_t = 200_000)]
    posts: u64,
    /// Clients on expensive pages, each with an address of its own.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u8).range(1..=200))]
    clients: u8,
    /// How long the tag page is measured, alone and beside them.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    #[command(flatten)]
    data: DataArguments,
}

#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn run_overload(arguments: Arguments) -> Outcome {
    let Arguments { posts, clients, seconds, data } = arguments;
    if Manifest::read(&data.data).is_err() {
        load::run_load(&data, posts, 1).await?;
    }
    let manifest = Manifest::read(&data.data)?;
    let (address, stop) = start_server(&data).await?;
    let seconds = Duration::from_secs(seconds);
    // Its summary is worked out once and kept, as on any site that is asked for it now and then.
    get_page(address, Ipv4Addr::LOCALHOST, TAG_PAGE).await?;
    let quiet = measure_tag_page(address, seconds).await?;
    println!("{} posts, {TAG_PAGE}, milliseconds", manifest.posts);
    println!("alone: {}", describe_timing(&quiet));

    let (end, ended) = watch::channel(false);
    let load: Vec<_> = (0..clients)
        .map(|n| {
            tokio::spawn(ask_expensive_pages(address, n, pages::most_expensive(&manifest), ended.clone()))
        })
        .collect();
    // The load has to build up before it is measured beside.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let beside = measure_tag_page(address, seconds).await?;
    println!("beside {clients} clients on expensive pages: {}", describe_timing(&beside));
    end.send_replace(true);
    let mut tally = Tally::default();
    for client in load {
        tally.add_tally(client.await.map_err(anyhow::Error::from)?);
    }
    tally.print_tally();
    let _ = stop.send(());
    let ratio = beside.at(0.99) / quiet.at(0.99);
    println!("ratio of the 99th percentiles: {ratio:.1} (bar {BAR:.0})");
    match ratio <= BAR {
        true => Ok(()),
        false => Err(Failure::Failed(anyhow::anyhow!("the tag page became {ratio:.1} times as slow"))),
    }
}

/// Serves the site of a data folder on a free port, with the limits that `serve` has without options.
async fn start_server(data: &DataArguments) -> Result<(SocketAddr, oneshot::Sender<()>), Failure> {
    let clock = make_clock(None)?;
    let site = data.open_existing(clock.clone())?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let options = ServerOptions { base_url: format!("http://{address}"), limits: Limits::default() };
    let router = server::router(App::new(site, clock, options));
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(server::serve(listener, router, ConnectionSettings::default(), async {
        drop(stopped.await);
    }));
    Ok((address, stop))
}

async fn measure_tag_page(address: SocketAddr, seconds: Duration) -> Result<Timing, Failure> {
    let mut took = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < seconds {
        let start = Instant::now();
        let answer = get_page(address, Ipv4Addr::LOCALHOST, TAG_PAGE).await?;
        took.push(start.elapsed());
        if answer.status != 200 {
            return Err(Failure::Failed(anyhow::anyhow!("the tag page was answered with {}", answer.status)));
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(Timing::from(took))
}

fn describe_timing(timing: &Timing) -> String {
    let [median, ninetieth, last] = [0.5, 0.9, 0.99].map(|share| timing.at(share));
    let (most, repeats) = (timing.at(1.0), timing.repeats());
    format!(
        "{median:.2} at the median, {ninetieth:.2} at the 90th percentile, {last:.2} at the 99th, {most:.1} at the most, of {repeats}"
    )
}

/// What became of requests: their number by page and status, and how long they took. A status of 0 was given up.
#[derive(Default)]
struct Tally(BTreeMap<(&'static str, u16), Vec<Duration>>);

impl Tally {
    fn add_tally(&mut self, other: Self) {
        for (key, took) in other.0 {
            self.0.entry(key).or_default().extend(took);
        }
    }

    #[expect(clippy::print_stdout, reason = "the figures are the command's result")]
    fn print_tally(self) {
        for ((name, status), took) in self.0 {
            let timing = Timing::from(took);
            let status = if status == 0 { "given up".to_owned() } else { status.to_string() };
            println!(
                "  {name:<34} {status:>8} {:>6} times, {:.0} ms at the median",
                timing.repeats(),
                timing.at(0.5)
            );
        }
    }
}

/// Asks for one expensive page after the other from an address of its own, without a pause.
async fn ask_expensive_pages(
    address: SocketAddr,
    n: u8,
    pages: Vec<pages::ExpensivePage>,
    ended: watch::Receiver<bool>,
) -> Tally {
    // Never the address of the measuring client, which must not share its limits.
    let from = Ipv4Addr::new(127, 0, 1, n + 1);
    let mut tally = Tally::default();
    // Each begins at another page.
    for (turn, page) in pages.iter().cycle().skip(usize::from(n)).enumerate() {
        if *ended.borrow() {
            break;
        }
        // Readers who leave must not keep the server at work for nobody.
        let patience = if turn % GIVEN_UP == 0 { PATIENCE } else { Duration::from_secs(60) };
        let start = Instant::now();
        let status = match tokio::time::timeout(patience, get_page(address, from, &page.path)).await {
            Ok(Ok(Answer { status })) => status,
            Ok(Err(_)) | Err(_) => 0,
        };
        tally.0.entry((page.name, status)).or_default().push(start.elapsed());
    }
    tally
}

/// An address of the loopback device.
type Source = Ipv4Addr;

fn source_address(from: Source) -> SocketAddr {
    SocketAddr::new(IpAddr::V4(from), 0)
}
