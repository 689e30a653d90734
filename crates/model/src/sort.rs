//! The order of a list.

/// The three orders of a list of posts. All are total and exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Sort {
    /// Publish time, newest first; then id, greatest first.
    #[default]
    Latest,
    /// Note count, greatest first; then as latest.
    Top,
    /// Publish time, oldest first; then id, smallest first.
    Oldest,
}

impl Sort {
    /// Every value, in the order of their numbers.
    pub const ALL: &'static [Self] = &[Self::Latest, Self::Top, Self::Oldest];

    /// Its word in queries and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Top => "top",
            Self::Oldest => "oldest",
        }
    }

    /// The reverse of [`Sort::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.name() == name)
    }
}
