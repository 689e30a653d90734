//! One connection: its handshake, the protocol that both ends speak, and its end.

use super::activity::{Activity, OpenRequest};
use super::places::ConnectionSlot;
use super::taken_body::TakenBody;
use super::{ConnectionLimits, Timeouts, http2};
use crate::http::peer::Proxies;
use crate::http::tls;
use crate::operation::request_id::ForwardedId;
use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2 as h2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::convert::Infallible;
use std::future::Future;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// What every connection is given.
pub struct Door {
    pub http1: http1::Builder,
    pub http2: h2::Builder<TokioExecutor>,
    pub tls: Option<TlsAcceptor>,
    pub router: Router,
    pub proxies: Proxies,
    pub limits: ConnectionLimits,
    pub timeouts: Timeouts,
}

/// Where a connection comes from and whether it speaks TLS.
type Origin = (IpAddr, bool);

impl Door {
    /// Serves a connection to its end.
    pub async fn handshake(
        self: Arc<Self>,
        stream: TcpStream,
        remote: IpAddr,
        place: ConnectionSlot,
        mut stopping: watch::Receiver<()>,
    ) {
        let Some(acceptor) = &self.tls else {
            return self.serve_http1(stream, (remote, false), place, stopping).await;
        };
        let begun = tokio::time::timeout(self.timeouts.handshake, tls::begin_handshake(acceptor, stream));
        let begun = tokio::select! {
            begun = begun => begun,
            // Whoever has not even asked is let go.
            _ = stopping.changed() => return,
        };
        match begun {
            Ok(Ok(Some(stream))) if stream.get_ref().1.alpn_protocol() == Some(tls::HTTP2) => {
                self.serve_http2(stream, (remote, true), place, stopping).await;
            }
            Ok(Ok(Some(stream))) => self.serve_http1(stream, (remote, true), place, stopping).await,
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => tracing::debug!("a TLS handshake took too long"),
        }
    }

    async fn serve_http1<S>(
        &self,
        stream: S,
        origin: Origin,
        mut place: ConnectionSlot,
        mut stopping: watch::Receiver<()>,
    ) where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let activity = Activity::new();
        let service = service_fn(|request| activity.answer(self.answer_request(request, origin)));
        let connection =
            self.http1.serve_connection(TokioIo::new(Box::pin(self.limit_writes(stream))), service);
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
        log_end(ended);
    }

    async fn serve_http2<S>(
        self: &Arc<Self>,
        stream: S,
        origin: Origin,
        mut place: ConnectionSlot,
        mut stopping: watch::Receiver<()>,
    ) where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let activity = Activity::new();
        let (door, requests) = (Arc::clone(self), activity.clone());
        let service = service_fn(move |mut request| {
            http2::adopt_request(&mut request);
            Arc::clone(&door).answer_stream(request, origin, requests.begin_request())
        });
        let connection =
            self.http2.serve_connection(TokioIo::new(Box::pin(self.limit_writes(stream))), service);
        let mut connection = pin!(connection);
        let (mut stopped, mut ending) = (false, false);
        let ended = loop {
            tokio::select! {
                ended = connection.as_mut() => break ended,
                _ = stopping.changed(), if !stopped => stopped = true,
                () = activity.wait_until_idle(&self.limits, &mut place), if !ending => {
                    ending = true;
                    if activity.is_unused() {
                        return tracing::debug!("a connection without a request was closed");
                    }
                }
                () = activity.wait_until_untaken(self.limits.write), if !ending => ending = true,
                () = activity.wait_until_quiet(self.timeouts.farewell), if ending => {
                    return tracing::debug!("a connection was cut: its client did not take the end of it");
                }
                () = activity.wait_until_flooded() => {
                    return tracing::debug!("a connection was cut: its client gave up too many requests");
                }
            }
            // Tells the client to open no further stream; those that are open go on to their end.
            connection.as_mut().graceful_shutdown();
        };
        log_end(ended);
    }

    /// A client that reads nothing would keep its place and the answer's memory for ever.
    fn limit_writes<S: AsyncRead + AsyncWrite>(&self, stream: S) -> TimeoutStream<S> {
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.limits.write));
        stream
    }

    async fn answer_stream(
        self: Arc<Self>,
        request: Request<Incoming>,
        origin: Origin,
        open: OpenRequest,
    ) -> Result<Response<TakenBody>, Infallible> {
        let response = self.answer_request(request, origin).await?;
        Ok(response.map(|body| TakenBody::new(body, open)))
    }

    fn answer_request(
        &self,
        mut request: Request<Incoming>,
        (remote, https): Origin,
    ) -> impl Future<Output = Result<Response, Infallible>> + use<> {
        let peer = self.proxies.identify_peer(remote, https, request.uri(), request.headers());
        request.extensions_mut().insert(peer);
        // Anybody can send the header; only the id of a trusted proxy goes further.
        if self.proxies.trusts_address(remote.to_canonical())
            && let Some(id) = ForwardedId::of_headers(request.headers())
        {
            request.extensions_mut().insert(id);
        }
        self.router.clone().oneshot(request)
    }
}

fn log_end(ended: Result<(), hyper::Error>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}
