//! Work handed to the database threads, and the answers back.

use crate::db::cancel::CancelToken;
use crate::db::tx::Tx;
use crate::{Error, Failure, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::oneshot;

/// What a job leaves to be said once its transaction has ended: whether it was kept.
pub(crate) type Finish = Box<dyn FnOnce(Result<()>) + Send>;

/// How one run of a job went.
pub(crate) enum JobOutcome {
    /// The job's own statements may be kept; call this when they are, or with the reason they are not.
    Keep(Finish),
    /// The job's statements must be undone; call this when they are.
    Undo(Finish),
    /// The job lost against another transaction and may be run again.
    Again,
}

/// What a thread does with a job.
enum Step<'s, 'tx> {
    Run { tx: &'s mut Tx<'tx>, last: bool },
    Fail(Error),
}

type Work = dyn FnMut(Step<'_, '_>) -> JobOutcome + Send;

/// One piece of work. It may be run more than once when a transaction must be repeated.
pub(crate) struct Job {
    work: Box<Work>,
    /// Of a read; a write goes on when its asker has gone.
    token: Option<Arc<CancelToken>>,
}

impl Job {
    /// Runs the work; with `last`, a lost race is an answer instead of a reason to come again.
    pub(crate) fn run(&mut self, tx: &mut Tx<'_>, last: bool) -> JobOutcome {
        (self.work)(Step::Run { tx, last })
    }

    /// Answers without running the work.
    pub(crate) fn fail(mut self, error: Error) {
        // `Step::Fail` counts as the last run, so the outcome is never `Again`.
        if let JobOutcome::Undo(finish) = (self.work)(Step::Fail(error)) {
            finish(Ok(()));
        }
    }

    /// The token of a read.
    pub(crate) fn token(&self) -> Option<&Arc<CancelToken>> {
        self.token.as_ref()
    }

    /// Whether nobody waits for the answer, so that there is no use in running it.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.token.as_ref().is_some_and(|token| token.is_abandoned())
    }
}

/// Wraps work into a job and the place where its answer will arrive. With a token it is a read and can be cancelled.
pub(crate) fn make_job<T, E, F>(
    work: F,
    token: Option<Arc<CancelToken>>,
) -> (Job, oneshot::Receiver<Result<T, E>>)
where
    T: Send + 'static,
    E: Failure,
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    // The closure may run several times and a oneshot sends once, so the sender is taken by the
    // last run.
    let mut sender = Some(sender);
    let mut work = Some(work);
    let cancel = token.clone();
    let run = move |step: Step<'_, '_>| {
        let (outcome, last) = match step {
            Step::Fail(error) => (Err(error.into()), true),
            Step::Run { tx, last } => {
                // A panic must not end a database thread: all later jobs would wait for ever.
                let outcome = catch_unwind(AssertUnwindSafe(|| match &mut work {
                    Some(work) => work(tx),
                    None => Err(Error::Driver("a database job was run after its end".into()).into()),
                }))
                .unwrap_or_else(|_| Err(Error::Driver("a database job panicked".into()).into()));
                // Whatever the work made of a statement that was interrupted: the reason is known here.
                let stopped = cancel.as_ref().filter(|_| outcome.is_err()).and_then(|token| token.reason());
                (stopped.map_or(outcome, |reason| Err(reason.into())), last)
            }
        };
        // The sender is not taken here, so that a repeated run can still answer.
        if !last && outcome.as_ref().is_err_and(Failure::busy) {
            return JobOutcome::Again;
        }
        // Before the answer: what the closure holds, such as the seat of an expensive read, is free when the caller goes
        // on. Otherwise its next read could be refused for one that has ended.
        work = None;
        let sender = sender.take();
        let answer = move |outcome| {
            if let Some(sender) = sender {
                // The asker may have gone away, as a closed browser tab does; what was written stands all the same.
                let _ = sender.send(outcome);
            }
        };
        match outcome {
            Ok(value) => {
                // Success is told only once the commit is known: a caller must never hear of rows
                // that were lost.
                JobOutcome::Keep(Box::new(move |kept| answer(kept.map(|()| value).map_err(E::from))))
            }
            // The error of the job explains more than one of its rollback would.
            Err(error) => JobOutcome::Undo(Box::new(move |_| answer(Err(error)))),
        }
    };
    (Job { work: Box::new(run), token }, receiver)
}
