//! A value that is worked out at most once in a while, however many ask for it.

use std::future::Future;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A value and the time it was worked out.
pub struct Cached<T> {
    lifetime: Duration,
    kept: Mutex<Option<(Instant, T)>>,
}

impl<T: Clone> Cached<T> {
    /// Values are good for `lifetime`.
    pub fn new(lifetime: Duration) -> Self {
        Self { lifetime, kept: Mutex::new(None) }
    }

    /// The value that is kept, or else a new one.
    pub async fn get_or_work_out(&self, work_out: impl Future<Output = T>) -> T {
        // Held meanwhile: those who ask at the same time wait for the one answer.
        let mut kept = self.kept.lock().await;
        if let Some((at, value)) = kept.as_ref()
            && at.elapsed() < self.lifetime
        {
            return value.clone();
        }
        let value = work_out.await;
        *kept = Some((Instant::now(), value.clone()));
        value
    }
}
