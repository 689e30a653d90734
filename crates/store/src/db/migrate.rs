//! Brings a database to this program's schema: numbered texts, one transaction each, a checksum kept of every one
//! that was applied.

use crate::db::dialect::Dialect;
use crate::{Error, Result, Tx};
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

// The order is the version, and applied texts are checked by checksum: only ever append here.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_init.sql"),
    include_str!("../../migrations/0002_position_first.sql"),
    include_str!("../../migrations/0003_accounts.sql"),
    include_str!("../../migrations/0004_social.sql"),
    include_str!("../../migrations/0005_media.sql"),
    include_str!("../../migrations/0006_subjects.sql"),
    include_str!("../../migrations/0007_proposals.sql"),
    include_str!("../../migrations/0008_searches.sql"),
    include_str!("../../migrations/0009_coverage.sql"),
    include_str!("../../migrations/0010_copies.sql"),
    include_str!("../../migrations/0011_trends.sql"),
    include_str!("../../migrations/0012_uploads.sql"),
    include_str!("../../migrations/0013_sketches.sql"),
    include_str!("../../migrations/0014_devices.sql"),
    include_str!("../../migrations/0015_losses.sql"),
    include_str!("../../migrations/0016_post_media.sql"),
    include_str!("../../migrations/0017_series.sql"),
    include_str!("../../migrations/0018_session_age.sql"),
    include_str!("../../migrations/0019_table_names.sql"),
    include_str!("../../migrations/0020_jobs.sql"),
    include_str!("../../migrations/0021_settings.sql"),
];

/// What the runner needs of a database that may hold nothing yet.
pub(crate) trait Target {
    /// The dialect of the texts.
    fn dialect(&self) -> Dialect;
    /// Runs several statements in one transaction, all or none.
    fn run_sql(&mut self, sql: &str) -> Result<()>;
    /// The checksums of the migrations applied, first to last; none where the table is missing.
    fn applied_migrations(&mut self) -> Result<Vec<i64>>;
    /// Keeps other nodes out until the connection ends or the migration is done.
    fn lock_migrations(&mut self) -> Result<()>;
    /// Lets them in again.
    fn unlock_migrations(&mut self) -> Result<()>;
}

/// Whether a database that is opened may be changed to this program's schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrations {
    /// What is missing is applied.
    Apply,
    /// A database of another schema is refused.
    Refuse,
}

/// A migration: its number, which is the version it brings the schema to, and the first line of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// From 1.
    pub version: usize,
    /// What it is about, for people.
    pub about: String,
}

/// The version of this program's schema.
pub(crate) const fn known_version() -> usize {
    MIGRATIONS.len()
}

/// The texts of the first so many migrations with their checksums.
pub(crate) fn first_texts(version: usize) -> impl Iterator<Item = (&'static str, i64)> {
    MIGRATIONS.iter().take(version).map(|text| (*text, text_checksum(text)))
}

/// Prepares a database as it was asked for.
///
/// # Errors
/// As [`run_migrations`]; with [`Migrations::Refuse`] [`Error::Unusable`] where the schema is another.
pub(crate) fn prepare_schema(target: &mut dyn Target, migrations: Migrations) -> Result<()> {
    match migrations {
        Migrations::Apply => run_migrations(target).map(drop),
        Migrations::Refuse => match missing_migrations(target)?.as_slice() {
            [] => Ok(()),
            missing => Err(Error::Unusable(format!(
                "the database has schema version {} and this program needs {}; run `tagstead migrate`, or start without \
                 --no-migrate",
                known_version() - missing.len(),
                known_version()
            ))),
        },
    }
}

/// Applies what is missing, and gives what was.
///
/// # Errors
/// [`Error::Unusable`] when the database was written by a newer program or a text was changed after it was applied.
pub(crate) fn run_migrations(target: &mut dyn Target) -> Result<Vec<Migration>> {
    target.lock_migrations()?;
    let done = apply_missing(target);
    // Unlocks after a failure too: migrations applied before it stay, each is whole by itself.
    target.unlock_migrations()?;
    done
}

