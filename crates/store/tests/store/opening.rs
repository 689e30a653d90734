//! Opening databases: new ones, those that are there, and those that are not ours.

use crate::common::store::{Error, Value, blogs, site_values};
use crate::common::{each, open};
use std::io::Write;

/// Runs a statement past the store.
fn raw(url: &str, sql: &str) {
    match url.strip_prefix("sqlite:") {
        Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        None => postgres::Client::connect(url, postgres::NoTls).unwrap().batch_execute(sql).unwrap(),
    }
}

/// How many migrations this program has.
fn migrations() -> i64 {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    i64::try_from(std::fs::read_dir(folder).unwrap().count()).unwrap()
}

fn message(url: &str) -> String {
    match open(url) {
        Err(Error::Unusable(message)) => message,
        Err(other) => panic!("another error: {other:?}"),
        Ok(_) => panic!("it was opened"),
    }
}

#[test]
fn opening_again_changes_nothing() {
    for first in each() {
        let key = first.write(|tx| site_values::word_key(tx, [1; 16])).unwrap();
        assert_eq!(key, [7; 16], "the key drawn first stays");
        let again = crate::common::store::Store::open(
            &crate::common::store::DatabaseUrl::parse(&first.url).unwrap(),
            1,
            [9; 16],
        )
        .unwrap();
        assert_eq!(
            again.words().hash_word("honey"),
            first.store.words().hash_word("honey"),
            "{}",
            first.label
        );
        let versions = first.read(|tx| {
            tx.query("SELECT version FROM schema_version ORDER BY version", &[], |row| row.int(0))
        });
        assert_eq!(versions.unwrap(), (1..=migrations()).collect::<Vec<_>>());
    }
}

#[test]
fn many_open_a_new_database_at_once() {
    for database in testkit::databases() {
        let keys: Vec<_> = std::thread::scope(|scope| {
            let opening: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| open(&database.url).unwrap().words().hash_word("honey")))
                .collect();
            opening.into_iter().map(|opening| opening.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]), "{}", database.label);
    }
}

#[test]
fn a_newer_or_a_foreign_schema_is_refused_in_words() {
    for first in each() {
        let (ours, newer) = (migrations(), migrations() + 1);
        raw(&first.url, &format!("INSERT INTO schema_version VALUES ({newer}, 5)"));
        let said = message(&first.url);
        let expected = format!(
            "the database has schema version {newer} and this program knows {ours}; run a newer tagstead"
        );
        assert!(said.ends_with(&expected), "{said}");
        raw(
            &first.url,
            &format!(
                "DELETE FROM schema_version WHERE version = {newer}; UPDATE schema_version SET checksum = 5"
            ),
        );
        let said = message(&first.url);
        assert!(said.contains("migration 1 was applied from another text"), "{said}");
        assert!(first.read(blogs::count_blogs).is_ok(), "what was open goes on");
    }
}

#[test]
fn what_is_no_database_is_refused_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.txt");
    let text = "tea, honey, bread\n".repeat(1000);
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    let url = format!("sqlite:{}", path.display());
    let path = url.strip_prefix("sqlite:").unwrap();
    assert_eq!(message(&url), format!("{path}: the file is not a SQLite database"));
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
    let said = message(&format!("sqlite:{}", folder.path().display()));
    assert!(said.contains("cannot be opened"), "{said}");
    let said = message("postgres://nobody@127.0.0.1:1/none");
    assert!(said.contains("cannot be reached"), "{said}");
}

#[test]
fn a_migration_that_fails_leaves_nothing_behind() {
    for database in testkit::databases() {
        // A table of the same name is in the way of the first migration.
        raw(&database.url, "CREATE TABLE note (mine BIGINT)");
        assert!(open(&database.url).is_err());
        raw(&database.url, "DROP TABLE note; CREATE TABLE blog (mine BIGINT); DROP TABLE blog");
        let store = open(&database.url).unwrap();
        let count = crate::common::runtime().block_on(store.read(blogs::count_blogs)).unwrap();
        assert_eq!(count, 0, "{}", database.label);
    }
}

#[test]
fn a_job_that_fails_or_panics_keeps_nothing_and_stops_nobody() {
    for open in each() {
        let insert = "INSERT INTO imported_post (key, post_id) VALUES ($1, $2)";
        let failed = open.write(move |tx| {
            tx.execute(insert, &[Value::Text("a"), Value::Int(1)])?;
            tx.execute(insert, &[Value::Text("a"), Value::Int(2)])
        });
        assert!(matches!(failed, Err(Error::Duplicate(_))), "{} {failed:?}", open.label);
        let panicked = open.write(move |tx| -> Result<(), Error> {
            tx.execute(insert, &[Value::Text("b"), Value::Int(1)])?;
            panic!("a mistake in a job")
        });
        assert!(panicked.is_err());
        let stray = open.read(move |tx| tx.execute(insert, &[Value::Text("c"), Value::Int(1)]));
        assert!(stray.is_err(), "a reader writes nothing");
        let all = open.read(|tx| tx.query("SELECT key FROM imported_post", &[], |row| row.text(0))).unwrap();
        assert_eq!(all, [] as [&str; 0], "{}", open.label);
        open.write(move |tx| tx.execute(insert, &[Value::Text("a"), Value::Int(1)])).unwrap();
    }
}
