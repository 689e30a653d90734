//! The subjects of an expression, as a manifest lists them.

use serde::Serialize;

/// A tag of the expression with all the spellings it stood for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// As the expression names it.
    pub name: String,
    /// Its spellings, by fold.
    pub spellings: Vec<Spelling>,
    /// What joins them.
    pub links: Vec<ManifestLink>,
}

/// A spelling of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Spelling {
    /// As it was written when it was joined.
    pub name: String,
    /// Its fold.
    pub fold: String,
}

/// Why two spellings are of one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManifestLink {
    /// The fold that comes first by its bytes.
    pub a: String,
    /// The other fold.
    pub b: String,
    /// The kind of the claim.
    pub kind: &'static str,
    /// Why, in words; may be empty.
    pub reason: String,
}
