//! A name read into sounds: the letters of every script as the symbols of one small alphabet.

use super::encoder::{Encoded, Encoder};
use super::system::{System, writing_system};
use any_ascii::any_ascii_char;
use std::sync::OnceLock;

/// How many symbols there are: a to z, then the sounds that Latin writes with two letters or with a mark.
pub const SYMBOLS: usize = 41;
/// Characters of a tag as written, beyond which it is no name.
const LONGEST: usize = 160;
/// A tag of more words is a sentence.
const MAX_WORDS: u8 = 4;
/// The longest reading; what is longer is no name.
pub const MAX_READING: usize = 64;

pub const SH: u8 = 26;
pub const CH: u8 = 27;
pub const ZH: u8 = 28;
pub const KH: u8 = 29;
pub const GH: u8 = 30;
pub const TH: u8 = 31;
pub const TS: u8 = 32;
pub const NG: u8 = 33;
pub const DZ: u8 = 34;
pub const SCHWA: u8 = 35;
pub const OE: u8 = 36;
pub const UE: u8 = 37;
pub const DOTLESS: u8 = 38;
pub const AYIN: u8 = 39;
pub const HH: u8 = 40;

/// A name as it sounds, near enough to be compared with names in other scripts.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The writing system of its letters.
    pub system: System,
    /// Symbols below [`SYMBOLS`], at most [`MAX_READING`].
    pub symbols: Vec<u8>,
    /// For each symbol, the word it belongs to.
    pub words: Vec<u8>,
    /// The letters without marks, case, spaces and punctuation.
    pub bare: String,
    /// The letters as they are written, a space between words.
    pub letters: Vec<Letter>,
    encoded: OnceLock<Encoded>,
}

/// A letter as written and how it is read by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// The letter, folded, or a space.
    pub written: char,
    /// The first bytes of its reading, zero for none: a to z, and capital letters for single sounds.
    pub read: [u8; READ],
}

/// How much of a letter's reading is kept.
pub const READ: usize = 4;

impl Reading {
    /// Reads a name; `None` for what is not a name: no or too few letters, digits, more than four words, more than
    /// forty characters.
    pub fn of(name: &str) -> Option<Self> {
        // Folding drops what cannot be seen, so there is room for some of it.
        if name.chars().nth(LONGEST).is_some() {
            return None;
        }
        let folded = tag::fold(name);
        // Comparing costs the product of two lengths; a longer tag is a sentence rather than a
        // name.
        if folded.chars().nth(40).is_some() {
            return None;
        }
        let system = writing_system(&folded)?;
        let mut read = Reader::default();
        for c in folded.chars() {
            read.push_letter(c, system)?;
        }
        read.finish_reading(system)
    }
}

impl Reading {
    /// The name as vectors, worked out once.
    pub fn encoded(&self, encoder: &Encoder) -> &Encoded {
        self.encoded.get_or_init(|| encoder.encode(self))
    }
}

/// Letters as they are read: Latin spelling with the capital letters of [`symbol`] for single sounds.
#[derive(Default)]
struct Reader {
    text: Vec<u8>,
    word_at: Vec<u8>,
    word: u8,
    spaces: u8,
    within: bool,
    bare: String,
    letters: Vec<Letter>,
}

impl Reader {
    fn push_letter(&mut self, c: char, system: System) -> Option<()> {
        // Digits tell names apart ("2023", "2024") that letters would call equal.
        if tag::is_digit(c) {
            return None;
        }
        if c.is_whitespace() || matches!(c, '-' | '_' | '・' | '·' | '=' | '־' | '/') {
            // Several separators in a row make one space, and none at the start.
            if std::mem::take(&mut self.within) {
                self.word += 1;
                self.spaces += 1;
                self.letters.push(Letter { written: ' ', read: [0; READ] });
            }
            return Some(());
        }
        if tag::is_letter(c) || tag::is_mark(c) {
            self.within = true;
            self.bare.extend(bare_letters(c, system));
        }
        (self.spaces < MAX_WORDS).then_some(())?;
        // A Han character is a word of its own.
        if system == System::Han {
            self.word += 1;
        }
        let start = self.text.len();
        match special_letter(c) {
            Some(own) => own.bytes().for_each(|byte| self.push_byte(byte)),
            None => any_ascii_char(c).bytes().for_each(|byte| self.push_byte(byte.to_ascii_lowercase())),
        }
        let mut read = [0; READ];
        for (slot, &byte) in read.iter_mut().zip(self.text.get(start..).unwrap_or(&[])) {
            *slot = byte;
        }
        self.letters.push(Letter { written: c, read });
        // One character can be read as many letters; hostile names must not grow without bound.
        (self.text.len() <= 2 * MAX_READING).then_some(())
    }

    fn push_byte(&mut self, byte: u8) {
        if byte.is_ascii_alphabetic() || byte == b'`' || byte == b'\'' {
            self.text.push(byte);
            self.word_at.push(self.word);
        }
    }

