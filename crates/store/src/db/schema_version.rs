//! The schema of a database, looked at and brought up to date without opening a site.

use crate::db::migrate::{self, Migration, Target};
use crate::db::postgres_address::Connector;
use crate::db::{postgres, sqlite};
use crate::{DatabaseUrl, Error, Result};

/// Kilobytes of pages kept while a version is read.
const CACHE: usize = 1_000;

/// The version of this program's schema.
pub const fn known_schema_version() -> usize {
    migrate::known_version()
}

/// The migrations that a database lacks. Changes nothing.
///
/// # Errors
/// [`Error::Unusable`] when it was written by a newer program, or by another.
pub fn list_missing_migrations(url: &DatabaseUrl) -> Result<Vec<Migration>> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let mut connection = sqlite::open_reader(path, CACHE)?;
            migrate::missing_migrations(&mut connection).map_err(|error| error.at(path))
        }
        DatabaseUrl::Postgres(url) => on_server(url, |target| migrate::missing_migrations(target)),
    }
}

/// Applies the migrations that a database lacks, and gives them.
///
/// # Errors
/// As [`list_missing_migrations`]; what was applied before a failure stays.
pub fn migrate_database(url: &DatabaseUrl) -> Result<Vec<Migration>> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            let mut connection = sqlite::open_writer(path)?;
            migrate::run_migrations(&mut connection).map_err(|error| error.at(path))
        }
        DatabaseUrl::Postgres(url) => on_server(url, |target| migrate::run_migrations(target)),
    }
}

fn on_server<T: Send>(url: &str, work: impl FnOnce(&mut dyn Target) -> Result<T> + Send) -> Result<T> {
    let connector = Connector::parse(url)?;
    // The driver runs a small runtime of its own, which a thread that runs async code forbids.
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| work(&mut postgres::open_client(&connector)?));
        worker.join().unwrap_or(Err(Error::Closed))
    })
}
