//! What a list selects.

use crate::{Class, Facet};

/// A selection of posts. Nothing in it names a class: the [`Query`] does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expr {
    /// Every post.
    All,
    /// No post.
    None,
    /// Posts with a facet.
    Facet(Facet),
    /// Posts all selections hold; every post where there are none.
    And(Vec<Expr>),
    /// Posts any selection holds; no post where there are none.
    Or(Vec<Expr>),
    /// Posts a selection does not hold.
    Not(Box<Expr>),
    /// Posts published in a range, in milliseconds since 1970-01-01T00:00:00Z.
    Time {
        /// The first moment of the range; `i64::MIN` for no bound.
        from: i64,
        /// The first moment after the range; `i64::MAX` for no bound.
        until: i64,
    },
}

/// A selection among the posts of some classes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    /// What is selected. At most [`MAX_DEPTH`] levels deep.
    pub expr: Expr,
    /// Among which posts.
    pub scope: Vec<Class>,
}

/// Levels an expression may have.
pub const MAX_DEPTH: usize = 512;

impl Query {
    /// A selection among what tag pages show.
    pub fn standing(expr: Expr) -> Self {
        Self { expr, scope: vec![Class::Standing] }
    }
}
