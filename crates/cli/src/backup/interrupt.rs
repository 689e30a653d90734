//! Ends a long work in order when the process is told to stop, so that nothing half is left.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{SignalKind, signal};

/// Whether the process was told to stop; shared by cloning.
#[derive(Debug, Clone, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens for SIGINT and SIGTERM from now on.
    pub fn on_signals() -> io::Result<Self> {
        let interrupt = Self::default();
        // Not for SIGHUP, which `nohup` keeps from ending a backup.
        for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
            let (mut asked, flag) = (signal(kind)?, Arc::clone(&interrupt.0));
            tokio::spawn(async move {
                asked.recv().await;
                flag.store(true, Ordering::Relaxed);
            });
        }
        Ok(interrupt)
    }

    /// Fails where the work should end.
    pub fn ensure_wanted(&self) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) {
            // Not `Interrupted`, at which readers and writers of the standard library go on.
            return Err(io::Error::other("interrupted; nothing was kept"));
        }
        Ok(())
    }
}
