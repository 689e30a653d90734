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
    /// A row holds what this version cannot read.
    #[error("a stored row is damaged: {0}")]
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

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{ErrorCode, ffi};
        let text = error.to_string();
        // The plain code does not tell a taken key from a broken rule; only the extended one does.
        let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(text),
            Some(ErrorCode::ConstraintViolation) => match extended {
                ffi::SQLITE_CONSTRAINT_UNIQUE
                | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID => Self::Duplicate(text),
                _ => Self::Constraint(text),
            },
            Some(ErrorCode::DiskFull) => Self::Full(text),
            Some(ErrorCode::NotADatabase) => Self::Unusable("the file is not a SQLite database".into()),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(text),
            // The journal may fail to open when file handles run out: that passes, so it is no
            // final error.
            Some(ErrorCode::CannotOpen) => Self::Unavailable(text),
            // The code says which step failed (read, write, sync), which the text does not.
            Some(ErrorCode::SystemIoFailure) => Self::Unavailable(format!("{text} (SQLite code {extended})")),
            Some(ErrorCode::ReadOnly) if extended == ffi::SQLITE_READONLY_DBMOVED => Self::Unavailable(text),
            // Only the progress handler interrupts here; make_job replaces this by the true reason.
            Some(ErrorCode::OperationInterrupted) => Self::Cancelled,
            _ => Self::Driver(text),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let text = match error.as_db_error() {
            Some(db) => format!("{} ({})", db.message(), db.code().code()),
            // Without a server's answer the driver only says that communication failed; the cause
            // says why.
            None => describe_with_causes(&error),
        };
        match error.code().map(postgres::error::SqlState::code) {
            Some("40001" | "40P01") => Self::Busy(text),
            Some("23505") => Self::Duplicate(text),
            // Any other class 23 code is a broken rule; the unique key was taken out above.
            Some(code) if code.starts_with("23") => Self::Constraint(text),
            Some("53100") => Self::Full(text),
            // 57014 is query_canceled: the watchdog sends it, or the server's own statement
            // timeout.
            Some("57014") => Self::Cancelled,
            // The server ends connections, starts up, has no room for more, or its disk fails.
            Some("57P01" | "57P02" | "57P03" | "53200" | "53300" | "58030") => Self::Unavailable(text),
            Some(code) if code.starts_with("08") => Self::Unavailable(text),
            // No SQLSTATE: the connection broke before the server could answer.
            None if error.is_closed() || is_io(&error) => Self::Unavailable(text),
            _ => Self::Driver(text),
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

fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
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
