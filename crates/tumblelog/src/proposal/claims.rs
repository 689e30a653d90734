//! What people said already: nothing is proposed that they said is one, different, or part of the other.

use crate::Result;
use crate::subject;
use model::LinkFamily;
use std::collections::{HashMap, HashSet};
use store::{Tx, subject_links};

/// What people said about some folds and the subjects these are of.
pub(crate) struct Claims {
    /// Each fold with all spellings of its subject.
    siblings: HashMap<String, Vec<String>>,
    /// Pairs that are different, or one part of the other, in both directions.
    apart: HashSet<(String, String)>,
}

impl Claims {
    /// Reads what was said about these folds.
    pub fn of(tx: &mut Tx<'_>, folds: &[String]) -> Result<Self> {
        let siblings = subject::siblings(tx, folds)?;
        let mut all: Vec<String> = siblings.values().flatten().cloned().collect();
        all.sort_unstable();
        all.dedup();
        let mut apart = HashSet::new();
        for family in [LinkFamily::Different, LinkFamily::Broader] {
            for link in subject_links::live_at(tx, &all, family)? {
                apart.insert((link.b.clone(), link.a.clone()));
                apart.insert((link.a, link.b));
            }
        }
        Ok(Self { siblings, apart })
    }

    fn spellings<'a>(&'a self, fold: &'a String) -> &'a [String] {
        self.siblings.get(fold).map_or(std::slice::from_ref(fold), Vec::as_slice)
    }

    /// Whether two folds are spellings of one subject.
    pub fn one(&self, a: &String, b: &String) -> bool {
        self.spellings(a).contains(b)
    }

    /// Whether somebody said that two folds, or any spellings of their subjects, are not one.
    pub fn apart(&self, a: &String, b: &String) -> bool {
        let others = self.spellings(b);
        self.spellings(a)
            .iter()
            .any(|one| others.iter().any(|other| self.apart.contains(&(one.clone(), other.clone()))))
    }

    /// Whether nobody told any of these folds apart from any of those.
    pub fn may_meet<'a>(&self, these: impl IntoIterator<Item = &'a String>, those: &[String]) -> bool {
        these.into_iter().all(|one| those.iter().all(|other| !self.apart(one, other)))
    }
}
