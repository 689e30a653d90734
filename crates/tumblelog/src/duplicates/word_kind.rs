//! The kinds of words that are told apart when two texts are compared.

/// What kind of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    Figure,
    /// A month or a weekday.
    Date,
    /// Written with a capital where ordinary words are not.
    Name,
    /// A word that may be a name: its script has no capitals, or its place would have one anyway.
    Unclear,
    Ordinary,
}

impl WordKind {
    /// A figure, a date or a name.
    pub fn is_special(self) -> bool {
        matches!(self, Self::Figure | Self::Date | Self::Name)
    }
}
