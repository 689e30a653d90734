//! Gives the reader of a form one small piece at a time. It would otherwise gather whatever is there, which may be a
//! film, and read the head of a part however long it is.

use super::FormError;
use axum::body::Bytes;
use futures_util::{Stream, StreamExt};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

/// Bytes of a piece.
const PIECE: usize = 64 << 10;
/// Bytes given without anything coming back: the head of a part with room to spare.
const MOST: usize = 4 * PIECE;

/// Bytes that the reader was given since it last gave a part or a piece of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Unclaimed(Arc<AtomicUsize>);

impl Unclaimed {
    /// Something came back.
    pub(super) fn claim_body(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

pub(super) struct Paced<S> {
    from: S,
    /// What is left of the last piece.
    rest: Bytes,
    unclaimed: Unclaimed,
    /// A piece was given, and a pause is due.
    given: bool,
}

impl<S> Paced<S> {
    pub(super) fn new(from: S, unclaimed: Unclaimed) -> Self {
        Self { from, rest: Bytes::new(), unclaimed, given: false }
    }
}

impl<S: Stream<Item = Result<Bytes, axum::Error>> + Unpin> Stream for Paced<S> {
    type Item = Result<Bytes, FormError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        // Pending once after each piece: multer polls until then, and would gather the whole body.
        if std::mem::take(&mut self.given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.rest.is_empty() {
            match self.from.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(piece))) => self.rest = piece,
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Some(Err(FormError::Malformed(format!(
                        "the form broke off: {error}"
                    )))));
                }
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
        let length = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(length);
        // No boundary was found in all that: multer would buffer the rest of the body in search of
        // it.
        if self.unclaimed.0.fetch_add(length, Ordering::Relaxed) > MOST {
            let message =
                "the head of a part is too long, or the boundary of the Content-Type is not that of the body";
            return Poll::Ready(Some(Err(FormError::Malformed(message.into()))));
        }
        self.given = true;
        Poll::Ready(Some(Ok(piece)))
    }
}
