//! The threads of a store: each has a connection of its own and takes work from one queue.

use crate::db::cancel::{Running, Watched, watch_connections};
use crate::db::executor::Job;
use crate::db::migrate::Migrations;
use crate::db::postgres_address::Connector;
use crate::db::sqlite_file::OpenedFile;
use crate::db::{migrate, postgres, sqlite};
use crate::site::site_values;
use crate::{Error, Result};
use crossbeam_channel::Receiver;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread::Builder;

/// Writer threads of PostgreSQL; SQLite has one.
const POSTGRES_WRITERS: usize = 8;

/// The other ends of a store's queues.
pub(crate) struct Queues {
    pub reads: Receiver<Job>,
    pub expensive_reads: Receiver<Job>,
    pub writes: Receiver<Job>,
}

pub(crate) fn spawn_thread(name: String, run: impl FnOnce() + Send + 'static) -> Result<()> {
    Builder::new()
        .name(name)
        .spawn(run)
        .map(drop)
        .map_err(|e| Error::Unusable(format!("no thread for the database: {e}")))
}

/// Threads for pages and for expensive reads.
pub(crate) type Readers = (usize, usize);

pub(crate) fn start_sqlite(
    path: &Path,
    readers: Readers,
    queues: Queues,
    seed: [u8; 16],
    migrations: Migrations,
) -> Result<[u8; 16]> {
    // A file that may not be migrated may not be made either.
    if migrations == Migrations::Refuse && !path.is_file() {
        return Err(Error::Unusable(format!("there is no database at {}", path.display())));
    }
    // The writer comes first: readers cannot open a file that it has not made.
    let mut writer = sqlite::open_writer(path)?;
    migrate::prepare_schema(&mut writer, migrations).map_err(|error| error.at(path))?;
    let word_key = site_values::word_key(&mut crate::Tx::sqlite(&writer, seed), seed)?;
    // Taken after the file is there; each thread compares with this one.
    let file = OpenedFile::of(path)?;
    let shared = sqlite::Shared { file, health: Arc::default(), word_key };
    for (count, name, jobs, cache) in [
        (readers.0, "read", &queues.reads, sqlite::READ_CACHE),
        (readers.1, "expensive", &queues.expensive_reads, sqlite::EXPENSIVE_CACHE),
    ] {
        for n in 0..count {
            let connection = sqlite::open_reader(path, cache / count)?;
            let (jobs, shared) = (jobs.clone(), shared.clone());
            spawn_thread(format!("{name}-{n}"), move || sqlite::read_loop(connection, &jobs, &shared))?;
        }
    }
    spawn_thread("write".into(), move || sqlite::write_loop(&writer, &queues.writes, &shared))?;
    Ok(word_key)
}

pub(crate) fn start_postgres(
    url: &str,
    readers: Readers,
    queues: &Queues,
    seed: [u8; 16],
    migrations: Migrations,
) -> Result<[u8; 16]> {
    let connector = Arc::new(Connector::parse(url)?);
    // The driver runs a small runtime of its own, which a thread that runs async code forbids.
    let word_key = std::thread::scope(|scope| {
        let first = scope.spawn(|| {
            let mut client = postgres::open_client(&connector)?;
            migrate::prepare_schema(&mut client, migrations)?;
            first_key(client, seed)
        });
        first.join().unwrap_or(Err(Error::Closed))
    })?;
    let reading = postgres::Pool { connector, read_only: true, health: Arc::default(), word_key };
    let writing = postgres::Pool { read_only: false, ..reading.clone() };
    let mut watched = Vec::new();
    for (count, name, pool, jobs) in [
        (readers.0, "read", &reading, &queues.reads),
        (readers.1, "expensive", &reading, &queues.expensive_reads),
        (POSTGRES_WRITERS, "write", &writing, &queues.writes),
    ] {
        for n in 0..count {
            let connection = Arc::new(Watched { running: Running::default(), cancel: Mutex::new(None) });
            // Weak: the watchdog ends by itself when the threads have dropped theirs.
            watched.push(Arc::downgrade(&connection));
            let (pool, jobs) = (pool.clone(), jobs.clone());
            spawn_thread(format!("{name}-{n}"), move || postgres::work_loop(&pool, &jobs, &connection))?;
        }
    }
    spawn_thread("watchdog".into(), move || watch_connections(&watched))?;
    Ok(word_key)
}

fn first_key(mut client: ::postgres::Client, seed: [u8; 16]) -> Result<[u8; 16]> {
    let mut prepared = crate::db::tx::Prepared::new();
    let mut tx = crate::Tx::postgres(client.transaction()?, &mut prepared, seed);
    let key = site_values::word_key(&mut tx, seed)?;
    // A key that was not kept would be drawn anew at the next start, and words would be lost.
    tx.commit()?;
    Ok(key)
}