/// What would be applied.
///
/// # Errors
/// As [`run_migrations`].
pub(crate) fn missing_migrations(target: &mut dyn Target) -> Result<Vec<Migration>> {
    let version = applied_version(target)?;
    let missing = MIGRATIONS.iter().enumerate().skip(version);
    Ok(missing.map(|(number, text)| Migration { version: number + 1, about: first_line(text) }).collect())
}

/// The version of a database's schema, whose migrations are this program's; 0 of an empty one.
pub(crate) fn applied_version(target: &mut dyn Target) -> Result<usize> {
    let applied = target.applied_migrations()?;
    // An older program could misread newer rows, so it refuses to start.
    if applied.len() > MIGRATIONS.len() {
        return Err(Error::Unusable(format!(
            "the database has schema version {} and this program knows {}; run a newer tagstead",
            applied.len(),
            MIGRATIONS.len()
        )));
    }
    // The checksum is of the text before rendering, so that both databases keep the same one.
    let known = MIGRATIONS.iter().map(|text| text_checksum(text));
    match applied.iter().zip(known).position(|(applied, known)| *applied != known) {
        None => Ok(applied.len()),
        Some(number) => Err(Error::Unusable(format!(
            "migration {} was applied from another text; the database is not of this program's line",
            number + 1
        ))),
    }
}

fn apply_missing(target: &mut dyn Target) -> Result<Vec<Migration>> {
    let missing = missing_migrations(target)?;
    for migration in &missing {
        let text = MIGRATIONS.get(migration.version - 1).copied().unwrap_or_default();
        target.run_sql(&migration_sql(target.dialect(), migration.version, text))?;
    }
    Ok(missing)
}

/// The statements of a migration, with the row that says it was applied.
pub(crate) fn migration_sql(dialect: Dialect, version: usize, text: &str) -> String {
    // The version row goes into the same transaction as the change: neither can be there alone.
    let table =
        "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, checksum BIGINT NOT NULL);";
    let row = format!("INSERT INTO schema_version VALUES ({version}, {});", text_checksum(text));
    format!("{table}\n{}\n{row}", dialect.render_sql(text))
}

/// The first sentence of the comment that a text begins with, or its first line.
fn first_line(text: &str) -> String {
    let comment: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("--")).map(str::trim).collect();
    let comment = comment.join(" ");
    // A colon ends it too: what follows is for whoever reads the text.
    let end = comment.find(['.', ':']).unwrap_or(comment.len());
    match comment.get(..end).unwrap_or_default() {
        "" => text.lines().next().unwrap_or_default().trim_end_matches([';', '(']).trim().to_owned(),
        sentence => sentence.to_owned(),
    }
}

/// How a database's schema stands to this program's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    /// It is the same.
    Current,
    /// Migrations are missing, or one was applied from another text.
    Behind,
    /// A newer program has migrated it meanwhile.
    Ahead,
}

/// Compares the schema of a database that is open with this program's.
pub fn check_schema(tx: &mut Tx<'_>) -> Result<SchemaState> {
    let applied = tx.query("SELECT checksum FROM schema_version ORDER BY version", &[], |row| row.int(0))?;
    let known: Vec<i64> = MIGRATIONS.iter().map(|text| text_checksum(text)).collect();
    Ok(match applied.len() > known.len() {
        true => SchemaState::Ahead,
        false if applied == known => SchemaState::Current,
        false => SchemaState::Behind,
    })
}

fn text_checksum(text: &str) -> i64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    // The shift keeps the number positive, because the column is a signed one. The hash only finds
    // changes by mistake, so a fixed key is enough.
    i64::from_ne_bytes((hasher.finish() >> 1).to_ne_bytes())
}
