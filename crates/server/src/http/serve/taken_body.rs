//! An answer over HTTP/2 that knows whether its client takes it. HTTP/2 holds back what the client has no room for, so that a
//! client which reads nothing keeps the answer and its connection; over HTTP/1 the socket tells, here only the body can.

use super::activity::OpenRequest;
use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::task::{Context, Poll, ready};

/// Bytes handed over at once: a frame of HTTP/2. Larger pieces would be taken over whole, and nothing would be known of how
/// the client takes them.
const PIECE: usize = 16 * 1024;

/// The body of an answer. The request is open until the body was handed over or dropped.
pub struct TakenBody {
    body: Body,
    /// Of the last piece of `body`, what was not handed over yet.
    rest: Bytes,
    request: OpenRequest,
    /// Tells the answers of a connection apart.
    number: u64,
}

impl TakenBody {
    /// The answer to a request.
    pub fn new(body: Body, mut request: OpenRequest) -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        if body.is_end_stream() {
            request.finish_request();
        }
        Self { body, rest: Bytes::new(), request, number: NUMBERS.fetch_add(1, Relaxed) }
    }
}

impl HttpBody for TakenBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        // It is asked for more only where the client has room: until it is asked again it waits for the client.
        self.request.activity().note_untaken(self.number, false);
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
                end => {
                    self.request.finish_request();
                    return Poll::Ready(end);
                }
            }
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        if self.is_end_stream() {
            self.request.finish_request();
        }
        self.request.activity().note_untaken(self.number, true);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let body = self.body.size_hint();
        let mut hint = SizeHint::new();
        hint.set_lower(body.lower().saturating_add(rest));
        if let Some(upper) = body.upper().and_then(|upper| upper.checked_add(rest)) {
            hint.set_upper(upper);
        }
        hint
    }
}

impl Drop for TakenBody {
    fn drop(&mut self) {
        self.request.activity().note_untaken(self.number, false);
    }
}
