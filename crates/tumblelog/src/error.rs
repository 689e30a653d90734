//! What can go wrong with a request, told apart by whose mistake it is.

use crate::account::limits::Limit;
use model::Time;

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
    /// It may not be done by who wants to: blocked, switched off, not theirs.
    #[error("{0}")]
    Refused(String),
    /// There is no room for more, today or at all.
    #[error("{}", limit_words(*.limit, *.reset))]
    Limit {
        /// What is limited.
        limit: Limit,
        /// When there is room again; `None` where only taking something away makes room.
        reset: Option<Time>,
    },
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

fn limit_words(limit: Limit, reset: Option<Time>) -> String {
    let most = format!("at most {} {} are accepted", limit.most(), limit.words());
    match reset {
        Some(reset) => format!("{most}; there is room again at {}", reset.rfc3339()),
        None => most,
    }
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
