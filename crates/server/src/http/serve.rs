//! The loop that takes connections: as many as there is room for, no address more than its share, none of them for ever.

mod activity;
mod places;
#[cfg(test)]
mod tests;

use crate::http::host::require_host;
use crate::http::peer::Proxies;
use crate::http::tls;
use crate::http::tls::Certificates;
use activity::Activity;
use axum::extract::Request;
use axum::{Router, middleware};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use places::{ConnectionSlot, Places};
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// What stands between the listener and the pages.
#[derive(Debug, Clone, Default)]
pub struct ConnectionSettings {
    /// TLS is spoken with these; plain HTTP where there are none.
    pub certificates: Option<Arc<Certificates>>,
    /// Whose word about the client is believed.
    pub proxies: Proxies,
    /// What connections may take.
    pub connections: ConnectionLimits,
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
    /// How long a client may take nothing of what is sent to it.
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
    /// From the call to stop to the end of what has begun.
    stop: Duration,
}

const TIMEOUTS: Timeouts = Timeouts {
    handshake: Duration::from_secs(10),
    head: Duration::from_secs(30),
    stop: Duration::from_secs(10),
};

/// Answers on `listener` until `shutdown` is ready, then finishes what has begun, at most ten seconds long. Every
/// request has a [`crate::Peer`] among its extensions.
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
    let mut http = http1::Builder::new();
    // Only HTTP/1 is spoken. The head buffer also bounds what one connection can make us hold.
    http.timer(TokioTimer::new()).header_read_timeout(timeouts.head).max_buf_size(64 * 1024);
    let tls = edge.certificates.as_ref().map(Certificates::make_acceptor).transpose()?;
    // Outermost, so that no other layer sees a request whose host is ambiguous.
    let router = router.layer(middleware::from_fn(require_host));
    let places = Places::new(edge.connections);
    let limits = edge.connections;
    let door = Arc::new(Door { http, tls, router, proxies: edge.proxies, limits, timeouts });
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
    if tokio::time::timeout(timeouts.stop, stop.closed()).await.is_err() {
        tracing::warn!("connections were still open at the end");
    }
    Ok(())
}

/// What every connection is given.
struct Door {
    http: http1::Builder,
    tls: Option<TlsAcceptor>,
    router: Router,
    proxies: Proxies,
    limits: ConnectionLimits,
    timeouts: Timeouts,
}

impl Door {
    async fn handshake(
        &self,
        stream: TcpStream,
        remote: IpAddr,
        place: ConnectionSlot,
        mut stopping: watch::Receiver<()>,
    ) {
        let Some(acceptor) = &self.tls else {
            return self.serve_connection(stream, (remote, false), place, stopping).await;
        };
        let begun = tokio::time::timeout(self.timeouts.handshake, tls::begin_handshake(acceptor, stream));
        let begun = tokio::select! {
            begun = begun => begun,
            // Whoever has not even asked is let go.
            _ = stopping.changed() => return,
        };
        match begun {
            Ok(Ok(Some(stream))) => self.serve_connection(stream, (remote, true), place, stopping).await,
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn serve_connection<S>(
        &self,
        stream: S,
        (remote, https): (IpAddr, bool),
        mut place: ConnectionSlot,
        mut stopping: watch::Receiver<()>,
    ) where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let mut stream = TimeoutStream::new(stream);
        // A client that reads nothing would keep its place and the answer's memory for ever.
        stream.set_write_timeout(Some(self.limits.write));
        let activity = Activity::new();
        let service = service_fn(|mut request: Request<Incoming>| {
            let peer = self.proxies.identify_peer(remote, https, request.uri(), request.headers());
            request.extensions_mut().insert(peer);
            activity.answer(self.router.clone().oneshot(request))
        });
        let connection = self.http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let mut connection = pin!(connection);
        let (mut stopped, mut idle) = (false, false);
        let ended = loop {
            tokio::select! {
                ended = connection.as_mut() => break ended,
                _ = stopping.changed(), if !stopped => stopped = true,
                () = activity.wait_until_idle(&self.limits, &mut place), if !idle => {
                    idle = true;
                    // Without a request so far there is nothing to finish: a head that comes slowly is not waited for.
                    if activity.is_unused() {
                        return tracing::debug!("a connection without a request was closed");
                    }
                }
            }
            // Finishes the request under way and takes no further one.
            connection.as_mut().graceful_shutdown();
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
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
