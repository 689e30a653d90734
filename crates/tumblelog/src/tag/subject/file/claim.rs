//! One claim of a file of subjects.

use model::{LinkKind, Time};

/// What a file says of two names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The line it stands on, from 1.
    pub line: usize,
    /// What is claimed.
    pub kind: LinkKind,
    /// Fold and name; what is part of the other, of a broader link.
    pub a: (String, String),
    /// The other's.
    pub b: (String, String),
    /// Why; may be empty.
    pub reason: String,
    /// What shows it; may be empty.
    pub evidence: String,
    /// Who said so, where the file tells.
    pub who: Option<String>,
    /// When, where the file tells.
    pub at: Option<Time>,
}
