//! Databases that fail: full, gone, unreachable, with rows that break a rule. Each is told apart, and works again after.

use crate::common::each;
use crate::common::store::{DatabaseUrl, Error, Result, Store, Tx, Value, blogs};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

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

/// Passes connections on to a server while it is open; otherwise ends each as soon as it is made.
struct Gate {
    address: SocketAddr,
    is_open: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Gate {
    fn open(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (is_open, streams) = (Arc::new(AtomicBool::new(true)), Arc::<Mutex<Vec<_>>>::default());
        let gate = Self { address, is_open: Arc::clone(&is_open), streams: Arc::clone(&streams) };
        let server = server.to_owned();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(std::result::Result::ok) {
                if is_open.load(SeqCst) {
                    let server = TcpStream::connect(&server).unwrap();
                    forward(client.try_clone().unwrap(), server.try_clone().unwrap());
                    forward(server.try_clone().unwrap(), client.try_clone().unwrap());
                    streams.lock().unwrap().extend([client, server]);
                }
            }
        });
        gate
    }

    fn shut(&self) {
        self.is_open.store(false, SeqCst);
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn reopen(&self) {
        self.is_open.store(true, SeqCst);
    }
}

fn forward(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}

#[test]
fn a_server_that_cannot_be_reached_is_told_with_the_reason_and_works_again_when_it_is_back() {
    let Some(database) = testkit::postgres::database() else { return };
    let (head, name) = database.url().rsplit_once('/').unwrap();
    let (user, server) = head.split_once("://").unwrap().1.split_once('@').unwrap();
    let gate = Gate::open(server);
    let url = format!("postgres://{user}@{}/{name}", gate.address);
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
