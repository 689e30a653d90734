//! Work handed to the database threads, and the answers back.

use crate::db::tx::Tx;
use crate::{Error, Failure, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::oneshot;

/// What a job leaves to be said once its transaction has ended: whether it was kept.
pub(crate) type Finish = Box<dyn FnOnce(Result<()>) + Send>;

/// How one run of a job went.
pub(crate) enum Ran {
    /// The job's own statements may be kept; call this when they are, or with the reason they are not.
    Keep(Finish),
    /// The job's statements must be undone; call this when they are.
    Undo(Finish),
    /// The job lost against another transaction and may be run again.
    Again,
}

type Work = dyn FnMut(&mut Tx<'_>, bool) -> Ran + Send;

/// One piece of work. It may be run more than once when a transaction must be repeated.
pub(crate) struct Job(Box<Work>);

impl Job {
    /// Runs the work; with `last`, a lost race is an answer instead of a reason to come again.
    pub(crate) fn run(&mut self, tx: &mut Tx<'_>, last: bool) -> Ran {
        (self.0)(tx, last)
    }
}

/// Wraps work into a job and the place where its answer will arrive.
pub(crate) fn job<T, E, F>(mut work: F) -> (Job, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: Failure,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    let mut sender = Some(sender);
    let run = move |tx: &mut Tx<'_>, last: bool| {
        let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)))
            .unwrap_or_else(|_| Err(Error::Driver("a database job panicked".into()).into()));
        if !last && outcome.as_ref().is_err_and(Failure::busy) {
            return Ran::Again;
        }
        let sender = sender.take();
        let answer = move |outcome| {
            if let Some(sender) = sender {
                // The asker may have gone away, as a closed browser tab does; its work stands all the same.
                let _ = sender.send(outcome);
            }
        };
        match outcome {
            Ok(value) => Ran::Keep(Box::new(move |kept| answer(kept.map(|()| value).map_err(E::from)))),
            Err(error) => Ran::Undo(Box::new(move |_| answer(Err(error)))),
        }
    };
    (Job(Box::new(run)), receiver)
}
