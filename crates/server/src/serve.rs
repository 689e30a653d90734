//! The loop that takes connections: as many as there is room for, none of them for ever.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What a connection may take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Open at once; further ones wait to be taken.
    connections: usize,
    /// From the beginning of a request, or the end of the one before, to the end of its head.
    head: Duration,
    /// From the call to stop to the end of what has begun.
    stop: Duration,
}

const LIMITS: Limits =
    Limits { connections: 4096, head: Duration::from_secs(30), stop: Duration::from_secs(10) };

/// Answers on `listener` until `shutdown` is ready, then finishes what has begun, at most ten seconds long.
///
/// # Errors
/// None at present: a connection that fails ends alone, and a lack of file handles is waited out.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    run(listener, router, shutdown, LIMITS).await;
    Ok(())
}

async fn run(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()>, limits: Limits) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(64 * 1024);
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(limits.connections));
    let mut shutdown = pin!(shutdown);
    loop {
        let (stream, permit) = tokio::select! {
            () = &mut shutdown => break,
            taken = take(&listener, &room) => taken,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(permit);
        });
    }
    drop(listener);
    if tokio::time::timeout(limits.stop, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections were still open at the end");
    }
}

/// The next connection and its place.
async fn take(listener: &TcpListener, room: &Arc<Semaphore>) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    // It is closed by nobody.
    let permit = Arc::clone(room).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are small and whole: nothing to gather.
                let _ = stream.set_nodelay(true);
                return (stream, permit);
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

    fn start(limits: Limits) -> (SocketAddr, oneshot::Sender<()>, std::thread::JoinHandle<()>) {
        let (stop, stopped) = oneshot::channel();
        let (tell, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let router = Router::new().route("/", get(async || "hello"));
                run(listener, router, async { drop(stopped.await) }, limits).await;
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
        let limits =
            Limits { connections: 1, head: Duration::from_millis(200), stop: Duration::from_secs(5) };
        let (address, stop, thread) = start(limits);
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
}
