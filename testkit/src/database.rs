//! Every database a test of storage must pass on.

use crate::postgres::{self, TestDb};
use tempfile::TempDir;

/// A fresh database. It lives as long as its guard.
#[derive(Debug)]
pub struct Database {
    /// `sqlite` or `postgres`, for messages.
    pub label: &'static str,
    /// As in `TAGSTEAD_DATABASE_URL`: `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Removes the database when dropped.
    pub guard: Guard,
}

/// What is removed after a test.
#[derive(Debug)]
pub enum Guard {
    /// The folder of a SQLite file.
    Folder(TempDir),
    /// A database on the test server.
    Server(TestDb),
}

/// One fresh database of each kind: SQLite always, PostgreSQL where a server is named.
///
/// # Panics
/// As [`postgres::database`]; or when there is no room for a temporary folder.
pub fn databases() -> Vec<Database> {
    let server = postgres::database().map(|db| Database {
        label: "postgres",
        url: db.url().to_owned(),
        guard: Guard::Server(db),
    });
    std::iter::once(sqlite()).chain(server).collect()
}

/// A fresh SQLite database in a folder of its own; the file is made by whoever opens it.
///
/// # Panics
/// When there is no room for a temporary folder.
pub fn sqlite() -> Database {
    let folder = tempfile::Builder::new()
        .prefix("tagstead-test-")
        .tempdir()
        .unwrap_or_else(|error| panic!("no temporary folder: {error}"));
    let url = format!("sqlite:{}", folder.path().join("tagstead.sqlite").display());
    Database { label: "sqlite", url, guard: Guard::Folder(folder) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_is_always_there_and_leaves_nothing() {
        let Database { label, url, guard } = sqlite();
        assert_eq!(label, "sqlite");
        let path = std::path::PathBuf::from(url.strip_prefix("sqlite:").unwrap());
        std::fs::write(&path, b"x").unwrap();
        drop(guard);
        assert!(!path.exists());
    }

    #[test]
    fn databases_differ_from_call_to_call() {
        let (first, second) = (databases(), databases());
        assert!(first.iter().all(|a| second.iter().all(|b| a.url != b.url)));
    }
}
