//! The schema of a database, brought to this version's or refused.

use crate::run::Home;
use crate::serve::Server;
use std::io::{Cursor, Read};
use store::DatabaseUrl;
use store::backup::{BackupError, BackupSnapshot, SchemaStamp, Table, TableReader, restore_tables};

/// Tables without rows.
struct NoRows;

impl TableReader for NoRows {
    fn open_table(&mut self, _: &Table) -> Result<Box<dyn Read>, BackupError> {
        Ok(Box::new(Cursor::new(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0\xff\xff")))
    }

    fn end_table(&mut self, _: &Table, _: u64) -> Result<(), BackupError> {
        Ok(())
    }

    fn before_keep(&mut self) -> Result<(), BackupError> {
        Ok(())
    }
}

/// Makes a database as the version before this one would have left it; gives this version.
fn make_older(home: &Home) -> usize {
    let newest = Home::sqlite();
    newest.run(&["import", "tumblr-json", &newest.write("none.jsonl", crate::run::post(1, &[]))]).succeeded();
    let schema = BackupSnapshot::open(&DatabaseUrl::parse(newest.url()).unwrap()).unwrap().schema().clone();
    let version = schema.version - 1;
    let older = SchemaStamp { version, checksums: schema.checksums[..version].to_vec() };
    restore_tables(&DatabaseUrl::parse(home.url()).unwrap(), &older, &mut NoRows).unwrap();
    schema.version
}

#[test]
fn an_older_schema_is_refused_listed_and_brought_up_to_date_as_asked() {
    for home in Home::each() {
        let known = make_older(&home);
        let before = known - 1;
        for args in [&["serve", "--no-migrate", "--listen", "127.0.0.1:0"][..], &["worker", "--no-migrate"]] {
            let part =
                format!("schema version {before} and this program needs {known}; run `tagstead migrate`");
            home.run(args).refused(2, &part);
        }
        for _ in 0..2 {
            let listed = home.run(&["migrate", "--dry-run"]);
            listed.succeeded();
            assert!(listed.out.starts_with(&format!("would apply {known}: ")), "{listed:?}");
            let last = format!("the database would be brought from schema version {before} to {known}\n");
            assert!(listed.out.ends_with(&last), "{listed:?}");
        }
        let done = home.run(&["migrate"]);
        done.succeeded();
        assert!(done.out.starts_with(&format!("applied {known}: ")), "{done:?}");
        assert!(home.run(&["migrate"]).out.contains("nothing is to be done"));
        let serve = ["serve", "--no-migrate", "--listen", "127.0.0.1:0"];
        assert_eq!(Server::start(&mut home.command(&serve)).stop(), Some(0));
        assert_eq!(home.checked(), 0);
    }
    let nothing = Home::sqlite();
    nothing.run(&["migrate"]).refused(2, "there is no site at");
    assert!(!nothing.file().exists());
}
