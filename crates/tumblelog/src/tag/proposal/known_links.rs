//! What people said already: nothing is proposed that they said is one, different, or part of the other.

use crate::Result;
use crate::tag::subject::Siblings;
use model::LinkFamily;
use std::collections::HashSet;
use store::{Tx, subject_links};

/// What people said about some folds and the subjects these are of.
pub(crate) struct KnownLinks {
    /// Each fold with all spellings of its subject.
    siblings: Siblings,
    /// Pairs of subjects that are different, or one part of the other, in both directions, by their first spellings.
    apart: HashSet<(String, String)>,
}

impl KnownLinks {
    /// Reads what was said about these folds.
    pub fn of_folds(tx: &mut Tx<'_>, folds: &[String]) -> Result<Self> {
        let siblings = Siblings::of_folds(tx, folds)?;
        let mut all: Vec<String> = siblings.all_sets().iter().flatten().cloned().collect();
        all.sort_unstable();
        let mut apart = HashSet::new();
        // A part is not the same as its whole, so a broader link rules out a join as well.
        for family in [LinkFamily::Different, LinkFamily::Broader] {
            for link in subject_links::live_at(tx, &all, family)? {
                let (a, b) = (
                    siblings.first_spelling(&link.a).to_owned(),
                    siblings.first_spelling(&link.b).to_owned(),
                );
                // Both directions, so that a look-up needs no order.
                apart.insert((b.clone(), a.clone()));
                apart.insert((a, b));
            }
        }
        Ok(Self { siblings, apart })
    }

    /// Whether two folds are spellings of one subject.
    pub fn one(&self, a: &str, b: &str) -> bool {
        self.siblings.first_spelling(a) == self.siblings.first_spelling(b)
    }

    /// Whether somebody said that two folds, or any spellings of their subjects, are not one.
    pub fn are_distinct(&self, a: &str, b: &str) -> bool {
        let pair = (self.siblings.first_spelling(a).to_owned(), self.siblings.first_spelling(b).to_owned());
        self.apart.contains(&pair)
    }

    /// Whether nobody told any of these folds apart from any of those.
    pub fn may_meet<'a>(&self, these: impl IntoIterator<Item = &'a String>, those: &[String]) -> bool {
        these.into_iter().all(|one| those.iter().all(|other| !self.are_distinct(one, other)))
    }
}
