//! Where media files are kept: the options of every command that works with them, and the store they name.

use crate::Failure;
use blob::{BlobStore, FolderStore, S3Keys, S3Settings, S3Store};
use serde::Deserialize;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tumblelog::Site;
use url::Url;

/// What says that media lie in the data folder.
pub const FOLDER: &str = "folder";
/// Where keys are looked for first.
const ACCESS_KEY: &str = "TAGSTEAD_MEDIA_ACCESS_KEY";
const SECRET_KEY: &str = "TAGSTEAD_MEDIA_SECRET_KEY";
/// Bytes of a file of keys that are read.
const LONGEST: u64 = 16 << 10;

/// Where media are kept. Keys are never options: other users of a machine see the command line.
#[derive(clap::Args, Clone)]
#[command(next_help_heading = "Media")]
pub struct MediaArguments {
    /// Where media files are kept: folder (media/ in the data folder), or s3://BUCKET/PREFIX of an S3-compatible store.
    #[arg(long, value_name = "PLACE", default_value = FOLDER, env = "TAGSTEAD_MEDIA")]
    media: String,
    /// Address of the S3-compatible store, such as https://s3.example.org.
    #[arg(long, value_name = "URL", env = "TAGSTEAD_MEDIA_ENDPOINT")]
    media_endpoint: Option<String>,
    /// Its region.
    #[arg(long, value_name = "REGION", default_value = "us-east-1", env = "TAGSTEAD_MEDIA_REGION")]
    media_region: String,
    /// Put the bucket before the host name (BUCKET.s3.example.org) instead of into the path.
    #[arg(long)]
    media_virtual_host: bool,
    /// TOML file with access-key and secret-key, which its owner alone may read. Without it they are taken from
    /// TAGSTEAD_MEDIA_ACCESS_KEY and TAGSTEAD_MEDIA_SECRET_KEY.
    #[arg(long, value_name = "FILE", env = "TAGSTEAD_MEDIA_KEYS")]
    media_keys: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct KeyFile {
    access_key: String,
    secret_key: String,
}

impl MediaArguments {
    /// The store that the options name. Nothing is asked of it yet.
    pub fn open_store(&self, data: &Path) -> Result<Arc<dyn BlobStore>, Failure> {
        self.open_place(&self.media, data)
    }

    /// Whether media lie in the data folder.
    pub fn is_folder(&self) -> bool {
        self.media == FOLDER
    }

    /// The store of another place, reached as the options say.
    pub fn open_place(&self, place: &str, data: &Path) -> Result<Arc<dyn BlobStore>, Failure> {
        if place == FOLDER {
            return Ok(Arc::new(FolderStore::new(data.join("media"))));
        }
        let (bucket, prefix) = S3Settings::parse_bucket(place).map_err(|error| wrong("--media", error))?;
        let endpoint = self.media_endpoint.as_deref().ok_or_else(|| {
            wrong("--media-endpoint", "give the address of the store, such as https://s3.example.org")
        })?;
        let settings = S3Settings {
            endpoint: parse_endpoint(endpoint)?,
            bucket,
            prefix,
            region: self.media_region.clone(),
            path_style: !self.media_virtual_host,
            keys: self.read_keys()?,
        };
        let store = S3Store::new(&settings).map_err(|error| Failure::Usage(error.to_string()))?;
        Ok(Arc::new(store))
    }

    fn read_keys(&self) -> Result<S3Keys, Failure> {
        if let Some(file) = &self.media_keys {
            return read_key_file(file);
        }
        let variable = |name| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        match (variable(ACCESS_KEY), variable(SECRET_KEY)) {
            (Some(access), Some(secret)) => Ok(S3Keys::new(access.trim(), secret.trim())),
            _ => Err(Failure::Usage(format!(
                "the media store needs keys: set {ACCESS_KEY} and {SECRET_KEY}, or name a file of them with --media-keys"
            ))),
        }
    }
}

fn wrong(option: &str, why: impl std::fmt::Display) -> Failure {
    Failure::Usage(format!("{option}: {why}"))
}

fn parse_endpoint(text: &str) -> Result<Url, Failure> {
    let url = Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            // Keys in an address would end up in logs.
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
    });
    // The text is not repeated: it may hold a password.
    url.ok_or_else(|| {
        wrong("--media-endpoint", "an address such as https://s3.example.org is accepted, without keys")
    })
}

fn read_key_file(path: &Path) -> Result<S3Keys, Failure> {
    let unreadable =
        |error: std::io::Error| wrong("--media-keys", format!("{} cannot be read: {error}", path.display()));
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let found = file.metadata().map_err(unreadable)?;
    check_private(path, &found)?;
    let mut text = String::new();
    file.take(LONGEST).read_to_string(&mut text).map_err(unreadable)?;
    // The words of the reader are left out: they repeat the line, which may be the secret.
    let keys: KeyFile = toml::from_str(&text).map_err(|_| {
        let two = "access-key = \"…\" and secret-key = \"…\"";
        wrong("--media-keys", format!("{} must hold two lines, {two}, and nothing else", path.display()))
    })?;
    Ok(S3Keys::new(&keys.access_key, &keys.secret_key))
}

fn check_private(path: &Path, found: &std::fs::Metadata) -> Result<(), Failure> {
    use std::os::unix::fs::MetadataExt;
    // A group may read it: a service often gets its secrets as root:tagstead with 0640.
    if found.mode() & 0o037 == 0 {
        return Ok(());
    }
    Err(wrong(
        "--media-keys",
        format!("{} may be read or changed by others; run chmod 600 on it", path.display()),
    ))
}

/// Asks the store whether it can be used, before anything depends on it. The server says where media are kept; commands
/// beside it must keep them in the same place.
pub async fn prepare_media(site: &Site, is_server: bool) -> Result<(), Failure> {
    let store = Arc::clone(site.media_store());
    tokio::task::spawn_blocking(move || store.probe())
        .await?
        .map_err(|error| Failure::Usage(format!("{error}; see the options that begin with --media")))?;
    let (place, kept) = (site.media_store().describe_location(), site.kept_media_place().await?);
    match kept {
        Some(kept) if kept == place => {}
        Some(kept) if !is_server => {
            return Err(Failure::Usage(format!(
                "this site keeps its media in {kept}, and this command would use {place}; give it the --media options of \
                 the server"
            )));
        }
        Some(kept) => {
            tracing::warn!(
                before = %kept,
                now = %place,
                "media are kept in another place now; `tagstead media copy` copies those that are there"
            );
            site.keep_media_place().await?;
        }
        None if is_server => site.keep_media_place().await?,
        None => {}
    }
    Ok(())
}
