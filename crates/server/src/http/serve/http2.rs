//! HTTP/2 within limits like those of HTTP/1. It is spoken over TLS alone, where both ends have agreed on it.

use crate::http::host;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use std::time::Duration;

/// Requests of one connection at once; a browser opens one connection and asks for all pictures of a page over it.
const STREAMS: u32 = 64;
/// Of a request's head in bytes, as in HTTP/1.
const HEAD: u32 = 64 * 1024;
/// Bytes of bodies that a client may send before they are read, by request and in all.
const WINDOW: u32 = 256 * 1024;
/// Bytes of one answer that wait for the client.
const SEND_BUFFER: usize = 64 * 1024;
/// Requests that were reset before they were looked at; more end the connection (CVE-2023-44487).
const PENDING_RESETS: usize = 20;
/// Requests that we reset because of errors in them; more end the connection.
const OWN_RESETS: usize = 64;
/// A client that is silent for so long is asked whether it is there, and has as long again to say so.
const PING: Duration = Duration::from_secs(20);

/// Makes connections of HTTP/2.
pub fn make_builder() -> http2::Builder<TokioExecutor> {
    let mut http = http2::Builder::new(TokioExecutor::new());
    http.timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(HEAD)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        .max_pending_accept_reset_streams(PENDING_RESETS)
        .max_local_error_reset_streams(OWN_RESETS)
        .keep_alive_interval(PING)
        .keep_alive_timeout(PING);
    http
}

/// Lets a request look as one of HTTP/1: the address without scheme and host, and the host in `Host`.
pub fn adopt_request(request: &mut Request<Incoming>) {
    host::adopt_authority(request);
}
