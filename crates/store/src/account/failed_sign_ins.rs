//! Attempts to sign in that did not succeed, by what they had in common: an account's name or a network address.

use crate::{Result, Tx};
use model::Time;

/// What is known of a subject's failed attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many there were in a row.
    pub count: i64,
    /// When the last was.
    pub last: Time,
    /// No attempt is looked at before this.
    pub until: Time,
}

/// The failed attempts of a subject.
pub fn read_failures(tx: &mut Tx<'_>, subject: &str) -> Result<Option<Failures>> {
    // On PostgreSQL the row is locked, so that attempts of the same moment are counted one after the other.
    const SQL: &str = "SELECT failures, last_ms, until_ms FROM sign_in WHERE subject = $1 /*pg: FOR UPDATE*/";
    tx.query_opt(SQL, &[subject.into()], |row| {
        Ok(Failures { count: row.int(0)?, last: Time(row.int(1)?), until: Time(row.int(2)?) })
    })
}

/// Makes sure that there is a row to lock.
pub fn ensure_failure_row(tx: &mut Tx<'_>, subject: &str, now: Time) -> Result<()> {
    const SQL: &str = "INSERT INTO sign_in (subject, failures, last_ms, until_ms) VALUES ($1, 0, $2, 0) \
        ON CONFLICT (subject) DO NOTHING";
    // FOR UPDATE locks nothing where there is no row, and then attempts sent at once would all
    // pass.
    tx.execute(SQL, &[subject.into(), now.0.into()]).map(drop)
}

/// Keeps what is now known of a subject.
pub fn set_failures(tx: &mut Tx<'_>, subject: &str, failures: Failures) -> Result<()> {
    const SQL: &str = "UPDATE sign_in SET failures = $2, last_ms = $3, until_ms = $4 WHERE subject = $1";
    let params = [subject.into(), failures.count.into(), failures.last.0.into(), failures.until.0.into()];
    tx.execute(SQL, &params).map(drop)
}

/// Forgets a subject's failures.
pub fn forget_failures(tx: &mut Tx<'_>, subject: &str) -> Result<()> {
    tx.execute("DELETE FROM sign_in WHERE subject = $1", &[subject.into()]).map(drop)
}

/// Forgets what is older than `before`.
pub fn prune_failures(tx: &mut Tx<'_>, before: Time) -> Result<u64> {
    // Subjects are made up by whoever tries, so the table must not grow for ever.
    tx.execute("DELETE FROM sign_in WHERE last_ms < $1", &[before.0.into()])
}
