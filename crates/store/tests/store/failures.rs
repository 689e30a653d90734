//! Databases that fail: full, gone, unreachable, with rows that break a rule. Each is told apart, and works again after.

use crate::common::each;
use crate::common::store::{DatabaseUrl, Error, Result, Store, Tx, Value, blogs};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};
use testkit::Gate;

fn insert(tx: &mut Tx<'_>, id: i64, uuid: &str, name: Option<&str>) -> Result<u64> {
    const SQL: &str = "INSERT INTO blog (id, uuid, name, title, description, robot, created_ms) \
                       VALUES ($1, $2, $3, '', '', 0, 0)";
    tx.execute(SQL, &[Value::Int(id), Value::Text(uuid), Value::TextOpt(name)])
}

#[test]
fn a_key_that_is_taken_is_told_apart_from_other_broken_rules() {
    for open in each() {
        open.write(|tx| insert(tx, 1, "u1", Some("walks"))).unwrap();
        for (id, uuid, name) in [(1, "u2", "other"), (2, "u1", "other"), (2, "u2", "walks")] {
            let taken = open.write(move |tx| insert(tx, id, uuid, Some(name)));
            assert!(matches!(taken, Err(Error::Duplicate(_))), "{} {taken:?}", open.label);
        }
        let empty = open.write(|tx| insert(tx, 3, "u3", None));
        assert!(matches!(empty, Err(Error::Constraint(_))), "{} {empty:?}", open.label);
        let orphan = open.write(|tx| {
            const SQL: &str = "INSERT INTO account_blog (blog_id, account_id, place) VALUES (9, 9, 0)";
            tx.execute(SQL, &[])
        });
        match orphan {
            Err(Error::Constraint(_)) => {}
            other => panic!("{} {other:?}", open.label),
        }
    }
}

#[test]
fn a_full_disk_is_told_and_reading_goes_on() {
    let database = testkit::sqlite();
    let open = crate::common::open(&database.url).unwrap();
    #[allow(clippy::type_complexity, reason = "one closure of a test")]
    let run = |work: Box<dyn FnMut(&mut Tx<'_>) -> Result<i64> + Send>| {
        crate::common::runtime().block_on(open.write(work))
    };
    let limit = |sql: &'static str| {
        run(Box::new(move |tx| Ok(tx.query_opt(sql, &[], |row| row.int(0))?.unwrap_or(0)))).unwrap()
    };
    let grow = |id: i64| {
        let text = "x".repeat(100_000);
        run(Box::new(move |tx| insert(tx, id, &format!("{id}{text}"), Some(&id.to_string())).map(|_| id)))
    };
    // No smaller than the file is.
    limit("PRAGMA max_page_count = 1");
    for id in 1..4 {
        let full = grow(id);
        assert!(matches!(full, Err(Error::Full(_))), "{full:?}");
    }
    assert_eq!(crate::common::runtime().block_on(open.read(blogs::count_blogs)).unwrap(), 0);
    limit("PRAGMA max_page_count = 1000000");
    assert_eq!(grow(4).unwrap(), 4);
    assert_eq!(crate::common::runtime().block_on(open.read(blogs::count_blogs)).unwrap(), 1);
}

#[test]
fn a_database_file_that_is_gone_is_told_and_works_again_when_it_is_back() {
    let database = testkit::sqlite();
    let open = crate::common::open(&database.url).unwrap();
    let path = Path::new(database.url.strip_prefix("sqlite:").unwrap());
    let aside = path.with_extension("aside");
    let write = || crate::common::runtime().block_on(open.write(|tx| tx.next_id("n")));
    let read = || crate::common::runtime().block_on(open.read(blogs::count_blogs));
    assert_eq!(write().unwrap(), 1);
    std::fs::rename(path, &aside).unwrap();
    for failed in [write(), read()] {
        match failed {
            Err(Error::Unavailable(why)) => assert!(why.contains(&path.display().to_string()), "{why}"),
            other => panic!("{other:?}"),
        }
    }
    std::fs::write(path, "another").unwrap();
    assert!(matches!(write(), Err(Error::Unavailable(why)) if why.contains("restart")));
    assert_eq!(std::fs::read(path).unwrap(), b"another", "nothing was written to it");
    std::fs::rename(&aside, path).unwrap();
    assert_eq!((write().unwrap(), read().unwrap()), (2, 0));
}