    fn finish_reading(self, system: System) -> Option<Reading> {
        let (mut symbols, mut words) = (Vec::new(), Vec::new());
        let mut at = 0;
        while at < self.text.len() {
            let rest = &self.text[at..];
            let (symbol, used) = merge_letters(rest, system);
            if let Some(symbol) = symbol
                // Doubled letters are spelled one way here and another there, so a run counts once,
                // but not across words.
                && (symbols.last() != Some(&symbol) || words.last() != Some(&self.word_at[at]))
            {
                symbols.push(symbol);
                words.push(self.word_at[at]);
            }
            at += used;
        }
        let letters = self.bare.chars().count();
        // In shorter names chance alone makes letters agree.
        let enough = letters >= if system.is_syllabic() { 2 } else { 3 };
        (enough && !symbols.is_empty() && symbols.len() <= MAX_READING).then_some(Reading {
            system,
            symbols,
            words,
            bare: self.bare,
            letters: self.letters,
            encoded: OnceLock::new(),
        })
    }
}

/// The letter without its marks; Turkic ə is typed as e, as ı is as i.
fn bare_letters(c: char, system: System) -> impl Iterator<Item = char> {
    let decomposed: Vec<char> = match system {
        System::Latin | System::Cyrillic | System::Greek | System::Arabic | System::Hebrew => {
            let mut text = [0; 4];
            icu_normalizer::DecomposingNormalizerBorrowed::new_nfkd()
                .normalize(c.encode_utf8(&mut text))
                .chars()
                .filter(|&c| !tag::is_combining(c))
                .collect()
        }
        _ => vec![c],
    };
    decomposed.into_iter().map(|c| match c {
        'ə' | 'ǝ' => 'e',
        'ı' => 'i',
        'ø' => 'o',
        'ł' => 'l',
        'đ' | 'ð' => 'd',
        c => c,
    })
}

/// Letters that say more than the plain ASCII letter they are commonly reduced to.
fn special_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'š' | 'ş' | 'ș' | 'ś' | 'ŝ' => "S",
        'č' | 'ç' | 'ć' | 'ĉ' => "C",
        'ž' | 'ż' | 'ź' | 'ĵ' => "Z",
        'ğ' | 'ġ' | 'ǧ' => "G",
        'ə' | 'ǝ' | 'ä' | 'æ' | 'ә' | 'ӓ' => "E",
        'ö' | 'ø' | 'ő' | 'œ' | 'ө' | 'ӧ' => "O",
        'ü' | 'ű' | 'ү' | 'ӱ' => "U",
        'ı' => "I",
        'ң' => "N",
        'χ' => "X",
        'џ' | 'ђ' => "j",
        'ј' => "y",
        'ћ' => "C",
        'љ' => "ly",
        'њ' => "ny",
        // Nasal marks of Indic scripts, which sound as the consonant that follows wants them.
        'ं' | 'ং' | 'ਂ' | 'ੰ' | 'ં' | 'ଂ' | 'ం' | 'ಂ' | 'ം' => "n",
        'ъ' | 'ь' => "",
        'ע' | 'ع' => "`",
        'ח' | 'ح' => "H",
        'ו' => "w",
        'א' => "",
        'إ' => "i",
        'أ' => "a",
        'ئ' => "y",
        'ء' | 'ـ' => "",
        'ة' => "a",
        _ => return None,
    })
}

/// The first symbol of a spelling and how many bytes it takes.
fn merge_letters(text: &[u8], system: System) -> (Option<u8>, usize) {
    const GROUPS: &[(&[u8], u8)] = &[
        (b"tsch", CH),
        (b"dsch", b'j'),
        (b"shch", CH),
        (b"dzh", b'j'),
        (b"tch", CH),
        (b"sch", SH),
        (b"dj", b'j'),
        (b"dz", DZ),
        (b"ts", TS),
        (b"tz", TS),
        (b"cz", CH),
        (b"sz", SH),
        (b"zh", ZH),
        (b"sh", SH),
        (b"ch", CH),
        (b"kh", KH),
        (b"gh", GH),
        (b"th", TH),
        (b"dh", TH),
        (b"ph", b'f'),
        (b"ck", b'k'),
        (b"qu", b'k'),
        (b"ng", NG),
        (b"ou", b'u'),
        (b"oo", b'u'),
        (b"ee", b'i'),
    ];
    const HEBREW: &[(&[u8], u8)] = &[(b"g'", b'j'), (b"z'", ZH), (b"ts'", CH)];
    let own: &[_] = if system == System::Hebrew { HEBREW } else { &[] };
    // Longer groups stand first, since the first that fits is taken.
    for (group, symbol) in own.iter().chain(GROUPS) {
        if text.starts_with(group) {
            return (plain_symbol(*symbol), group.len());
        }
    }
    (text.first().and_then(|&byte| plain_symbol(byte)), 1)
}

fn plain_symbol(byte: u8) -> Option<u8> {
    Some(match byte {
        byte if usize::from(byte) < SYMBOLS => byte,
        b'a'..=b'z' => byte - b'a',
        b'S' => SH,
        b'C' => CH,
        b'Z' => ZH,
        b'G' => GH,
        b'E' => SCHWA,
        b'O' => OE,
        b'U' => UE,
        b'I' => DOTLESS,
        b'N' => NG,
        b'H' => HH,
        b'X' => KH,
        b'`' => AYIN,
        _ => return None,
    })
}

/// Whether a symbol is a vowel.
pub fn is_vowel(symbol: u8) -> bool {
    matches!(symbol, 0 | 4 | 8 | 14 | 20 | 24 | SCHWA | OE | UE | DOTLESS)
}
