//! Why a change of subjects is refused.

use crate::Error;
use model::Invalid;

/// Why links may not be as they are.
#[derive(Debug)]
pub(super) enum Conflict {
    /// Links at these folds contradict others.
    Rule {
        /// What is wrong and what would help.
        message: String,
        /// The folds it is about.
        folds: Vec<String>,
    },
    /// Something else went wrong.
    Other(Error),
}

impl From<Error> for Conflict {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<store::Error> for Conflict {
    fn from(error: store::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        match conflict {
            Conflict::Rule { message, .. } => Invalid::new(message).into(),
            Conflict::Other(error) => error,
        }
    }
}
