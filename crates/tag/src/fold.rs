//! The fold: the key under which spellings that are certainly the same meet.

use crate::chars::{ZWJ, ZWNJ, extends_grapheme, is_combining, is_ignorable, is_pictograph, is_shaped};
use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// A folded name. Diacritics are kept, and hyphen, underscore and space stay distinct.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TagFold(String);

impl TagFold {
    /// The folded text; empty when nothing was left of the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives up the text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::ops::Deref for TagFold {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for TagFold {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for TagFold {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for TagFold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<TagFold> for String {
    fn from(fold: TagFold) -> Self {
        fold.0
    }
}

/// Folds a name: compatibility forms, case (Turkic dotted and dotless i meet i), white space, leading `#`,
/// invisible characters, typographic quotes and dashes. Idempotent; empty when nothing is left.
pub fn fold(name: &str) -> TagFold {
    if let Some(simple) = simple(name) {
        return TagFold(simple);
    }
    let mut text = pass(name);
    // Dropping a character can bring two together that compose or fold further. Two or three rounds reach the
    // fixed point; the bound only guards against data nobody has seen.
    for _ in 0..16 {
        let next = pass(&text);
        if next == text {
            break;
        }
        text = next;
    }
    TagFold(text)
}

/// Folds what is made of common Latin and Cyrillic letters alone, where normalisation changes nothing.
fn simple(name: &str) -> Option<String> {
    let mut out = Collapse::with_capacity(name.len());
    for c in name.chars() {
        match c {
            ' '..='~' => out.push(c.to_ascii_lowercase()),
            // The same as the full way below gives: both must fold a name to one key.
            'ı' | 'İ' => out.push('i'),
            'ß' => {
                out.push('s');
                out.push('s');
            }
            // These decompose into two characters, which only the full way handles.
            'Ĳ' | 'ĳ' | 'Ŀ' | 'ŀ' | 'ŉ' => return None,
            'à'..='ž' | 'ə' | 'а'..='џ' | 'ґ' | 'ә' => out.push(lower(c)),
            'À'..='Þ' | 'Ə' | 'Ѐ'..='Я' | 'Ґ' | 'Ә' => out.push(lower(c)),
            '\u{A0}' | '\t'..='\r' => out.push(' '),
            '\0'..='\u{1F}' | '\u{7F}' => {}
            // Typographic signs are frequent in plain names, so they do not force the slow way.
            '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201F}' => out.push(ascii_punctuation(c)),
            _ => return None,
        }
    }
    Some(out.finish())
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

fn pass(text: &str) -> String {
    // The acute accent alone decomposes into a space and a mark, but is typed as an apostrophe.
    let shown = drop_invisible(&text.replace('´', "'"));
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(&shown);
    // Case folding comes after decomposition: letters with marks then fold as their base letters
    // do.
    let folded = CaseMapper::new().fold_string(&decomposed);
    let mut out = Collapse::with_capacity(folded.len());
    let mut on_i = false;
    for c in folded.chars() {
        // Lower-casing İ leaves an i with a combining dot; the dot of an i is its own.
        if on_i && c == '\u{307}' {
            continue;
        }
        let c = ascii_punctuation(if c == 'ı' { 'i' } else { c });
        on_i = c == 'i' || on_i && is_combining(c);
        out.push(c);
    }
    ComposingNormalizerBorrowed::new_nfkc().normalize(&out.finish()).into_owned()
}

/// Without controls and invisible characters, except joiners that shape a word or tie emoji, and the letters of a
/// regional flag.
fn drop_invisible(text: &str) -> String {
    let kept: Vec<char> = text
        .chars()
        .filter(|&c| {
            let tag = ('\u{E0020}'..='\u{E007F}').contains(&c);
            c == ZWJ || c == ZWNJ || tag || !(is_ignorable(c) || c.is_control() && !c.is_whitespace())
        })
        .collect();
    let mut out = String::with_capacity(text.len());
    // The last character kept, not the last seen: a chain of dropped joiners must not keep the next
    // one.
    let mut before = None;
    for (i, &c) in kept.iter().enumerate() {
        let keep = match c {
            ZWJ | ZWNJ => match (before, kept.get(i + 1)) {
                (Some(a), Some(&b)) => {
                    is_shaped(a) && is_shaped(b) || c == ZWJ && is_pictograph(a) && is_pictograph(b)
                }
                _ => false,
            },
            // Tag characters say which flag follows the black flag; elsewhere they can hide text in
            // a name.
            '\u{E0020}'..='\u{E007F}' => {
                matches!(before, Some('\u{1F3F4}' | '\u{E0020}'..='\u{E007F}'))
            }
            _ => true,
        };
        if keep {
            out.push(c);
            before = Some(c);
        }
    }
    out
}

fn ascii_punctuation(c: char) -> char {
    match c {
        // Among them the Ukrainian apostrophe, the okina and the Hebrew geresh: keyboards write all of them as '.
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | '\u{2BB}' | '\u{2BC}' | '\u{5F3}' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '\u{5F4}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2E3A}' | '\u{2E3B}' | '\u{58A}' | '\u{5BE}' => '-',
        _ => c,
    }
}

/// Text in which white space runs are one space, with none at the ends and no `#` at the start, unless a mark makes
/// one character of it.
struct Collapse {
    text: String,
    space: bool,
    hash: bool,
}

impl Collapse {
    fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), space: false, hash: false }
    }

    fn push(&mut self, c: char) {
        if c.is_whitespace() {
            self.space = true;
        } else if !self.text.is_empty() {
            if std::mem::take(&mut self.space) {
                self.text.push(' ');
            }
            self.text.push(c);
        } else if c == '#' {
            // The sign is remembered, because a mark behind it makes it part of the name again.
            (self.hash, self.space) = (true, false);
        } else {
            // The keycap in `#️⃣` belongs to its sign; a space between them parts the two.
            if self.hash && !self.space && extends_grapheme(c) {
                self.text.push('#');
            }
            self.space = false;
            self.text.push(c);
        }
    }

    fn finish(self) -> String {
        self.text
    }
}
