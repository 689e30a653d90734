//! What can go wrong between a database and a file.

use crate::Error;

/// A failure of a backup or a restore.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database failed.
    #[error("{0}")]
    Database(#[from] Error),
    /// A file could not be read or written.
    #[error("{0}")]
    File(std::io::Error),
    /// A file does not hold what it should.
    #[error("{0}")]
    Content(String),
}

impl From<std::io::Error> for BackupError {
    fn from(error: std::io::Error) -> Self {
        // PostgreSQL's driver reads and writes a COPY as a stream, and wraps what the server says.
        if !error.get_ref().is_some_and(|inner| inner.is::<postgres::Error>()) {
            return Self::File(error);
        }
        let kind = error.kind();
        match error.into_inner().map(|inner| inner.downcast::<postgres::Error>()) {
            Some(Ok(said)) => Self::Database((*said).into()),
            _ => Self::File(kind.into()),
        }
    }
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<postgres::Error> for BackupError {
    fn from(error: postgres::Error) -> Self {
        Self::Database(error.into())
    }
}
