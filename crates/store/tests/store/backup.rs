//! Every table out of one database and into another, of the same kind and of the other one.

use crate::common::store::backup::{
    BackupError, BackupSnapshot, ColumnKind, SchemaStamp, Table, TableReader, ensure_known_schema,
    list_tables, restore_tables,
};
use crate::common::store::{
    DatabaseUrl, Error, Migrations, Store, blogs, known_schema_version, list_missing_migrations,
    migrate_database,
};
use crate::common::{each, open, runtime};
use std::collections::BTreeMap;
use std::io::Read;

/// The rows of tables as a backup holds them.
type Files = BTreeMap<String, Vec<u8>>;

fn url(text: &str) -> DatabaseUrl {
    DatabaseUrl::parse(text).unwrap()
}

/// Runs statements past the store.
fn run_raw(database: &str, sql: &str) {
    match database.strip_prefix("sqlite:") {
        Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        None => postgres::Client::connect(database, postgres::NoTls).unwrap().batch_execute(sql).unwrap(),
    }
}

/// Fills each table with three rows, in which every number is that of the row: so that references lead somewhere.
fn fill_tables(database: &str) {
    let is_postgres = database.starts_with("postgres");
    for table in list_tables(known_schema_version()).unwrap() {
        for n in 1..=3 {
            let values: Vec<String> = table
                .columns
                .iter()
                .map(|column| match column.kind {
                    ColumnKind::Number => n.to_string(),
                    ColumnKind::Text => format!("'{} {n}: çay, ნანი, 🐝'", column.name),
                    ColumnKind::Bytes if is_postgres => format!("'\\x00ff0{n}'"),
                    ColumnKind::Bytes => format!("x'00ff0{n}'"),
                })
                .collect();
            let names: Vec<String> =
                table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
            let (names, values) = (names.join(", "), values.join(", "));
            // Migrations have written some rows themselves.
            let sql =
                format!("INSERT INTO \"{}\" ({names}) VALUES ({values}) ON CONFLICT DO NOTHING", table.name);
            run_raw(database, &sql);
        }
    }
    run_raw(
        database,
        "UPDATE post SET lang = NULL, withheld = NULL, source = '' WHERE id = 2; \
         INSERT INTO counter VALUES ('least', -9223372036854775808), ('most', 9223372036854775807)",
    );
}

fn read_snapshot(database: &str) -> (SchemaStamp, Files) {
    let mut snapshot = BackupSnapshot::open(&url(database)).unwrap();
    let mut files = Files::new();
    for table in snapshot.tables() {
        let mut out = Vec::new();
        let rows = snapshot.write_table(&table, &mut out).unwrap();
        assert_eq!(parse_rows(&out).len() as u64, rows, "{}", table.name);
        files.insert(table.name, out);
    }
    (snapshot.schema().clone(), files)
}

/// A second reading of PostgreSQL's binary format, which shares nothing with the first.
fn parse_rows(mut bytes: &[u8]) -> Vec<Vec<Option<Vec<u8>>>> {
    fn take<'b>(bytes: &mut &'b [u8], count: usize) -> &'b [u8] {
        let (taken, rest) = bytes.split_at(count);
        *bytes = rest;
        taken
    }
    assert_eq!(take(&mut bytes, 19), b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    let mut rows = Vec::new();
    loop {
        let count = i16::from_be_bytes(take(&mut bytes, 2).try_into().unwrap());
        if count < 0 {
            assert!(bytes.is_empty());
            rows.sort();
            return rows;
        }
        let fields = (0..count).map(|_| {
            let length = i32::from_be_bytes(take(&mut bytes, 4).try_into().unwrap());
            usize::try_from(length).ok().map(|length| take(&mut bytes, length).to_vec())
        });
        rows.push(fields.collect());
    }
}

fn sorted(files: &Files) -> BTreeMap<&str, Vec<Vec<Option<Vec<u8>>>>> {
    files.iter().map(|(name, bytes)| (name.as_str(), parse_rows(bytes))).collect()
}

/// Hands out rows, and may break a rule on the way.
#[derive(Default)]
struct Feed {
    files: Files,
    rows: BTreeMap<String, u64>,
    fail_at_end: bool,
}

impl TableReader for Feed {
    fn open_table(&mut self, table: &Table) -> Result<Box<dyn Read>, BackupError> {
        let bytes = self.files.get(&table.name).cloned().unwrap_or_else(no_rows);
        Ok(Box::new(std::io::Cursor::new(bytes)))
    }

    fn end_table(&mut self, table: &Table, rows: u64) -> Result<(), BackupError> {
        self.rows.insert(table.name.clone(), rows);
        Ok(())
    }

    fn before_keep(&mut self) -> Result<(), BackupError> {
        if self.fail_at_end { Err(BackupError::Content("not wanted".into())) } else { Ok(()) }
    }
}

fn no_rows() -> Vec<u8> {
    b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\xff\xff".to_vec()
}

#[test]
fn every_table_comes_back_on_the_same_database_and_on_the_other() {
    for source in testkit::databases() {
        drop(open(&source.url).unwrap());
        fill_tables(&source.url);
        let (schema, files) = read_snapshot(&source.url);
        assert!(files.len() > 40 && files["post"].len() > 100, "{:?}", files.keys());
        for target in testkit::databases() {
            let label = format!("{} into {}", source.label, target.label);
            let mut feed = Feed { files: files.clone(), ..Feed::default() };
            restore_tables(&url(&target.url), &schema, &mut feed).unwrap();
            let (again, restored) = read_snapshot(&target.url);
            assert_eq!(again, schema, "{label}");
            assert_eq!(sorted(&restored), sorted(&files), "{label}");
            assert_eq!(feed.rows["counter"], parse_rows(&files["counter"]).len() as u64, "{label}");
            let store = open(&target.url).unwrap();
            assert!(runtime().block_on(store.read(blogs::count_blogs)).unwrap() >= 3, "{label}");
        }
    }
}

