//! Character classes shared by folding, hashtags and words.

use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, ExtendedPictographic, GeneralCategory, GraphemeExtend,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Zero-width non-joiner: shapes Persian and Indic words.
pub const ZWNJ: char = '\u{200C}';
/// Zero-width joiner: shapes Persian and Indic words, ties emoji together.
pub const ZWJ: char = '\u{200D}';

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// A letter of any script.
pub fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    use GeneralCategory as G;
    matches!(
        category(c),
        G::UppercaseLetter | G::LowercaseLetter | G::TitlecaseLetter | G::ModifierLetter | G::OtherLetter
    )
}

/// A mark that belongs to the letter before it; emoji's variation selectors and keycaps are not.
pub fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && !('\u{FE00}'..='\u{FE0F}').contains(&c)
        && matches!(category(c), GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark)
}

/// Combines with the character before it when text is normalised.
pub fn is_combining(c: char) -> bool {
    let class = CodePointMapData::<CanonicalCombiningClass>::new().get(c);
    class != CanonicalCombiningClass::NotReordered
}

/// Makes one visible character with the character before it, as a mark or a keycap does.
pub fn extends_grapheme(c: char) -> bool {
    // Variation selectors and the non-joiner extend in Unicode too, but nobody sees them.
    !c.is_ascii() && !is_ignorable(c) && CodePointSetData::new::<GraphemeExtend>().contains(c)
}

/// Whether the first visible character of a text belongs to the character before it.
pub fn continues_grapheme(mut rest: impl Iterator<Item = char>) -> bool {
    let hidden = |c: &char| is_ignorable(*c) || c.is_control() && !c.is_whitespace();
    // Folding drops hidden characters, so a mark behind one meets the sign before it all the same.
    rest.find(|c| !hidden(c)).is_some_and(extends_grapheme)
}

/// The rest of a name after a leading `#`; `None` where there is no such sign, or where it is the beginning of a
/// longer visible character such as the keycap `#️⃣`.
pub fn strip_hash(name: &str) -> Option<&str> {
    name.strip_prefix(['#', '＃']).filter(|rest| !continues_grapheme(rest.chars()))
}

/// A decimal digit of any script.
pub fn is_digit(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { category(c) == GeneralCategory::DecimalNumber }
}

/// What a word is made of: letters, marks, digits and the underscore.
pub fn is_word(c: char) -> bool {
    c == '_' || is_letter(c) || is_mark(c) || is_digit(c)
}

/// Shown as nothing: zero-width and bidi controls, soft hyphens, variation selectors, fillers, tag characters.
pub fn is_ignorable(c: char) -> bool {
    !c.is_ascii() && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Turns the direction of the text around it.
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A picture that a joiner can tie to the next one, or a skin tone, which ends such a picture.
pub fn is_pictograph(c: char) -> bool {
    !c.is_ascii()
        && (('\u{1F3FB}'..='\u{1F3FF}').contains(&c)
            || CodePointSetData::new::<ExtendedPictographic>().contains(c))
}

/// A letter or mark of a script whose words are shaped by joiners: Arabic, Syriac, N'Ko, Indic, Burmese, Khmer,
/// Mongolian and the historic Indic scripts of the supplementary plane.
pub fn is_shaped(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{08FF}' | '\u{0900}'..='\u{0DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{18AF}'
        | '\u{A800}'..='\u{A8FF}' | '\u{A980}'..='\u{A9DF}' | '\u{AA00}'..='\u{AA7F}' | '\u{FB50}'..='\u{FDFF}'
        | '\u{FE70}'..='\u{FEFE}' | '\u{11000}'..='\u{11FFF}')
        && (is_letter(c) || is_mark(c))
}

/// Written without spaces between words and indexed by pairs of characters: Han, kana, Hangul, Bopomofo.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FDF}' | '\u{16FE0}'..='\u{16FFF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
        | '\u{3038}'..='\u{303C}' | '\u{3041}'..='\u{3096}' | '\u{3099}' | '\u{309A}' | '\u{309D}'..='\u{309F}'
        | '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{3105}'..='\u{312F}' | '\u{3131}'..='\u{318E}'
        | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{A960}'..='\u{A97C}' | '\u{AC00}'..='\u{D7FB}' | '\u{F900}'..='\u{FAFF}' | '\u{1B000}'..='\u{1B16F}'
        | '\u{20000}'..='\u{3FFFF}')
}
