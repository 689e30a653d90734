//! What a query selects, where the index alone cannot tell it exactly: phrases, and bounds of note counts that are no
//! edge of a tier. Such a condition lies between two expressions that the index answers; only the posts between them
//! have to be looked at one by one.

use index::{Class, Expr, Facet, NotesClass, Query};

/// A selection of posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    /// What the index tells exactly.
    Index(Expr),
    /// Posts that meet every part.
    And(Vec<Self>),
    /// Posts that meet any part.
    Or(Vec<Self>),
    /// Posts that do not meet it.
    Not(Box<Self>),
    /// Posts one of whose texts has these words one after another, by their hashes.
    Phrase(Vec<u64>),
    /// Posts with so many notes; both ends are inclusive.
    Notes {
        /// At least so many.
        min: i64,
        /// At most so many.
        max: i64,
    },
}

/// A condition among the posts of some classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compiled {
    /// What is selected.
    pub condition: Condition,
    /// Among which posts.
    pub scope: Vec<Class>,
}

impl From<Expr> for Condition {
    fn from(expr: Expr) -> Self {
        Self::Index(expr)
    }
}

impl Condition {
    /// An expression that selects every post that meets the condition, and maybe more.
    pub fn upper_bound(&self) -> Expr {
        self.bound_expression(true)
    }

    /// An expression that selects none but posts that meet the condition.
    pub fn lower_bound(&self) -> Expr {
        self.bound_expression(false)
    }

    fn bound_expression(&self, upper: bool) -> Expr {
        let all = |parts: &[Self]| parts.iter().map(|part| part.bound_expression(upper)).collect();
        match self {
            Self::Index(expr) => expr.clone(),
            Self::And(parts) => Expr::And(all(parts)),
            Self::Or(parts) => Expr::Or(all(parts)),
            // The complement of an upper bound is a lower bound, and the other way round.
            Self::Not(part) => Expr::Not(Box::new(part.bound_expression(!upper))),
            Self::Phrase(words) if upper => {
                // A phrase may repeat a word and the index knows no order, so each word is read
                // once.
                let mut words = words.clone();
                words.sort_unstable();
                words.dedup();
                Expr::And(words.into_iter().map(|word| Expr::Facet(Facet::Word(word))).collect())
            }
            // The index keeps no word positions, so it proves no post to have the phrase.
            Self::Phrase(_) => Expr::None,
            Self::Notes { min, max } => Expr::Or(
                note_tiers(*min, *max)
                    // A tier that the range cuts is sure to hold candidates, but proves nothing for
                    // the lower bound.
                    .filter(|tier| upper || tier_within(*tier, *min, *max))
                    .map(|tier| Expr::Facet(Facet::Notes(tier)))
                    .collect(),
            ),
        }
    }

    /// Whether the index tells it exactly, so that both bounds are the condition itself.
    pub fn is_exact(&self) -> bool {
        match self {
            Self::Index(_) => true,
            Self::And(parts) | Self::Or(parts) => parts.iter().all(Self::is_exact),
            Self::Not(part) => part.is_exact(),
            Self::Phrase(_) => false,
            Self::Notes { min, max } => note_tiers(*min, *max).all(|tier| tier_within(tier, *min, *max)),
        }
    }
}

impl Compiled {
    /// All that can be selected: exactly what is, where the condition is exact.
    pub fn upper_query(&self) -> Query {
        Query { expr: self.condition.upper_bound(), scope: self.scope.clone() }
    }

    /// As [`Condition::is_exact`].
    pub fn is_exact(&self) -> bool {
        self.condition.is_exact()
    }
}

/// The tiers in which counts between these bounds lie.
fn note_tiers(min: i64, max: i64) -> impl Iterator<Item = NotesClass> {
    (NotesClass::of(min).number()..=NotesClass::of(max).number()).filter_map(NotesClass::from_number)
}

fn tier_within(tier: NotesClass, min: i64, max: i64) -> bool {
    let (first, last) = tier.range();
    first >= min && last <= max
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(min: i64, max: i64) -> Condition {
        Condition::Notes { min, max }
    }

    fn count(expr: &Expr) -> usize {
        match expr {
            Expr::Or(parts) => parts.len(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn edges_of_tiers_are_exact_and_others_lie_between() {
        for (min, max) in [(0, 0), (3, 9), (0, 15), (16, 23), (24, i64::MAX), (0, i64::MAX)] {
            assert!(notes(min, max).is_exact(), "{min}..{max}");
            assert_eq!(notes(min, max).upper_bound(), notes(min, max).lower_bound());
        }
        for (min, max, outer, inner) in [(17, 20, 1, 0), (15, 25, 3, 2), (10, 100, 12, 11)] {
            let condition = notes(min, max);
            assert!(!condition.is_exact(), "{min}..{max}");
            assert_eq!(
                (count(&condition.upper_bound()), count(&condition.lower_bound())),
                (outer, inner),
                "{min}..{max}"
            );
        }
    }

    #[test]
    fn what_is_left_out_is_bounded_from_the_other_side() {
        let not = Condition::Not(Box::new(Condition::Phrase(vec![2, 1, 2])));
        assert_eq!(not.upper_bound(), Expr::Not(Box::new(Expr::None)));
        let words = [1, 2].map(|word| Expr::Facet(Facet::Word(word))).to_vec();
        assert_eq!(not.lower_bound(), Expr::Not(Box::new(Expr::And(words))));
        assert!(!not.is_exact());
    }
}
