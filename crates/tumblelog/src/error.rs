//! What can go wrong with a request, told apart by whose mistake it is.

/// A failure of a rule or of what lies below.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value breaks a rule: what was wrong and what is accepted.
    #[error(transparent)]
    Invalid(#[from] model::Invalid),
    /// A query text cannot be read.
    #[error("{message}")]
    Query {
        /// Where, in code points from the start of the text.
        at: usize,
        /// What is wrong and what is accepted.
        message: String,
    },
    /// There is nothing of that name or number.
    #[error("{0}")]
    NotFound(String),
    /// The site has too much to do; the same request may work in a moment.
    #[error("the site is busy; try again in a moment")]
    Busy,
    /// A file could not be read or written.
    #[error("{0}")]
    File(String),
    /// The database failed.
    #[error(transparent)]
    Store(store::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Busy(_) => Self::Busy,
            other => Self::Store(other),
        }
    }
}

impl From<media::Error> for Error {
    fn from(error: media::Error) -> Self {
        match error {
            media::Error::Io(error) => Self::File(error.to_string()),
            refused => Self::Invalid(model::Invalid::new(refused.to_string())),
        }
    }
}

impl store::Failure for Error {
    fn busy(&self) -> bool {
        matches!(self, Self::Busy)
    }
}

impl From<tag::query::QueryError> for Error {
    fn from(error: tag::query::QueryError) -> Self {
        Self::Query { at: error.at, message: error.message }
    }
}

/// The result of a rule.
pub type Result<T, E = Error> = std::result::Result<T, E>;
