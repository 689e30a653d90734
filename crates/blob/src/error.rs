//! Why a store did not do what it was asked to.

/// A failure of a store.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no blob of this name.
    #[error("no file is kept as {0}")]
    Missing(String),
    /// The store cannot be reached, is overloaded or broke off: the same may work later.
    #[error("{0}")]
    Unavailable(String),
    /// The store refuses us: keys, rights, or the name of the bucket are wrong.
    #[error("{0}")]
    Refused(String),
    /// The bytes are not those that were kept.
    #[error("{0}")]
    Damaged(String),
    /// The settings cannot be used: what is wrong and what is accepted.
    #[error("{0}")]
    Settings(String),
    /// A file of this machine could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The result of asking a store.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What a [`crate::BlobReader`] says, told apart again.
    pub fn from_reader(error: std::io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => Self::Io(error),
        }
    }
}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(error) => error,
            other => Self::other(other),
        }
    }
}
