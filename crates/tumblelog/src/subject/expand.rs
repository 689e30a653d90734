//! From a name to the tags of its subject, when a query is read.

use crate::Result;
use index::{Expr, Facet};
use model::TagId;
use std::collections::HashMap;
use store::tags::{self, TagRow};
use store::{Tx, subject_members};

/// All tags of the subject of this name that posts carry, or of the name alone where `exact`. Empty where nobody used
/// any of them.
pub(crate) fn tags_of(tx: &mut Tx<'_>, name: &str, exact: bool) -> Result<Vec<TagId>> {
    Ok(rows_of(tx, &tag::fold(name), exact)?.into_iter().map(|row| row.id).collect())
}

/// The same with folds and names, by a fold, in the order of ids so that one subject is one query.
pub(crate) fn rows_of(tx: &mut Tx<'_>, fold: &str, exact: bool) -> Result<Vec<TagRow>> {
    if exact {
        return Ok(tags::by_fold(tx, fold)?.into_iter().collect());
    }
    let mut rows = subject_members::tags_of(tx, fold)?;
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// The posts with any of these tags.
pub(crate) fn expr(tags: &[TagId]) -> Expr {
    match tags {
        [] => Expr::None,
        [one] => Expr::Facet(Facet::Tag(*one)),
        many => Expr::Or(many.iter().map(|id| Expr::Facet(Facet::Tag(*id))).collect()),
    }
}

/// Each of these folds with every spelling of its subject; itself alone where it is of none.
pub(crate) fn siblings(tx: &mut Tx<'_>, folds: &[String]) -> Result<HashMap<String, Vec<String>>> {
    let mut all: HashMap<String, Vec<String>> = HashMap::new();
    for (fold, other) in subject_members::siblings(tx, folds)? {
        all.entry(fold).or_default().push(other);
    }
    for fold in folds {
        all.entry(fold.clone()).or_insert_with(|| vec![fold.clone()]);
    }
    Ok(all)
}
