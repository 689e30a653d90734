//! What a post can be selected by, as numbers.

use crate::IndexError;
pub use model::Has;
use model::{BlogId, Lang, Origin, PostType, Precision, RunId, State, TagId, Withheld};

/// How far a post is shown. It is part of every facet id, so that counting the posts of a list is a sum of
/// stored cardinalities and needs no second bitmap. A post is in exactly one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Listed originals and listed reblogs that add something: what a tag page shows.
    Standing = 0,
    /// Listed reblogs that add nothing.
    Bare = 1,
    /// Published but not listed.
    Withheld = 2,
    /// Drafts, queued, private and unapproved posts.
    Hidden = 3,
}

impl Class {
    /// Every class, in the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Standing, Self::Bare, Self::Withheld, Self::Hidden];
}

/// A range of note counts: exact up to 15, then two ranges to an octave (16 to 23, 24 to 31, 32 to 47, …).
/// A note moves a post in the index only when it leaves its range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotesClass(u8);

impl NotesClass {
    /// The range of the greatest counts.
    pub const MAX: Self = Self(133);

    /// The range a count lies in; a negative count reads as none.
    pub fn of(count: i64) -> Self {
        let count = count.max(0);
        let number = if count < 16 {
            count
        } else {
            // The highest bit gives the octave and the bit below it the half.
            let octave = i64::from(count.ilog2());
            16 + (octave - 4) * 2 + ((count >> (octave - 1)) & 1)
        };
        Self(u8::try_from(number).unwrap_or(Self::MAX.0))
    }

    /// The smallest and the greatest count of the range.
    pub fn range(self) -> (i64, i64) {
        if self.is_exact() {
            return (i64::from(self.0), i64::from(self.0));
        }
        let (octave, upper) = (4 + (u32::from(self.0) - 16) / 2, i64::from(self.0 & 1));
        let half = 1_i64 << (octave - 1);
        let low = (2 + upper) * half;
        // The bracket matters: `low + half` would overflow in the last range.
        (low, low + (half - 1))
    }

    /// Whether every post of the range has the same count.
    pub fn is_exact(self) -> bool {
        self.0 < 16
    }

    /// The range's number, growing with the count.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The reverse of [`NotesClass::number`].
    pub fn from_number(number: u8) -> Option<Self> {
        (number <= Self::MAX.0).then_some(Self(number))
    }
}

/// What a post can be selected by, whatever its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Every post. Each must carry it: it is what NOT subtracts from.
    All,
    /// A folded tag.
    Tag(TagId),
    /// A type; a post may have several.
    Type(PostType),
    /// The language of its words; `None` where it is not known.
    Lang(Option<Lang>),
    /// The blog it is on.
    Blog(BlogId),
    /// The host its source names, as a 55-bit hash the caller computes.
    Host(u64),
    /// Posted by a program.
    Robot,
    /// Not a reblog.
    Original,
    /// A reblog.
    Reblog,
    /// Something inside it.
    Has(Has),
    /// The range its note count lies in.
    Notes(NotesClass),
    /// A word of its text, as a 55-bit hash the caller computes.
    Word(u64),
    /// Why it is withheld.
    Reason(Withheld),
    /// How it came to the site.
    Origin(Origin),
    /// Where it stands in its life.
    State(State),
    /// The run of an import that brought it.
    Run(RunId),
    /// How coarsely its time is known.
    Precision(Precision),
    /// Another post of the same cluster is earlier.
    Copy,
}

/// A facet in one class: 6 bits of kind, 2 of class, 55 of value; always positive. Tag and blog ids must fit
/// 55 bits, and hashes are cut to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FacetId(pub i64);

const VALUE_BITS: u32 = FacetId::VALUE_BITS;
const VALUE_MASK: i64 = (1 << VALUE_BITS) - 1;
const KIND_SHIFT: u32 = VALUE_BITS + 2;

impl Facet {
    /// The id of this facet for posts of one class.
    pub fn id(self, class: Class) -> FacetId {
        let (kind, value) = self.parts();
        FacetId((kind << KIND_SHIFT) | ((class as i64) << VALUE_BITS) | (value & VALUE_MASK))
    }

    fn parts(self) -> (i64, i64) {
        match self {
            Self::All => (1, 0),
            Self::Tag(id) => (2, id.0),
            Self::Type(kind) => (3, kind.number()),
            // No language has the number 0, so it can stand for "not known".
            Self::Lang(lang) => (4, i64::from(lang.map_or(0, Lang::number))),
            Self::Blog(id) => (5, id.0),
            Self::Host(hash) => (6, hash.cast_signed()),
            Self::Robot => (7, 0),
            Self::Original => (8, 0),
            Self::Reblog => (9, 0),
            Self::Has(has) => (10, has as i64),
            Self::Notes(class) => (11, i64::from(class.0)),
            Self::Word(hash) => (12, hash.cast_signed()),
            Self::Reason(reason) => (13, reason.number()),
            Self::Origin(origin) => (14, origin.number()),
            Self::State(state) => (15, state.number()),
            Self::Run(id) => (16, id.0),
            Self::Precision(precision) => (17, precision.number()),
            Self::Copy => (18, 0),
        }
    }

