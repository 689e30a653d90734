//! What can go wrong with the database, told apart by what a caller can do about it.

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The statement lost against another transaction and may be run again (SQLSTATE 40001, 40P01; SQLite busy).
    #[error("the database is busy: {0}")]
    Busy(String),
    /// A unique key is taken already (SQLSTATE 23505).
    #[error("already there: {0}")]
    Duplicate(String),
    /// The disk is full; nothing of the transaction was kept.
    #[error("the disk is full: {0}")]
    Full(String),
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
        use rusqlite::ErrorCode;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy(text),
            Some(ErrorCode::ConstraintViolation) => Self::Duplicate(text),
            Some(ErrorCode::DiskFull) => Self::Full(text),
            Some(ErrorCode::NotADatabase) => Self::Unusable("the file is not a SQLite database".into()),
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged(text),
            _ => Self::Driver(text),
        }
    }
}

impl From<postgres::Error> for Error {
    fn from(error: postgres::Error) -> Self {
        let text = match error.as_db_error() {
            Some(db) => format!("{} ({})", db.message(), db.code().code()),
            None => error.to_string(),
        };
        match error.code().map(postgres::error::SqlState::code) {
            Some("40001" | "40P01") => Self::Busy(text),
            Some("23505") => Self::Duplicate(text),
            Some("53100") => Self::Full(text),
            _ => Self::Driver(text),
        }
    }
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
