//! What the database itself finds wrong with its own pages, indexes and references.

use crate::{Result, Store, Tx, Value};

/// What the database found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Integrity {
    /// What is wrong, a sentence each.
    pub faults: Vec<String>,
    /// What was not looked at, and how to have it looked at.
    pub unchecked: Vec<String>,
}

/// Faults of one kind that are named.
const NAMED: usize = 100;

impl Store {
    /// Lets the database check itself. Reads all of it.
    ///
    /// # Errors
    /// What the database says, where it cannot even be checked.
    pub async fn check_integrity(&self) -> Result<Integrity> {
        // True on PostgreSQL alone, so this is the SQLite branch.
        if !self.interns_apart() {
            return self.read(check_sqlite).await;
        }
        // PostgreSQL has no check of the whole database; its catalogue and amcheck tell what they
        // can.
        let mut found = self.read(check_postgres).await?;
        if found.unchecked.is_empty() {
            for index in self.read(indexes).await? {
                // A fault ends its transaction, so each index has its own.
                let checked = index.clone();
                let fault = self.read(move |tx| check_index(tx, &checked)).await.err();
                found.faults.extend(fault.map(|error| format!("index {index}: {error}")));
            }
        }
        found.unchecked.push("the tables' own pages: pg_amcheck looks at these too, as a superuser".into());
        Ok(found)
    }
}

fn check_sqlite(tx: &mut Tx<'_>) -> Result<Integrity> {
    let mut faults = tx.query("PRAGMA integrity_check(100)", &[], |row| row.text(0))?;
    // SQLite answers with the one row `ok` where nothing is wrong.
    faults.retain(|line| line != "ok");
    // integrity_check does not look at foreign keys.
    let orphans = tx.query("PRAGMA foreign_key_check", &[], |row| {
        Ok(format!("a row of {} names one of {} that is not there", row.text(0)?, row.text(2)?))
    })?;
    faults.extend(orphans.into_iter().take(NAMED));
    Ok(Integrity { faults, unchecked: Vec::new() })
}

fn check_postgres(tx: &mut Tx<'_>) -> Result<Integrity> {
    let mut found = Integrity::default();
    let invalid = tx.query(
        "SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace ORDER BY 1",
        &[],
        |row| row.text(0).map(|name| format!("index {name} was not built to its end; REINDEX it")),
    )?;
    let unproved = tx.query(
        "SELECT conname::text FROM pg_constraint \
         WHERE NOT convalidated AND connamespace = current_schema()::regnamespace ORDER BY 1",
        &[],
        |row| row.text(0).map(|name| format!("rule {name} was never held against the rows")),
    )?;
    // NULL where the cluster has no checksums: then nothing was counted, which is no fault.
    let broken = tx.query_opt(
        "SELECT coalesce(checksum_failures, 0) FROM pg_stat_database WHERE datname = current_database()",
        &[],
        |row| row.int(0),
    )?;
    found.faults.extend(invalid.into_iter().chain(unproved));
    if let Some(pages) = broken.filter(|pages| *pages > 0) {
        found.faults.push(format!("{pages} pages had a wrong checksum when they were read"));
    }
    // Asked first, because a call of a missing function would end the transaction.
    let permitted = tx.query_opt(
        "SELECT count(*) FROM pg_proc WHERE proname = 'bt_index_check' AND has_function_privilege(oid, 'execute')",
        &[],
        |row| row.int(0),
    )?;
    if permitted.unwrap_or(0) == 0 {
        let words =
            "the order in PostgreSQL's indexes: for that, CREATE EXTENSION amcheck and grant its functions";
        found.unchecked.push(words.into());
    }
    Ok(found)
}

fn indexes(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.query(
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
         JOIN pg_am a ON a.oid = c.relam \
         WHERE a.amname = 'btree' AND i.indisvalid AND c.relnamespace = current_schema()::regnamespace ORDER BY 1",
        &[],
        |row| row.text(0),
    )
}

fn check_index(tx: &mut Tx<'_>, index: &str) -> Result<()> {
    tx.query("SELECT bt_index_check(CAST($1 AS text)::regclass)", &[Value::Text(index)], |_| Ok(()))?;
    Ok(())
}
