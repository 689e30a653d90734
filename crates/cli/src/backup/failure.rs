//! Errors of files and tables as failures of a command, with the path.

use crate::Failure;
use std::path::Path;
use store::backup::BackupError;

/// A failure of a file.
pub fn fail_at(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Failed(anyhow::anyhow!("{}: {error}", path.display()))
}

/// A failure of a table whose rows are in a file.
pub fn fail_table(path: &Path, error: BackupError) -> Failure {
    match error {
        BackupError::Database(error) => fail_database(error),
        BackupError::File(error) => fail_at(path, &error),
        BackupError::Content(words) => Failure::Failed(anyhow::anyhow!("{}: {words}", path.display())),
    }
}

/// A failure of the database.
pub fn fail_database(error: store::Error) -> Failure {
    match error {
        store::Error::Unusable(message) => Failure::Usage(message),
        other => other.into(),
    }
}
