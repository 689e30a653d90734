//! A fresh PostgreSQL database for each test that asks, on the server named by `TAGSTEAD_TEST_POSTGRES`.

use postgres::{Client, NoTls};
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

/// Holds the URL of the server, with a user who may create databases: `postgres://user@host:port/postgres`.
pub const VARIABLE: &str = "TAGSTEAD_TEST_POSTGRES";

static NEXT: AtomicU32 = AtomicU32::new(1);
static SAID: Once = Once::new();

/// An empty database, dropped with this value.
#[derive(Debug)]
pub struct TestDb {
    server: String,
    name: String,
    url: String,
}

impl TestDb {
    /// `postgres://…/name-of-the-database`
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// A fresh database, or `None` (said once on standard error) where no server is named.
///
/// # Panics
/// When `CI` is set and no server is named, so that continuous integration cannot skip half of the tests
/// unnoticed; and when the server refuses.
pub fn database() -> Option<TestDb> {
    let Some(server) = std::env::var(VARIABLE).ok().filter(|url| !url.is_empty()) else {
        if std::env::var("CI").is_ok_and(|ci| !ci.is_empty() && ci != "false") {
            panic!("{VARIABLE} is not set: under CI the PostgreSQL part must run; use script/test");
        }
        SAID.call_once(|| eprintln!("PostgreSQL part skipped: {VARIABLE} is not set"));
        return None;
    };
    let name = format!("tagstead_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    // A process that was killed leaves its databases; another may meet its process id again.
    run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        .and_then(|()| run(&server, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")))
        .unwrap_or_else(|error| panic!("no test database on {server}: {error}"));
    let url = with_database(&server, &name);
    Some(TestDb { server, name, url })
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // FORCE ends what a pool under test still holds open.
        if let Err(error) = run(&self.server, &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name))
        {
            eprintln!("test database {} stays behind: {error}", self.name);
        }
    }
}

/// Runs one statement on a thread of its own: the driver blocks on a runtime inside, which an async test's
/// thread forbids.
fn run(server: &str, statement: &str) -> Result<(), String> {
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let mut client = Client::connect(server, NoTls).map_err(|error| whole(&error))?;
            client.batch_execute(statement).map_err(|error| whole(&error))
        });
        worker.join().unwrap_or_else(|_| Err("the connecting thread failed".to_owned()))
    })
}

/// An error with its causes; the driver's own words are only “db error”.
fn whole(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        words.push_str(": ");
        words.push_str(&error.to_string());
        cause = error.source();
    }
    words
}

fn with_database(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').map_or((server, None), |(a, o)| (a, Some(o)));
    let authority = address.find("://").map_or(0, |at| at + 3);
    let end = address[authority..].find('/').map_or(address.len(), |at| authority + at);
    let options = options.map(|o| format!("?{o}")).unwrap_or_default();
    format!("{}/{name}{options}", &address[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_database_in_the_url() {
        let cases = [
            ("postgres://u@127.0.0.1:5433/postgres", "postgres://u@127.0.0.1:5433/x"),
            ("postgres://u:p@[::1]:5433", "postgres://u:p@[::1]:5433/x"),
            ("postgres:///postgres?host=/run/pg", "postgres:///x?host=/run/pg"),
        ];
        for (server, expected) in cases {
            assert_eq!(with_database(server, "x"), expected);
        }
    }

    #[test]
    fn each_database_is_empty_and_goes_with_its_guard() {
        let Some(db) = database() else { return };
        run(db.url(), "CREATE TABLE t (a int)").unwrap();
        let second = database().unwrap();
        run(second.url(), "CREATE TABLE t (a int)").unwrap();
        let url = db.url().to_owned();
        drop(db);
        assert!(run(&url, "SELECT 1").is_err());
        run(second.url(), "SELECT 1 FROM t").unwrap();
    }
}
