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
pub(crate) fn any_tag(tags: &[TagId]) -> Expr {
    match tags {
        // An empty `Or` is never built; a tag that nobody used selects nothing.
        [] => Expr::None,
        [one] => Expr::Facet(Facet::Tag(*one)),
        many => Expr::Or(many.iter().map(|id| Expr::Facet(Facet::Tag(*id))).collect()),
    }
}

/// Some folds with every spelling of their subjects, each subject once, however many of its folds are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Siblings {
    /// The set of each fold.
    of: HashMap<String, usize>,
    /// The spellings of each, in order.
    sets: Vec<Vec<String>>,
}

impl Siblings {
    /// Reads what is known of these folds.
    pub fn of_folds(tx: &mut Tx<'_>, folds: &[String]) -> Result<Self> {
        let mut ids: Vec<i64> =
            subject_members::of_folds(tx, folds)?.into_iter().map(|member| member.subject).collect();
        ids.sort_unstable();
        ids.dedup();
        let places: HashMap<i64, usize> = ids.iter().copied().zip(0..).collect();
        let mut all = Self { of: HashMap::new(), sets: vec![Vec::new(); ids.len()] };
        for member in subject_members::of_subjects(tx, &ids)? {
            if let Some(&at) = places.get(&member.subject) {
                all.sets[at].push(member.fold.clone());
                all.of.insert(member.fold, at);
            }
        }
        // Sorted, so that the first spelling identifies the subject.
        all.sets.iter_mut().for_each(|set| set.sort_unstable());
        // A fold of no subject is a set of its own, so that callers need no special case.
        for fold in folds {
            if !all.of.contains_key(fold) {
                all.of.insert(fold.clone(), all.sets.len());
                all.sets.push(vec![fold.clone()]);
            }
        }
        Ok(all)
    }

    /// The number of a fold's set; none of one that is a spelling of nothing that was asked for.
    pub fn set_of_fold(&self, fold: &str) -> Option<usize> {
        self.of.get(fold).copied()
    }

    /// The spellings of a fold's subject, in order; none of one that has no set.
    pub fn spellings_of_fold(&self, fold: &str) -> &[String] {
        self.set_of_fold(fold).and_then(|at| self.sets.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The first spelling of a fold's subject, by which subjects can be told apart; the fold itself where it has no set.
    pub fn first_spelling<'a>(&'a self, fold: &'a str) -> &'a str {
        self.spellings_of_fold(fold).first().map_or(fold, String::as_str)
    }

    /// Every spelling of every set, one set after another.
    pub fn all_sets(&self) -> &[Vec<String>] {
        &self.sets
    }
}