#[test]
fn files_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/site/tagstead.sqlite");
    let store = Store::open(&DatabaseUrl::Sqlite(path.clone()), 1, [7; 16]).unwrap();
    crate::common::runtime().block_on(store.write(|tx| tx.next_id("n"))).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for suffix in ["", "-wal", "-shm"] {
        let name = format!("{}{suffix}", path.display());
        assert_eq!(mode(Path::new(&name)), 0o600, "{name}");
    }
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    // What was there is left as its owner made it.
    let kept = folder.path().join("kept");
    std::fs::create_dir(&kept).unwrap();
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o750)).unwrap();
    Store::open(&DatabaseUrl::Sqlite(kept.join("tagstead.sqlite")), 1, [7; 16]).unwrap();
    assert_eq!(mode(&kept), 0o750);
}

#[test]
fn a_server_that_cannot_be_reached_is_told_with_the_reason_and_works_again_when_it_is_back() {
    let Some(database) = testkit::postgres::database() else { return };
    let (gate, url) = Gate::before(database.url());
    let open = crate::common::open(&url).unwrap();
    let write = || crate::common::runtime().block_on(open.write(|tx| tx.next_id("n")));
    let read = || crate::common::runtime().block_on(open.read(blogs::count_blogs));
    assert_eq!((write().unwrap(), read().unwrap()), (1, 0));
    gate.shut();
    for _ in 0..3 {
        for failed in [write(), read()] {
            match failed {
                Err(Error::Unavailable(why)) => {
                    assert!(
                        why.starts_with("PostgreSQL at ") && why.contains("cannot be reached: "),
                        "{why}"
                    );
                }
                other => panic!("{other:?}"),
            }
        }
    }
    gate.reopen();
    assert_eq!((write().unwrap(), read().unwrap()), (2, 0));
}

#[test]
fn connections_that_the_server_ended_are_made_anew_without_an_error() {
    let Some(database) = testkit::postgres::database() else { return };
    let open = crate::common::open(database.url()).unwrap();
    let write = || crate::common::runtime().block_on(open.write(|tx| tx.next_id("n")));
    let read = || crate::common::runtime().block_on(open.read(blogs::count_blogs));
    assert_eq!((write().unwrap(), read().unwrap()), (1, 0));
    let mut client = postgres::Client::connect(database.url(), postgres::NoTls).unwrap();
    let ended = client
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
            &[],
        )
        .unwrap();
    assert!(ended >= 2, "a reader and a writer were connected");
    // A new connection tells whether the server is there: nobody hears of the old one.
    for n in 2..10 {
        assert_eq!((write().unwrap(), read().unwrap()), (n, 0));
    }
}

/// What one writer did while the server went away and came back.
#[derive(Default)]
struct Written {
    acknowledged: Vec<String>,
    refused: usize,
    /// From the return of the server to the first success.
    recovered: Option<Duration>,
}

#[test]
fn an_outage_loses_nothing_that_was_acknowledged_and_ends_within_five_seconds() {
    const SQL: &str = "INSERT INTO counter (name, n) VALUES ($1, 1)";
    let Some(database) = testkit::postgres::database() else { return };
    let (gate, url) = Gate::before(database.url());
    let open = crate::common::open(&url).unwrap();
    let (away, back) = (AtomicBool::new(false), std::sync::OnceLock::new());
    let write = |writer: usize| {
        let mut written = Written::default();
        for turn in 0.. {
            let key = format!("outage-{writer}-{turn}");
            let row = key.clone();
            let tried = open.write(move |tx| tx.execute(SQL, &[Value::Text(&row)]));
            match crate::common::runtime().block_on(tried) {
                Ok(_) => {
                    written.acknowledged.push(key);
                    if let Some(back) = back.get() {
                        written.recovered = Some(Instant::elapsed(back));
                        return written;
                    }
                }
                // Nothing else is told: a client may try again.
                Err(Error::Unavailable(_)) => written.refused += 1,
                Err(other) => panic!("{other:?}"),
            }
            if turn == 20 {
                away.store(true, SeqCst);
            }
        }
        written
    };
    let all: Vec<Written> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                scope.spawn({
                    let write = &write;
                    move || write(writer)
                })
            })
            .collect();
        while !away.load(SeqCst) {
            std::thread::sleep(Duration::from_millis(5));
        }
        gate.shut();
        std::thread::sleep(Duration::from_secs(1));
        gate.reopen();
        back.set(Instant::now()).unwrap();
        writers.into_iter().map(|writer| writer.join().unwrap()).collect()
    });
    let kept = crate::common::runtime()
        .block_on(open.read(|tx| {
            tx.query("SELECT name FROM counter WHERE name LIKE 'outage-%'", &[], |row| row.text(0))
        }))
        .unwrap();
    for written in &all {
        assert!(written.refused > 0, "the outage was heard of");
        assert!(written.recovered.unwrap() < Duration::from_secs(5), "{:?}", written.recovered);
        for key in &written.acknowledged {
            assert_eq!(kept.iter().filter(|name| *name == key).count(), 1, "{key}");
        }
    }
}
