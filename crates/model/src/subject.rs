//! What people say about two tags: that they are one, that one is part of the other, that they are not one.

/// Where a claim leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkFamily {
    /// Both are spellings of one subject; joins.
    Same = 1,
    /// The first is part of the second; never joins.
    Broader = 2,
    /// They are not one; keeps from joining.
    Different = 3,
}

impl LinkFamily {
    /// The number it is stored by.
    pub fn number(self) -> i64 {
        self as i64
    }
}

/// What is claimed about two tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// Two names of one thing in one language.
    SameName = 1,
    /// The name in another script.
    OtherScript = 2,
    /// The name by another romanisation.
    Transliteration = 3,
    /// A slip.
    Misspelling = 4,
    /// A short form.
    Abbreviation = 5,
    /// The name in another language.
    Translation = 6,
    /// The first is part of the second.
    Broader = 7,
    /// They are not one.
    Different = 8,
}

impl LinkKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::SameName,
        Self::OtherScript,
        Self::Transliteration,
        Self::Misspelling,
        Self::Abbreviation,
        Self::Translation,
        Self::Broader,
        Self::Different,
    ];

    /// Those a person may join tags by; the first six say that they are one.
    pub const JOINING: &'static [Self] = &[
        Self::SameName,
        Self::OtherScript,
        Self::Transliteration,
        Self::Misspelling,
        Self::Abbreviation,
        Self::Translation,
        Self::Broader,
    ];

    /// The number it is stored by.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reverse of [`LinkKind::number`].
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// Its name on pages, in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::SameName => "same name",
            Self::OtherScript => "other script",
            Self::Transliteration => "transliteration",
            Self::Misspelling => "misspelling",
            Self::Abbreviation => "abbreviation",
            Self::Translation => "translation",
            Self::Broader => "broader",
            Self::Different => "different",
        }
    }

    /// The reverse of [`LinkKind::name`]; a hyphen may stand for the space.
    pub fn from_name(name: &str) -> Option<Self> {
        // On a command line and in a file a space would need quotes.
        let name = name.trim().replace('-', " ").to_lowercase();
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Where it leads.
    pub fn family(self) -> LinkFamily {
        match self {
            Self::Broader => LinkFamily::Broader,
            Self::Different => LinkFamily::Different,
            _ => LinkFamily::Same,
        }
    }
}

/// What an entry of the history of subjects did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectDeed {
    /// Joined tags, or said that one is part of another.
    Join = 1,
    /// Took a spelling out.
    Part = 2,
    /// Said that two tags are not one.
    Refuse = 3,
    /// Took that back.
    Allow = 4,
    /// Took another entry back.
    Undo = 5,
    /// Brought a file of sets.
    Import = 6,
}

impl SubjectDeed {
    /// Every deed.
    pub const ALL: [Self; 6] = [Self::Join, Self::Part, Self::Refuse, Self::Allow, Self::Undo, Self::Import];

    /// The number it is stored by.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reverse of [`SubjectDeed::number`].
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.number() == number)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Part => "part",
            Self::Refuse => "refuse",
            Self::Allow => "allow",
            Self::Undo => "undo",
            Self::Import => "import",
        }
    }
}
