//! Why a file is not taken.

/// A file that is not taken, told apart by whose fault it is.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not what is accepted: what was found, and what is accepted.
    #[error("{0}")]
    Refused(String),
    /// It is larger than its kind may be: the limit.
    #[error("{0}")]
    TooLarge(String),
    /// It could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The store of kept files does not do it: it is out of reach, refuses us, or the file is gone.
    #[error(transparent)]
    Store(blob::Error),
}

impl From<blob::Error> for Error {
    fn from(error: blob::Error) -> Self {
        match error {
            blob::Error::Io(error) => Self::Io(error),
            other => Self::Store(other),
        }
    }
}

/// The result of looking at a file.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What is accepted follows by itself.
    pub(crate) fn found(what: &str) -> Self {
        Self::Refused(format!("{what} is no picture, sound or film that browsers show; {ACCEPTED}"))
    }

    /// A file of a known format that breaks off or contradicts itself.
    pub(crate) fn broken(what: &str, why: &str) -> Self {
        Self::Refused(format!("the {what} file is broken or cut off: {why}; send it whole"))
    }
}

const ACCEPTED: &str = "accepted are JPEG, PNG, GIF and WebP; MP3, M4A, AAC, Ogg Vorbis, Ogg Opus, FLAC and WAV; \
    MP4, MOV and WebM";

/// Runs a library's reader of hostile bytes; a panic in it becomes a refusal of the file.
pub(crate) fn guarded<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    // Nothing that the work touched is used after a panic, so its state does not matter.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::broken(what, "its parts contradict each other")))
}
