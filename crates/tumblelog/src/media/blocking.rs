//! Work on files runs beside the threads that answer requests.

use crate::{Error, Result};

/// Runs work that blocks on a thread made for that.
pub(crate) async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> media::Result<T> + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Error::File(format!("work on a file broke off: {error}")))?.map_err(Error::from)
}
