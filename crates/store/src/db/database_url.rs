//! The address of a database.

use crate::db::postgres_address;
use std::path::{Path, PathBuf};

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`.
    Sqlite(PathBuf),
    /// `postgres://…`, with its password.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// On any other text.
    pub fn parse(text: &str) -> Result<Self, model::Invalid> {
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            // `sqlite://PATH` is how other programs write it, so both forms are read.
            return Ok(Self::Sqlite(path.strip_prefix("//").unwrap_or(path).into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(model::Invalid::new("the database address must be sqlite:PATH or postgres://USER@HOST/DATABASE"))
    }
}

impl DatabaseUrl {
    /// The same with `sslrootcert=` in an address of PostgreSQL, where it goes before one that is there.
    #[must_use]
    pub fn with_root_certificate(self, file: &Path) -> Self {
        match self {
            Self::Postgres(url) => Self::Postgres(postgres_address::add_root_certificate(&url, file)),
            sqlite => sqlite,
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            // The address may carry a password, which no log may show.
            Self::Postgres(_) => f.write_str("postgres://…"),
        }
    }
}
