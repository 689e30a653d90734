//! The loop that takes connections: as many as there is room for, no address more than its share, none of them for ever.

mod activity;
mod connection;
mod http2;
mod open_connections;
mod places;
mod taken_body;
#[cfg(test)]
mod tests;

pub use open_connections::OpenConnections;

use crate::http::host::require_host;
use crate::http::peer::Proxies;
use crate::http::tls::Certificates;
use axum::{Router, middleware};
use connection::Door;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use places::{ConnectionSlot, Places};
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What stands between the listener and the pages.
#[derive(Debug, Clone)]
pub struct ConnectionSettings {
    /// TLS is spoken with these; plain HTTP where there are none.
    pub certificates: Option<Arc<Certificates>>,
    /// Whose word about the client is believed.
    pub proxies: Proxies,
    /// What connections may take.
    pub connections: ConnectionLimits,
    /// From the call to stop to the end of what has begun.
    pub shutdown: Duration,
    /// Counts the connections.
    pub open: OpenConnections,
}

impl Default for ConnectionSettings {
    fn default() -> Self {
        Self {
            certificates: None,
            proxies: Proxies::default(),
            connections: ConnectionLimits::default(),
            shutdown: Duration::from_secs(30),
            open: OpenConnections::default(),
        }
    }
}

/// What connections may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionLimits {
    /// Open at once; further ones wait to be taken.
    pub total: usize,
    /// Open at once from one address, a /64 of IPv6 counting as one; further ones are closed at once. 0 lifts the limit.
    /// Trusted proxies have none, because they speak for many.
    pub per_address: usize,
    /// How long a connection may stay open without a request.
    pub idle: Duration,
    /// The like while more than three quarters of `total` are open.
    pub idle_under_pressure: Duration,
    /// How long a client may take nothing of what is sent to it; over HTTP/2 of any one answer.
    pub write: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            total: 4096,
            per_address: 64,
            idle: Duration::from_secs(30),
            idle_under_pressure: Duration::from_secs(2),
            write: Duration::from_secs(20),
        }
    }
}

/// What no operator has to change.
#[derive(Debug, Clone, Copy)]
struct Timeouts {
    /// From the connection to the end of the TLS handshake.
    handshake: Duration,
    /// From the beginning of a request, or the end of the one before, to the end of its head.
    head: Duration,
    /// From the end of a connection of HTTP/2 by us to its being cut, while no answer makes progress.
    farewell: Duration,
}

const TIMEOUTS: Timeouts = Timeouts {
    handshake: Duration::from_secs(10),
    head: Duration::from_secs(30),
    farewell: Duration::from_secs(5),
};

/// Answers on `listener` until `shutdown` is ready, then takes no further connection and finishes what has begun, at most
/// as long as the settings say. Speaks HTTP/1, and over TLS also HTTP/2. Every request has a [`crate::Peer`] among its
/// extensions.
///
/// # Errors
/// When TLS cannot be set up. A connection that fails ends alone, and a lack of file handles is waited out.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    edge: ConnectionSettings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    run_server(listener, router, edge, shutdown, TIMEOUTS).await
}

async fn run_server(
    listener: TcpListener,
    router: Router,
    edge: ConnectionSettings,
    shutdown: impl Future<Output = ()>,
    timeouts: Timeouts,
) -> io::Result<()> {
    let mut http1 = http1::Builder::new();
    // The head buffer also bounds what one connection can make us hold.
    http1.timer(TokioTimer::new()).header_read_timeout(timeouts.head).max_buf_size(64 * 1024);
    let tls = edge.certificates.as_ref().map(Certificates::make_acceptor).transpose()?;
    // Outermost, so that no other layer sees a request whose host is ambiguous.
    let router = router.layer(middleware::from_fn(require_host));
    let places = Places::new(edge.connections, edge.open);
    let limits = edge.connections;
    let door = Arc::new(Door {
        http1,
        http2: http2::make_builder(),
        tls,
        router,
        proxies: edge.proxies,
        limits,
        timeouts,
    });
    // Its value is never read: that the sender sends is the sign to stop, and it knows when the last receiver is gone.
    let (stop, stopping) = watch::channel(());
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, remote, place) = tokio::select! {
            () = &mut shutdown => break,
            taken = accept_connection(&listener, &places, &door.proxies) => taken,
        };
        let (door, stopping) = (Arc::clone(&door), stopping.clone());
        // The handshake runs in the task: a slow client must not keep others from being accepted.
        tokio::spawn(async move { door.handshake(stream, remote, place, stopping).await });
    }
    // Closed first, so that a restarted process can take the port while this one finishes.
    drop(listener);
    // Our own receiver would keep `closed` from ever being ready.
    drop(stopping);
    stop.send_replace(());
    if tokio::time::timeout(edge.shutdown, stop.closed()).await.is_err() {
        let seconds = edge.shutdown.as_secs();
        tracing::warn!(seconds, "requests were still being answered when the time to stop was over");
    }
    Ok(())
}

/// The next connection and its place.
async fn accept_connection(
    listener: &TcpListener,
    places: &Arc<Places>,
    proxies: &Proxies,
) -> (TcpStream, IpAddr, ConnectionSlot) {
    let room = places.wait_for_room().await;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let remote = peer.ip();
                if !places.has_share(remote) && !proxies.trusts_address(remote) {
                    tracing::debug!("a connection was refused: its address has as many open as one may have");
                    continue;
                }
                // Answers are small and whole: nothing to gather.
                let _ = stream.set_nodelay(true);
                return (stream, remote, places.seat(room, remote));
            }
            // The client left before it was accepted, which is no fault of ours.
            Err(error) if is_disconnect(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                // Out of file handles, most likely: trying again at once would only fill the log.
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn is_disconnect(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
