//! What a query means.

use model::{BlogName, Lang, PostType, Time};
pub use model::{Has, Sort};

/// A parsed query. `Display` writes it as text that parses to the same query; that text may be longer than what
/// was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Which posts.
    pub expr: Expr,
    /// In which order, where the text says so.
    pub sort: Option<Sort>,
}

/// A condition on posts. From the parser, `And` and `Or` hold two or more parts and never one of their own kind,
/// `Not` never holds `Not`, and `All` stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// Every post.
    All,
    /// Posts that meet every part.
    And(Vec<Expr>),
    /// Posts that meet at least one part.
    Or(Vec<Expr>),
    /// Posts that do not meet it.
    Not(Box<Expr>),
    /// A single condition.
    Term(Term),
}

/// A single condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// A tag, by any spelling of its subject, or by this fold alone when `exact`.
    Tag {
        /// As typed.
        name: String,
        /// `##name`, or `spelling:exact` in the query.
        exact: bool,
    },
    /// A word as typed; [`crate::words::of`] makes exactly one word of it.
    Word(String),
    /// Words in this order as typed; [`crate::words::of`] makes two or more of it.
    Phrase(String),
    /// Any of these types.
    Type(Vec<PostType>),
    /// Any of these languages; `None` for posts whose language is not known.
    Lang(Vec<Option<Lang>>),
    /// Posts of a blog.
    Blog(BlogName),
    /// Taken from this host: lower case, without `www.`.
    Source(String),
    /// A kind of post.
    Is(Is),
    /// Something the post holds.
    Has(Has),
    /// A number of notes; the ends are inclusive, at least one is set.
    Notes {
        /// At least so many.
        min: Option<u64>,
        /// At most so many.
        max: Option<u64>,
    },
    /// A time of publishing; at least one end is set.
    Time {
        /// From this moment on.
        from: Option<Time>,
        /// Before this moment.
        until: Option<Time>,
    },
}

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in a query.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The reverse of `name`.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

names!(
    /// A kind of post.
    Is {
        /// Posted by a program.
        Robot = "robot",
        /// Not a reblog.
        Original = "original",
        /// A reblog, with or without anything added.
        Reblog = "reblog",
        /// An answered question.
        Answer = "answer",
        /// Not the earliest of the posts that say nearly the same.
        Copy = "copy",
    }
);
