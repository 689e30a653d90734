//! What can go wrong with the database, told apart by what a caller can do about it.

use std::time::Duration;

/// A failure of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The statement lost against another transaction and may be run again (SQLSTATE 40001, 40P01; SQLite busy), or too
    /// much work is waiting.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The client has as many expensive reads under way as one may have.
    #[error("too many expensive requests of one client at once")]
    ClientBusy,
    /// Nobody waits for the answer any more.
    #[error("the read was cancelled")]
    Cancelled,
    /// The read took longer than it may.
    #[error("the read took longer than {} seconds", .0.as_secs_f32())]
    Overdue(Duration),
    /// A unique key is taken already (SQLSTATE 23505; SQLite 1555, 2067, 2579).
    #[error("already there: {0}")]
    Duplicate(String),
    /// A row breaks another rule of its table (NOT NULL, CHECK, a foreign key): a defect of this program.
    #[error("a rule of the database is broken: {0}")]
    Constraint(String),
    /// The disk is full; nothing of the transaction was kept.
    #[error("the disk is full: {0}")]
    Full(String),
    /// The database cannot be reached, read or locked now; it may work again later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row holds what this version cannot read, or the database's own file is damaged.
    #[error("what is stored is damaged: {0}")]
    Damaged(String),
    /// The database cannot be used as it is: missing, newer than this program, not a database.
    #[error("{0}")]
    Unusable(String),
    /// Anything else the driver said.
    #[error("database: {0}")]
    Driver(String),
    /// The database threads are gone: the program is stopping.
    #[error("the store is closed")]
    Closed,
}

impl Error {
    /// The error of opening the database at a path, which it names.
    pub(crate) fn at(self, path: &std::path::Path) -> Self {
        match self {
            // While a database is opened any driver error means that it cannot be used, and the
            // operator needs its path. Errors that may pass by themselves stay as they are.
            Self::Unusable(text) => Self::Unusable(format!("{}: {text}", path.display())),
            Self::Driver(text) => {
                Self::Unusable(format!("{}: the database cannot be used: {text}", path.display()))
            }
            other => other,
        }
    }
}

/// The error and what it came from: the driver's own text leaves the cause out.
pub(crate) fn describe_with_causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        let more = next.to_string();
        // Some errors repeat their cause in their own text.
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = next.source();
    }
    text
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// What a closure run by the store may fail with.
pub trait Failure: From<Error> + Send + 'static {
    /// The transaction lost against another and may be run again.
    fn busy(&self) -> bool;
}

impl Failure for Error {
    fn busy(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

/// The result of a store function.
pub type Result<T, E = Error> = std::result::Result<T, E>;
