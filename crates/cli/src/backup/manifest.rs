//! `manifest.json`, which is written last: a folder without it is no backup.

use crate::Failure;
use serde::{Deserialize, Serialize};
use std::path::Path;
use store::backup::SchemaStamp;

/// The name of the manifest in the folder of a backup.
pub const MANIFEST: &str = "manifest.json";
/// The list of media files with their checksums, as `sha256sum --check` reads it.
pub const MEDIA_LIST: &str = "media.sha256";
/// The folder of the tables.
pub const TABLES: &str = "tables";

const FORMAT: &str = "tagstead-backup";
/// Raised when an older program could not read a backup.
const FORMAT_VERSION: u32 = 1;

/// What a backup holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `tagstead-backup`.
    pub format: String,
    /// How the folder is laid out.
    pub format_version: u32,
    /// Everything that was acknowledged before this time is in the backup.
    pub moment: String,
    /// The version of the program that made it.
    pub program: String,
    /// `sqlite` or `postgres`: where it came from. It can be restored into either.
    pub database: String,
    /// The number of the last migration of its schema.
    pub schema_version: usize,
    /// Checksums of the migrations up to it.
    pub schema_checksums: Vec<i64>,
    /// Its tables, each behind those that its rows refer to.
    pub tables: Vec<TableEntry>,
    /// Its media files.
    pub media: MediaEntry,
    /// SHA-256 of files whose posts were deleted while the backup was made.
    pub deleted_files: Vec<String>,
    /// SHA-256 of files that posts reference and the site did not have.
    pub missing_files: Vec<String>,
    /// Files whose content was not that of their name.
    pub damaged_files: Vec<String>,
}

/// A table in `tables/NAME.pgcopy`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TableEntry {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: u64,
    pub bytes: u64,
    pub sha256: String,
}

/// The files in `media/`, listed in `media.sha256`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MediaEntry {
    pub files: u64,
    pub bytes: u64,
    /// Of the list.
    pub sha256: String,
}

impl Manifest {
    /// A manifest that names nothing yet.
    pub fn new(moment: String, database: &str, schema: &SchemaStamp) -> Self {
        Self {
            format: FORMAT.into(),
            format_version: FORMAT_VERSION,
            moment,
            program: env!("CARGO_PKG_VERSION").into(),
            database: database.into(),
            schema_version: schema.version,
            schema_checksums: schema.checksums.clone(),
            tables: Vec::new(),
            media: MediaEntry::default(),
            deleted_files: Vec::new(),
            missing_files: Vec::new(),
            damaged_files: Vec::new(),
        }
    }

    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// [`Failure::Usage`] where the folder is no whole backup, or one that this version cannot read.
    pub fn read_from(folder: &Path) -> Result<Self, Failure> {
        let refused = |words: String| Failure::Usage(format!("{}: {words}", folder.display()));
        let bytes = match std::fs::read(folder.join(MANIFEST)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(refused(format!(
                    "it is no whole backup: {MANIFEST} is missing, which is written last. It was broken off, or is not a \
                     folder of `tagstead backup`"
                )));
            }
            Err(error) => return Err(refused(format!("{MANIFEST} cannot be read: {error}"))),
        };
        let manifest: Self = serde_json::from_slice(&bytes)
            .map_err(|error| refused(format!("{MANIFEST} is damaged or of another program: {error}")))?;
        if manifest.format != FORMAT || manifest.format_version != FORMAT_VERSION {
            let (format, version) = (&manifest.format, manifest.format_version);
            return Err(refused(format!(
                "its format is {format} {version}; this program reads {FORMAT} {FORMAT_VERSION}"
            )));
        }
        Ok(manifest)
    }

    /// Its schema.
    pub fn schema(&self) -> SchemaStamp {
        SchemaStamp { version: self.schema_version, checksums: self.schema_checksums.clone() }
    }

    /// Its bytes, for people too.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The path of a table's rows in the folder of a backup.
pub fn table_file(folder: &Path, table: &str) -> std::path::PathBuf {
    folder.join(TABLES).join(format!("{table}.pgcopy"))
}
