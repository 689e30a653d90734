//! `tagstead migrate`: brings the database to this version's schema.

use crate::data::DataArguments;
use crate::{Failure, Outcome};
use store::{known_schema_version, list_missing_migrations, migrate_database};

#[derive(clap::Args)]
pub struct Arguments {
    /// List what would be applied, and change nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    data: DataArguments,
}

#[expect(clippy::print_stdout, reason = "what was done is the command's result")]
pub async fn run_migrate(arguments: Arguments) -> Outcome {
    let url = arguments.data.existing_url()?;
    let dry = arguments.dry_run;
    // Both block: on the disk, or on a server that another process keeps locked.
    let work = move || if dry { list_missing_migrations(&url) } else { migrate_database(&url) };
    let migrations = tokio::task::spawn_blocking(work).await?.map_err(|error| match error {
        store::Error::Unusable(message) => Failure::Usage(message),
        other => other.into(),
    })?;
    let known = known_schema_version();
    if migrations.is_empty() {
        println!("the database has schema version {known}, which is this program's; nothing is to be done");
        return Ok(());
    }
    let verb = if dry { "would apply" } else { "applied" };
    for migration in &migrations {
        println!("{verb} {}: {}", migration.version, migration.about);
    }
    let from = known - migrations.len();
    let words = if dry { "would be brought" } else { "was brought" };
    println!("the database {words} from schema version {from} to {known}");
    Ok(())
}
