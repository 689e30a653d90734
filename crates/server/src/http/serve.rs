//! The loop that takes connections: as many as there is room for, none of them for ever.

use crate::http::host::require_host;
use crate::http::peer::Proxies;
use crate::http::tls;
use crate::http::tls::Certificates;
use axum::extract::Request;
use axum::{Router, middleware};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// What stands between the listener and the pages.
#[derive(Debug, Clone, Default)]
pub struct Edge {
    /// TLS is spoken with these; plain HTTP where there are none.
    pub certificates: Option<Arc<Certificates>>,
    /// Whose word about the client is believed.
    pub proxies: Proxies,
}

/// What a connection may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Open at once; further ones wait to be taken.
    connections: usize,
    /// From the connection to the end of the TLS handshake.
    handshake: Duration,
    /// From the beginning of a request, or the end of the one before, to the end of its head.
    head: Duration,
    /// From the call to stop to the end of what has begun.
    stop: Duration,
}

const LIMITS: Limits = Limits {
    connections: 4096,
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
    edge: Edge,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    run(listener, router, edge, shutdown, LIMITS).await
}

async fn run(
    listener: TcpListener,
    router: Router,
    edge: Edge,
    shutdown: impl Future<Output = ()>,
    limits: Limits,
) -> io::Result<()> {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(64 * 1024);
    let tls = edge.certificates.as_ref().map(Certificates::acceptor).transpose()?;
    let router = router.layer(middleware::from_fn(require_host));
    let door = Arc::new(Door { http, tls, router, proxies: edge.proxies, limits });
    let graceful = GracefulShutdown::new();
    let (stop, stopping) = watch::channel(());
    let room = Arc::new(Semaphore::new(limits.connections));
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, peer, permit) = tokio::select! {
            () = &mut shutdown => break,
            taken = take(&listener, &room) => taken,
        };
        let (door, watcher, stopping) = (Arc::clone(&door), graceful.watcher(), stopping.clone());
        tokio::spawn(async move {
            door.attend(stream, peer, watcher, stopping).await;
            drop(permit);
        });
    }
    drop(listener);
    // Whoever has not even asked is let go.
    drop(stop);
    if tokio::time::timeout(limits.stop, graceful.shutdown()).await.is_err() {
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
    limits: Limits,
}

impl Door {
    async fn attend(
        &self,
        stream: TcpStream,
        remote: IpAddr,
        watcher: Watcher,
        mut stopping: watch::Receiver<()>,
    ) {
        let Some(acceptor) = &self.tls else {
            return self.converse(stream, remote, false, watcher).await;
        };
        let begun = tokio::time::timeout(self.limits.handshake, tls::begin(acceptor, stream));
        let begun = tokio::select! {
            begun = begun => begun,
            // An error says that the sender is gone, which is the sign to stop.
            _ = stopping.changed() => return,
        };
        match begun {
            Ok(Ok(Some(stream))) => self.converse(stream, remote, true, watcher).await,
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn converse<S>(&self, stream: S, remote: IpAddr, https: bool, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let proxies = self.proxies.clone();
        let service = self.router.clone().map_request(move |mut request: Request<Incoming>| {
            let peer = proxies.identify(remote, https, request.uri(), request.headers());
            request.extensions_mut().insert(peer);
            request
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// The next connection and its place.
async fn take(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, IpAddr, Option<OwnedSemaphorePermit>) {
    // It is closed by nobody.
    let permit = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Answers are small and whole: nothing to gather.
                let _ = stream.set_nodelay(true);
                return (stream, peer.ip(), permit);
            }
            Err(error) if gone(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn gone(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::io::{Read, Write};
    use std::net::SocketAddr;
    use std::time::Instant;
    use tokio::sync::oneshot;

    fn start(limits: Limits, edge: Edge) -> (SocketAddr, oneshot::Sender<()>, std::thread::JoinHandle<()>) {
        let (stop, stopped) = oneshot::channel();
        let (tell, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let router = Router::new().route("/", get(async || "hello"));
                run(listener, router, edge, async { drop(stopped.await) }, limits).await.unwrap();
            });
        });
        (address.recv().unwrap(), stop, thread)
    }

    fn ask(stream: &mut std::net::TcpStream) -> String {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_reader_who_says_nothing_is_let_go_and_others_get_the_place() {
        let limits = Limits {
            connections: 1,
            head: Duration::from_millis(200),
            stop: Duration::from_secs(5),
            ..LIMITS
        };
        let (address, stop, thread) = start(limits, Edge::default());
        let begun = Instant::now();
        let mut silent = std::net::TcpStream::connect(address).unwrap();
        silent.write_all(b"GET / HT").unwrap();
        let mut reader = std::net::TcpStream::connect(address).unwrap();
        assert!(ask(&mut reader).ends_with("hello"));
        assert!(begun.elapsed() >= Duration::from_millis(150));
        stop.send(()).unwrap();
        thread.join().unwrap();
        assert!(std::net::TcpStream::connect(address).is_err());
    }

    #[test]
    fn a_handshake_that_does_not_end_is_let_go_and_others_get_the_place() {
        let folder = tempfile::tempdir().unwrap();
        let source = tls::Source::Own { folder: folder.path().join("tls"), names: vec!["localhost".into()] };
        let clock = Arc::new(testkit::FakeClock::default());
        let edge = Edge { certificates: Some(Certificates::open(source, clock).unwrap()), ..Edge::default() };
        let limits = Limits { connections: 1, handshake: Duration::from_millis(200), ..LIMITS };
        let (address, stop, thread) = start(limits, edge);
        for begun in [&b""[..], b"\x16\x03\x01"] {
            let mut silent = std::net::TcpStream::connect(address).unwrap();
            silent.write_all(begun).unwrap();
            let mut reader = std::net::TcpStream::connect(address).unwrap();
            reader.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            // Only a server that is free again tells a client which does not speak TLS.
            assert!(ask(&mut reader).starts_with("HTTP/1.1 400"));
        }
        stop.send(()).unwrap();
        thread.join().unwrap();
    }
}
