//! What the database finds wrong with itself.

use crate::common::{each, runtime};

#[test]
fn a_sound_database_has_no_faults_and_what_was_not_looked_at_is_told() {
    for open in each() {
        let found = runtime().block_on(open.store.check_integrity()).unwrap();
        assert_eq!(found.faults, Vec::<String>::new(), "{}", open.label);
        assert_eq!(found.unchecked.is_empty(), open.label == "sqlite", "{found:?}");
    }
}

#[test]
fn rows_without_their_parent_and_broken_pages_are_found() {
    let database = testkit::sqlite();
    let path = database.url.strip_prefix("sqlite:").unwrap();
    let store = crate::common::open(&database.url).unwrap();
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO account_blog VALUES (9, 9, 0)").unwrap();
    let mut found = runtime().block_on(store.check_integrity()).unwrap();
    found.faults.sort();
    let orphan = |parent| format!("a row of account_blog names one of {parent} that is not there");
    assert_eq!(found.faults, [orphan("account"), orphan("blog")]);
    // An index that has lost its entries: the table is written to while its index is not known.
    raw.execute_batch(
        "DELETE FROM account_blog; INSERT INTO blog VALUES (1, 'u', 'n', '', '', 0, 0); \
         PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = replace(sql, 'place)', 'place) WHERE place > 5') \
         WHERE name = 'account_blog_place'; PRAGMA writable_schema = RESET;",
    )
    .unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO account_blog VALUES (1, 1, 0)").unwrap();
    raw.execute_batch(
        "PRAGMA writable_schema = ON; \
         UPDATE sqlite_schema SET sql = replace(sql, ' WHERE place > 5', '') WHERE name = 'account_blog_place'; \
         PRAGMA writable_schema = RESET;",
    )
    .unwrap();
    drop(raw);
    let found = runtime().block_on(crate::common::open(&database.url).unwrap().check_integrity()).unwrap();
    assert!(
        found.faults.iter().any(|fault| fault.contains("missing from index account_blog_place")),
        "{found:?}"
    );
}
