//! What can go wrong with a request, told apart by whose mistake it is.

use model::{Limit, Time};

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
    /// The request would read more than one request may: what to narrow. Nothing was read.
    #[error("{0}")]
    TooExpensive(String),
    /// The request was stopped because it read for too long.
    #[error(
        "this took longer than {} seconds and was stopped; narrow it, for instance by a #tag or by during:2025",
        .0.as_secs_f32()
    )]
    Overdue(std::time::Duration),
    /// Who asks has as many expensive requests under way as one may have.
    #[error(
        "at most {} expensive requests at once are accepted (charts, exports, phrases, many terms); wait for those under way",
        store::PER_CLIENT
    )]
    ClientBusy,
    /// The database is out of reach or its disk is full; the log says why.
    #[error("the site's database does not work now; try again in some minutes")]
    Unavailable,
    /// The store of media files is out of reach or refuses us; the log says why, and so does this, for operators.
    #[error("the site's media files cannot be reached now; try again in some minutes")]
    MediaUnavailable(String),
    /// A file could not be read or written.
    #[error("{0}")]
    File(String),
    /// The database failed.
    #[error(transparent)]
    Store(store::Error),
}

impl Error {
    /// Whether the log has been told already, once for everybody who meets the same failure.
    pub fn is_logged(&self) -> bool {
        matches!(self, Self::Unavailable | Self::MediaUnavailable(_))
    }

    /// Why, in words for an operator.
    pub fn operator_words(&self) -> String {
        match self {
            Self::MediaUnavailable(why) => why.clone(),
            other => other.to_string(),
        }
    }
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
            store::Error::ClientBusy => Self::ClientBusy,
            store::Error::Overdue(budget) => Self::Overdue(budget),
            // The store has told the log, once for all who hear this.
            store::Error::Unavailable(_) | store::Error::Full(_) => Self::Unavailable,
            other => Self::Store(other),
        }
    }
}

impl From<media::Error> for Error {
    fn from(error: media::Error) -> Self {
        match error {
            media::Error::Io(error) => Self::File(error.to_string()),
            media::Error::Store(error) => error.into(),
            // Everything else that the media crate says is about the file that somebody sent.
            refused => Self::Invalid(model::Invalid::new(refused.to_string())),
        }
    }
}

impl From<blob::Error> for Error {
    fn from(error: blob::Error) -> Self {
        match error {
            error @ (blob::Error::Io(_) | blob::Error::Damaged(_)) => Self::File(error.to_string()),
            blob::Error::Missing(name) => Self::NotFound(format!("no file is kept as {name}")),
            // The store has told the log, once for all who hear this.
            blob::Error::Unavailable(why) | blob::Error::Refused(why) | blob::Error::Settings(why) => {
                Self::MediaUnavailable(why)
            }
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
