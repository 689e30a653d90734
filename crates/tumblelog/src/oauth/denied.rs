//! Why a client gets no token.

use crate::Error;

/// A refusal, told apart as RFC 6749, 5.2 does; the words are for the client's author.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// The client is unknown or has another secret: `invalid_client`.
    #[error("{0}")]
    Client(String),
    /// The code or token is wrong, expired, used or another client's: `invalid_grant`.
    #[error("{0}")]
    Grant(String),
    /// A parameter is missing or wrong: `invalid_request`.
    #[error("{0}")]
    Request(String),
    /// The client may not use this grant: `unauthorized_client`.
    #[error("{0}")]
    Unauthorized(String),
    /// More is asked than may be given: `invalid_scope`.
    #[error("{0}")]
    Scope(String),
    /// We failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Denied {
    /// The word that stands for it in an answer; `None` when we failed.
    pub fn error_code(&self) -> Option<&'static str> {
        match self {
            Self::Client(_) => Some("invalid_client"),
            Self::Grant(_) => Some("invalid_grant"),
            Self::Request(_) => Some("invalid_request"),
            Self::Unauthorized(_) => Some("unauthorized_client"),
            Self::Scope(_) => Some("invalid_scope"),
            Self::Failed(_) => None,
        }
    }
}
