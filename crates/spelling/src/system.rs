//! Writing systems as far as they change how letters are compared.

use tag::language::{Script, script_count};

/// A writing system. Scripts with few names to learn from are taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Armenian.
    Armenian,
    /// Georgian.
    Georgian,
    /// Arabic.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Greek.
    Greek,
    /// Han without kana.
    Han,
    /// Hiragana and katakana, with or without Han.
    Kana,
    /// Hangul.
    Hangul,
    /// The scripts of South Asia.
    Indic,
    /// Thai and its neighbours.
    SouthEast,
    /// All others.
    Other,
}

/// How many writing systems there are.
pub const SYSTEMS: usize = 13;

impl System {
    /// Where one letter is a syllable or a word.
    pub fn is_syllabic(self) -> bool {
        matches!(self, Self::Han | Self::Kana | Self::Hangul)
    }
}

/// The system of most letters of a name; `None` without letters of a known script.
pub fn writing_system(name: &str) -> Option<System> {
    use Script as S;
    let count = script_count(name);
    // Asked before the majority: Japanese names are mostly Han with a few kana.
    if count.of(S::Kana) > 0 && count.of(S::Kana) + count.of(S::Han) == count.letters {
        return Some(System::Kana);
    }
    Some(match count.dominant()? {
        S::Latin => System::Latin,
        S::Cyrillic => System::Cyrillic,
        S::Armenian => System::Armenian,
        S::Georgian => System::Georgian,
        S::Arabic => System::Arabic,
        S::Hebrew => System::Hebrew,
        S::Greek => System::Greek,
        S::Han => System::Han,
        S::Kana => System::Kana,
        S::Hangul => System::Hangul,
        S::Devanagari
        | S::Bengali
        | S::Gurmukhi
        | S::Gujarati
        | S::Odia
        | S::Tamil
        | S::Telugu
        | S::Kannada
        | S::Malayalam
        | S::Sinhala => System::Indic,
        S::Thai | S::Lao | S::Burmese | S::Khmer => System::SouthEast,
        _ => System::Other,
    })
}
