//! Brings a database to this program's schema: numbered texts, one transaction each, a checksum kept of every one
//! that was applied.

use crate::db::dialect::Dialect;
use crate::{Error, Result};
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
    include_str!("../../migrations/0023_events.sql"),
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

/// Applies what is missing.
///
/// # Errors
/// [`Error::Unusable`] when the database was written by a newer program or a text was changed after it was applied.
pub(crate) fn run_migrations(target: &mut dyn Target) -> Result<()> {
    target.lock_migrations()?;
    let done = apply_missing(target);
    // Unlocks after a failure too: migrations applied before it stay, each is whole by itself.
    target.unlock_migrations()?;
    done
}

fn apply_missing(target: &mut dyn Target) -> Result<()> {
    let applied = target.applied_migrations()?;
    // An older program could misread newer rows, so it refuses to start.
    if applied.len() > MIGRATIONS.len() {
        return Err(Error::Unusable(format!(
            "the database has schema version {} and this program knows {}; run a newer tagstead",
            applied.len(),
            MIGRATIONS.len()
        )));
    }
    for (number, text) in MIGRATIONS.iter().enumerate() {
        match applied.get(number) {
            // The checksum is of the text before rendering, so that both databases keep the same
            // one.
            Some(sum) if *sum == text_checksum(text) => {}
            Some(_) => {
                return Err(Error::Unusable(format!(
                    "migration {} was applied from another text; the database is not of this program's line",
                    number + 1
                )));
            }
            None => {
                let version = number + 1;
                // The version row goes into the same transaction as the change: neither can be
                // there alone.
                let table = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, checksum BIGINT NOT NULL);";
                let row = format!("INSERT INTO schema_version VALUES ({version}, {});", text_checksum(text));
                target.run_sql(&format!("{table}\n{}\n{row}", target.dialect().render_sql(text)))?;
            }
        }
    }
    Ok(())
}

fn text_checksum(text: &str) -> i64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    // The shift keeps the number positive, because the column is a signed one. The hash only finds
    // changes by mistake, so a fixed key is enough.
    i64::from_ne_bytes((hasher.finish() >> 1).to_ne_bytes())
}