    /// Whether people make ever new values of this kind: tags, blogs, hosts, words, runs of imports. Most of these
    /// values are rare, and a storage may keep rare facets in another way.
    pub fn is_open(self) -> bool {
        // No wildcard: a new kind must say what it is.
        match self {
            Self::Tag(_) | Self::Blog(_) | Self::Host(_) | Self::Word(_) | Self::Run(_) => true,
            Self::All
            | Self::Type(_)
            | Self::Lang(_)
            | Self::Robot
            | Self::Original
            | Self::Reblog
            | Self::Has(_)
            | Self::Notes(_)
            | Self::Reason(_)
            | Self::Origin(_)
            | Self::State(_)
            | Self::Precision(_)
            | Self::Copy => false,
        }
    }

    /// The smallest and the greatest id a facet of the same kind can have, over every class and value.
    pub fn kind_range(self) -> (FacetId, FacetId) {
        let (kind, _) = self.parts();
        (FacetId(kind << KIND_SHIFT), FacetId((kind << KIND_SHIFT) | ((1 << KIND_SHIFT) - 1)))
    }
}

impl FacetId {
    /// Bits of a value, below class and kind.
    pub const VALUE_BITS: u32 = 55;

    /// A bit that no facet's id has: a storage may mark ids of its own with it. It is the highest of the kind, so there
    /// may be 31 kinds.
    pub const STORAGE_BIT: i64 = 1 << (KIND_SHIFT + 5);

    /// The number of its kind, the same for every value and class.
    pub fn kind(self) -> i64 {
        self.0 >> KIND_SHIFT
    }

    /// Its value: 55 bits, whose meaning depends on the kind.
    pub fn value(self) -> i64 {
        self.0 & VALUE_MASK
    }

    /// The id of the same kind and class with another value, which is cut to 55 bits.
    #[must_use]
    pub fn with_value(self, value: i64) -> Self {
        Self((self.0 & !VALUE_MASK) | (value & VALUE_MASK))
    }

    /// [`Facet::is_open`] of the facet; `false` for a number no facet has.
    pub fn is_open(self) -> bool {
        self.facet().is_some_and(|(facet, _)| facet.is_open())
    }

    /// The facet and class a stored id stands for; `None` for a number no facet has.
    pub fn facet(self) -> Option<(Facet, Class)> {
        let value = self.value();
        let class = Class::ALL[usize::try_from((self.0 >> VALUE_BITS) & 3).ok()?];
        let small = u8::try_from(value).ok();
        let facet = match self.kind() {
            1 => Facet::All,
            2 => Facet::Tag(TagId(value)),
            3 => Facet::Type(PostType::from_number(value)?),
            4 if value == 0 => Facet::Lang(None),
            4 => Facet::Lang(Some(Lang::from_number(u32::try_from(value).ok()?)?)),
            5 => Facet::Blog(BlogId(value)),
            6 => Facet::Host(value.cast_unsigned()),
            7 => Facet::Robot,
            8 => Facet::Original,
            9 => Facet::Reblog,
            10 => Facet::Has(*Has::ALL.get(usize::from(small?))?),
            11 => Facet::Notes(NotesClass::from_number(small?)?),
            12 => Facet::Word(value.cast_unsigned()),
            13 => Facet::Reason(Withheld::from_number(value)?),
            14 => Facet::Origin(Origin::from_number(value)?),
            15 => Facet::State(State::from_number(value)?),
            16 => Facet::Run(RunId(value)),
            // `Precision::from_number` accepts every number, so damaged ids are refused here.
            17 if value <= Precision::Unknown.number() => Facet::Precision(Precision::from_number(value)),
            18 => Facet::Copy,
            _ => return None,
        };
        Some((facet, class))
    }

    /// Ids as bytes for a tail row: eight little-endian bytes each.
    pub fn encode(ids: &[Self]) -> Vec<u8> {
        ids.iter().flat_map(|id| id.0.to_le_bytes()).collect()
    }

    /// The reverse of [`FacetId::encode`].
    ///
    /// # Errors
    /// When the bytes are not whole ids.
    pub fn decode(bytes: &[u8]) -> Result<Vec<Self>, IndexError> {
        let (ids, rest) = bytes.as_chunks::<8>();
        if !rest.is_empty() {
            return Err(IndexError::corrupt(format!("{} bytes of facets are not whole ids", bytes.len())));
        }
        Ok(ids.iter().map(|id| Self(i64::from_le_bytes(*id))).collect())
    }
}