#[test]
fn a_snapshot_sees_nothing_of_what_comes_later_and_keeps_nobody_waiting() {
    for first in each() {
        first.write(|tx| tx.next_id("n")).unwrap();
        let mut snapshot = BackupSnapshot::open(&url(&first.url)).unwrap();
        for _ in 0..50 {
            first.write(|tx| tx.next_id("n")).unwrap();
        }
        let table = snapshot.tables().into_iter().find(|table| table.name == "counter").unwrap();
        let mut out = Vec::new();
        snapshot.write_table(&table, &mut out).unwrap();
        let rows = parse_rows(&out);
        let n = rows.iter().find(|row| row[0].as_deref() == Some(&b"n"[..])).unwrap();
        assert_eq!(n[1].as_deref(), Some(&1_i64.to_be_bytes()[..]), "{}", first.label);
    }
}

#[test]
fn a_database_that_holds_something_is_left_alone() {
    for there in each() {
        let schema = BackupSnapshot::open(&url(&there.url)).unwrap().schema().clone();
        let refused = restore_tables(&url(&there.url), &schema, &mut Feed::default());
        match refused {
            Err(BackupError::Database(Error::Unusable(words))) => {
                assert!(words.contains("is there already") || words.contains("is not empty"), "{words}");
            }
            other => panic!("{other:?}"),
        }
        there.write(|tx| tx.next_id("n")).unwrap();
    }
}

#[test]
fn a_restore_that_fails_leaves_nothing() {
    let (schema, files) = {
        let source = testkit::sqlite();
        drop(open(&source.url).unwrap());
        fill_tables(&source.url);
        read_snapshot(&source.url)
    };
    let mut cut = files.clone();
    let half = cut["post"].len() / 2;
    cut.get_mut("post").unwrap().truncate(half);
    let mut twice = files.clone();
    let end = twice["blog"].len() - 2;
    let again = twice["blog"][19..].to_vec();
    twice.get_mut("blog").unwrap().truncate(end);
    twice.get_mut("blog").unwrap().extend(again);
    for target in testkit::databases() {
        for (files, fail_at_end, part) in
            [(&cut, false, ""), (&twice, false, "already there"), (&files, true, "not wanted")]
        {
            let mut feed = Feed { files: files.clone(), fail_at_end, ..Feed::default() };
            let failed = restore_tables(&url(&target.url), &schema, &mut feed);
            let words = failed.expect_err(target.label).to_string();
            assert!(words.contains(part), "{words}");
        }
        // Nothing is in the way of the next one.
        restore_tables(&url(&target.url), &schema, &mut Feed { files: files.clone(), ..Feed::default() })
            .unwrap();
        if let Some(path) = target.url.strip_prefix("sqlite:") {
            let folder = std::path::Path::new(path).parent().unwrap();
            assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "no unfinished file is left");
        }
    }
}

#[test]
fn a_schema_that_this_program_does_not_know_is_refused() {
    let source = each().remove(0);
    let schema = BackupSnapshot::open(&url(&source.url)).unwrap().schema().clone();
    ensure_known_schema(&schema).unwrap();
    let mut newer = schema.clone();
    newer.version += 1;
    newer.checksums.push(5);
    let mut foreign = schema;
    foreign.checksums[3] = 5;
    for (schema, part) in
        [(newer, "restore it with a newer tagstead"), (foreign, "not of this program's line")]
    {
        match ensure_known_schema(&schema) {
            Err(Error::Unusable(words)) => assert!(words.contains(part), "{words}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_older_schema_is_refused_or_brought_up_to_date_as_asked() {
    for database in testkit::databases() {
        let known = known_schema_version();
        let checksums = {
            let newest = each().remove(0);
            BackupSnapshot::open(&url(&newest.url)).unwrap().schema().checksums.clone()
        };
        let version = known - 2;
        let older = SchemaStamp { version, checksums: checksums[..version].to_vec() };
        restore_tables(&url(&database.url), &older, &mut Feed::default()).unwrap();
        let refused = Store::open_with(&url(&database.url), 1, [7; 16], Migrations::Refuse);
        match refused.err() {
            Some(Error::Unusable(words)) => {
                let expected = format!("has schema version {version} and this program needs {known}");
                assert!(words.contains(&expected) && words.contains("tagstead migrate"), "{words}");
            }
            other => panic!("{}: {other:?}", database.label),
        }
        for _ in 0..2 {
            let missing = list_missing_migrations(&url(&database.url)).unwrap();
            let versions: Vec<usize> = missing.iter().map(|migration| migration.version).collect();
            assert_eq!(versions, [known - 1, known], "listing changes nothing");
            assert!(missing.iter().all(|migration| !migration.about.is_empty()), "{missing:?}");
        }
        // A backup of the older schema is taken as it is.
        assert_eq!(BackupSnapshot::open(&url(&database.url)).unwrap().schema(), &older);
        assert_eq!(migrate_database(&url(&database.url)).unwrap().len(), 2);
        assert_eq!(migrate_database(&url(&database.url)).unwrap(), []);
        Store::open_with(&url(&database.url), 1, [7; 16], Migrations::Refuse).unwrap();
    }
    let nothing = testkit::sqlite();
    let refused = Store::open_with(&url(&nothing.url), 1, [7; 16], Migrations::Refuse);
    assert!(matches!(refused.err(), Some(Error::Unusable(words)) if words.contains("there is no database")));
    assert!(!std::path::Path::new(nothing.url.strip_prefix("sqlite:").unwrap()).exists());
}
