//! Where a site's data is, and opening it.

use crate::Failure;
use model::{Clock, IdSource, Time, clock::SystemClock};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::{DatabaseUrl, Migrations, Store};
use tumblelog::Site;
use tumblelog::media::Decoder;

/// Where the data is: the same for every command.
#[derive(clap::Args, Clone)]
pub struct DataArguments {
    /// Folder of the site's data.
    #[arg(long, value_name = "DIR", default_value = "tagstead-data")]
    pub data: PathBuf,
    /// Database, sqlite:PATH or postgres://USER@HOST/DATABASE; a SQLite file in the data folder where not given.
    #[arg(
        long,
        alias = "database-url",
        value_name = "URL",
        env = "TAGSTEAD_DATABASE_URL",
        hide_env_values = true
    )]
    pub database: Option<String>,
    /// PEM file of the authorities that may sign PostgreSQL's certificate; as sslrootcert= in its address. Without sslmode=
    /// there, it means sslmode=verify-full.
    #[arg(long, value_name = "FILE", env = "TAGSTEAD_DATABASE_ROOT_CERTIFICATE")]
    pub database_root_certificate: Option<PathBuf>,
}

/// Whether opening a site may change the schema of its database.
#[derive(clap::Args, Clone, Copy, Default)]
pub struct MigrationArguments {
    /// Refuse to start where the database has an older schema, instead of bringing it to this version's; see
    /// `tagstead migrate`.
    #[arg(long)]
    no_migrate: bool,
}

impl MigrationArguments {
    /// What is done with an older schema.
    pub fn migrations(self) -> Migrations {
        if self.no_migrate { Migrations::Refuse } else { Migrations::Apply }
    }
}

impl DataArguments {
    /// Opens the site.
    pub fn open(&self, clock: Arc<dyn Clock>) -> Result<Site, Failure> {
        self.open_with(clock, Migrations::Apply)
    }

    /// The same, with what is done with an older schema.
    pub fn open_with(&self, clock: Arc<dyn Clock>, migrations: Migrations) -> Result<Site, Failure> {
        let url = self.url()?;
        make_writable(&self.data)?;
        open_store(&url, &self.data, clock, migrations)
    }

    /// Opens a site that must be there already.
    pub fn open_existing(&self, clock: Arc<dyn Clock>) -> Result<Site, Failure> {
        self.existing_url()?;
        self.open(clock)
    }

    /// The database of a site that must be there already.
    pub fn existing_url(&self) -> Result<DatabaseUrl, Failure> {
        let url = self.url()?;
        match &url {
            // Otherwise a mistyped folder would get a new, empty site.
            DatabaseUrl::Sqlite(path) if !path.is_file() => Err(Failure::Usage(format!(
                "there is no site at {}; name its folder with --data",
                path.display()
            ))),
            _ => Ok(url),
        }
    }

    /// Where the database is.
    pub fn url(&self) -> Result<DatabaseUrl, Failure> {
        let url = match &self.database {
            Some(text) => DatabaseUrl::parse(text).map_err(|e| Failure::Usage(e.to_string()))?,
            None => DatabaseUrl::Sqlite(self.database_file()),
        };
        // SQLite is no server: the option is for a variable that stands for all commands.
        Ok(match &self.database_root_certificate {
            Some(file) => url.with_root_certificate(file),
            None => url,
        })
    }

    fn database_file(&self) -> PathBuf {
        self.data.join("tagstead.sqlite")
    }
}

/// Makes a folder, and asks whether files can be made in it before anything else goes wrong with a vaguer message.
pub fn make_writable(folder: &Path) -> Result<(), Failure> {
    let refused = |what: &str, error: &std::io::Error| {
        Failure::Usage(format!("the data folder {} cannot be {what}: {error}", folder.display()))
    };
    store::create_private_folder(folder).map_err(|error| Failure::Usage(error.to_string()))?;
    tempfile::tempfile_in(folder).map_err(|error| refused("written to", &error))?;
    Ok(())
}

/// Opens the site whose database is at `url` and whose files lie in `folder`.
pub fn open_at(url: &DatabaseUrl, folder: &Path, clock: Arc<dyn Clock>) -> Result<Site, Failure> {
    open_store(url, folder, clock, Migrations::Apply)
}

fn open_store(
    url: &DatabaseUrl,
    folder: &Path,
    clock: Arc<dyn Clock>,
    migrations: Migrations,
) -> Result<Site, Failure> {
    let store = Store::open_with(url, count_readers(), draw_seed()?, migrations).map_err(|e| match e {
        store::Error::Unusable(message) => Failure::Usage(message),
        other => other.into(),
    })?;
    // Drawn by lot, because nobody counts the processes of a site: two with the same number make the same ids in the
    // same millisecond, which costs them a second try.
    let [low, high, ..] = draw_seed()?;
    let site = Site::new(store, clock, IdSource::new(u16::from_le_bytes([low, high])), folder.join("media"));
    Ok(site.with_decoder(make_decoder()?))
}

/// This program decodes files in processes of its own: one that breaks takes nothing with it.
fn make_decoder() -> Result<Decoder, Failure> {
    // On Linux this names the running program even after an upgrade has put another in its place.
    let linux = Path::new("/proc/self/exe");
    let program = if linux.exists() { linux.to_owned() } else { std::env::current_exe()? };
    Ok(Decoder::in_processes(program, vec!["decode-media".into()]))
}

/// One thread for reading to a processor, and at least two, so that a long read does not hold up the others.
fn count_readers() -> usize {
    std::thread::available_parallelism().map_or(2, |n| n.get().clamp(2, 8))
}

/// Sixteen random bytes of the operating system.
fn draw_seed() -> Result<[u8; 16], Failure> {
    let mut seed = [0; 16];
    std::fs::File::open("/dev/urandom")?.read_exact(&mut seed)?;
    Ok(seed)
}

/// A clock that stands still, for demonstrations and tests.
pub struct FixedClock(pub Time);

impl Clock for FixedClock {
    fn now(&self) -> Time {
        self.0
    }
}

/// The machine's clock, or one that stands still at a given moment.
pub fn make_clock(fixed: Option<&str>) -> Result<Arc<dyn Clock>, Failure> {
    match fixed {
        None => Ok(Arc::new(SystemClock)),
        Some(text) => {
            let (time, _) = Time::parse(text).map_err(|e| Failure::Usage(e.to_string()))?;
            Ok(Arc::new(FixedClock(time)))
        }
    }
}

/// A file that must be readable, before long work begins.
pub fn ensure_readable(path: &Path) -> Result<(), Failure> {
    match std::fs::File::open(path) {
        Ok(_) => Ok(()),
        Err(e) => Err(Failure::Usage(format!("{} cannot be read: {e}", path.display()))),
    }
}
