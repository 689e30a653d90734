//! What a post can hold.

/// Something inside a post. The number of a value is stored in the index: values are only added at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Has {
    /// A picture.
    Image = 0,
    /// A film.
    Video = 1,
    /// Sound.
    Audio = 2,
    /// A link.
    Link = 3,
    /// Alternative text on every picture.
    Alt = 4,
    /// A poll.
    Poll = 5,
}

impl Has {
    /// Every value, in the order of their numbers.
    pub const ALL: &'static [Self] =
        &[Self::Image, Self::Video, Self::Audio, Self::Link, Self::Alt, Self::Poll];

    /// Its word in queries and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Link => "link",
            Self::Alt => "alt",
            Self::Poll => "poll",
        }
    }

    /// The reverse of [`Has::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.name() == name)
    }
}
