//! Scripts and their direction.

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

impl Direction {
    /// The value of the HTML attribute `dir`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

macro_rules! scripts {
    ($($(#[$doc:meta])* $name:ident $code:literal $lang:expr, $($from:literal ..= $to:literal)|+;)+) => {
        /// A writing system.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Script { $($(#[$doc])* $name),+ }

        impl Script {
            const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The ISO 15924 code.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The language of nearly all text in this script, where there is one.
            pub(super) fn only_language(self) -> Option<&'static str> {
                match self { $(Self::$name => $lang),+ }
            }

            fn of(c: char) -> Option<Self> {
                match c {
                    // Before the tables, because most characters of most texts end here.
                    'a'..='z' | 'A'..='Z' => Some(Self::Latin),
                    '\0'..='\u{7F}' => None,
                    $($($from ..= $to)|+ => Some(Self::$name),)+
                    _ => None,
                }
            }
        }
    };
}

scripts! {
    /// Latin.
    Latin "Latn" None, '\u{AA}'..='\u{AA}' | '\u{BA}'..='\u{BA}' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ʸ'
        | '\u{1D00}'..='\u{1DBF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2C60}'..='\u{2C7F}'
        | '\u{A722}'..='\u{A7FF}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}';
    /// Greek.
    Greek "Grek" Some("el"), '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}';
    /// Cyrillic.
    Cyrillic "Cyrl" None, '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{A640}'..='\u{A69F}';
    /// Armenian.
    Armenian "Armn" Some("hy"), '\u{531}'..='\u{556}' | '\u{560}'..='\u{588}' | '\u{FB13}'..='\u{FB17}';
    /// Georgian.
    Georgian "Geor" Some("ka"), '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' | '\u{2D00}'..='\u{2D2F}';
    /// Hebrew.
    Hebrew "Hebr" Some("he"), '\u{591}'..='\u{5F4}' | '\u{FB1D}'..='\u{FB4F}';
    /// Arabic.
    Arabic "Arab" None, '\u{610}'..='\u{61A}' | '\u{620}'..='\u{65F}' | '\u{66E}'..='\u{6D3}'
        | '\u{6D5}'..='\u{6EF}' | '\u{6FA}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}';
    /// Syriac.
    Syriac "Syrc" None, '\u{700}'..='\u{74F}' | '\u{860}'..='\u{86F}';
    /// Thaana, the script of Maldivian.
    Thaana "Thaa" Some("dv"), '\u{780}'..='\u{7BF}';
    /// N'Ko.
    Nko "Nkoo" Some("nqo"), '\u{7C0}'..='\u{7FF}';
    /// Devanagari.
    Devanagari "Deva" None, '\u{900}'..='\u{963}' | '\u{970}'..='\u{97F}';
    /// Bengali.
    Bengali "Beng" Some("bn"), '\u{980}'..='\u{9FF}';
    /// Gurmukhi.
    Gurmukhi "Guru" Some("pa"), '\u{A00}'..='\u{A7F}';
    /// Gujarati.
    Gujarati "Gujr" Some("gu"), '\u{A80}'..='\u{AFF}';
    /// Odia.
    Odia "Orya" Some("or"), '\u{B00}'..='\u{B7F}';
    /// Tamil.
    Tamil "Taml" Some("ta"), '\u{B80}'..='\u{BFF}';
    /// Telugu.
    Telugu "Telu" Some("te"), '\u{C00}'..='\u{C7F}';
    /// Kannada.
    Kannada "Knda" Some("kn"), '\u{C80}'..='\u{CFF}';
    /// Malayalam.
    Malayalam "Mlym" Some("ml"), '\u{D00}'..='\u{D7F}';
    /// Sinhala.
    Sinhala "Sinh" Some("si"), '\u{D80}'..='\u{DFF}';
    /// Thai.
    Thai "Thai" Some("th"), '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}';
    /// Lao.
    Lao "Laoo" Some("lo"), '\u{E80}'..='\u{EFF}';
    /// Tibetan.
    Tibetan "Tibt" Some("bo"), '\u{F00}'..='\u{FFF}';
    /// Burmese.
    Burmese "Mymr" Some("my"), '\u{1000}'..='\u{109F}';
    /// Ethiopic.
    Ethiopic "Ethi" Some("am"), '\u{1200}'..='\u{139F}';
    /// Cherokee.
    Cherokee "Cher" Some("chr"), '\u{13A0}'..='\u{13FF}' | '\u{AB70}'..='\u{ABBF}';
    /// Khmer.
    Khmer "Khmr" Some("km"), '\u{1780}'..='\u{17FF}';
    /// Mongolian.
    Mongolian "Mong" Some("mn"), '\u{1800}'..='\u{18AF}';
    /// Hangul.
    Hangul "Hang" Some("ko"), '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7FB}';
    /// Hiragana and katakana.
    Kana "Hrkt" Some("ja"), '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}';
    /// Han characters.
    Han "Hani" None, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}';
}

impl Script {
    /// The way it runs.
    pub fn direction(self) -> Direction {
        match self {
            Self::Hebrew | Self::Arabic | Self::Syriac | Self::Thaana | Self::Nko => Direction::Rtl,
            _ => Direction::Ltr,
        }
    }
}

/// Letters by script.
pub struct Count {
    by: Vec<usize>,
    /// Letters of all scripts together.
    pub letters: usize,
}

impl Count {
    /// How many letters are in this script.
    pub fn of(&self, script: Script) -> usize {
        self.by.get(script as usize).copied().unwrap_or(0)
    }

    /// The script of most letters; the first of equals.
    pub fn dominant(&self) -> Option<Script> {
        // `max_by_key` gives the last of equals; reversed, that is the first of the list.
        let best = Script::ALL.iter().copied().rev().max_by_key(|&script| self.of(script))?;
        (self.of(best) > 0).then_some(best)
    }
}

/// Counts the letters of a text by script.
pub fn count(text: &str) -> Count {
    let mut count = Count { by: vec![0; Script::ALL.len()], letters: 0 };
    for script in text.chars().filter_map(Script::of) {
        count.by[script as usize] += 1;
        count.letters += 1;
    }
    count
}

/// The direction of most letters, of the first where both are equal, `None` without letters.
pub fn direction(text: &str) -> Option<Direction> {
    let runs = || text.chars().filter_map(run);
    let first = runs().next()?;
    let (mut same, mut other) = (0_usize, 0_usize);
    for run in runs() {
        if run == first { same += 1 } else { other += 1 }
    }
    // `>=`: at a tie the first letter decides, as in the Unicode bidi algorithm.
    let right_to_left = (first == Direction::Rtl) == (same >= other);
    Some(if right_to_left { Direction::Rtl } else { Direction::Ltr })
}

fn run(c: char) -> Option<Direction> {
    match Script::of(c) {
        Some(script) => Some(script.direction()),
        // Samaritan, Mandaic and the right-to-left blocks of the supplementary plane.
        None if matches!(c, '\u{800}'..='\u{85F}' | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}') => {
            Some(Direction::Rtl)
        }
        None => c.is_alphabetic().then_some(Direction::Ltr),
    }
}
