//! Language, script and direction of a text.
//!
//! Some scripts have one language. For the others three witnesses are heard: letters that only one language
//! writes, its most common short words, and trigrams (whatlang). A guess that none of them makes firm is not made:
//! a wrong `lang` hurts fonts, hyphenation and screen readers more than a missing one.

mod letters;
mod script;
mod stop;

pub use script::{Count, Direction, Script, count as script_count};

use crate::{hashtag, link};
use model::Lang;
use whatlang::{Detector, Lang as Guess};

/// How much of a text is looked at, in code points.
const SAMPLE: usize = 1_000;
/// How much of that is given to the trigrams, in code points.
const TRIGRAMS: usize = 300;

/// The language of a text, addresses, hashtags and mentions aside; `None` when it is too short or not certain.
pub fn of(text: &str) -> Option<Lang> {
    let sample = sample(text);
    let count = script::count(&sample);
    let code = match count.dominant()? {
        Script::Latin => latin(&sample, count.letters),
        Script::Cyrillic => cyrillic(&sample, count.letters),
        Script::Arabic => letters::arabic(&sample).or_else(|| firm(&sample, count.letters)),
        // Hindi, Marathi and Nepali share all letters, so only words tell them apart.
        Script::Devanagari => stop::vote(&sample)
            .winner(1, 2)
            .or_else(|| firm(&sample, count.letters))
            .filter(|_| count.letters > 5),
        Script::Hebrew if count.letters > 2 => Some(if letters::yiddish(&sample) { "yi" } else { "he" }),
        // Han characters among kana are Japanese; alone they are taken for Chinese when there are some.
        Script::Kana | Script::Han if count.of(Script::Kana) * 20 > count.letters => Some("ja"),
        Script::Han if count.letters > 3 => Some("zh"),
        script if count.letters > 2 => script.only_language(),
        _ => None,
    };
    code.and_then(|code| Lang::parse(code).ok())
}

/// The script most letters of a text are in, as far as it is one we tell apart.
pub fn script(text: &str) -> Option<Script> {
    script::count(first(text, SAMPLE)).dominant()
}

/// The direction most letters of a text run in; left to right where there are none.
pub fn direction(text: &str) -> Direction {
    // More than a sample, because addresses are cut out of it; still bounded for texts of any
    // length.
    let start = first(text, SAMPLE * 4);
    let rest = without_links(start);
    // A text of addresses alone takes their direction.
    script::direction(&rest).or_else(|| script::direction(start)).unwrap_or(Direction::Ltr)
}

fn first(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(at, _)| &text[..at])
}

fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(address) = link::next(text, at) {
        out.push_str(&text[at..address.start]);
        // The words on both sides of an address must not become one.
        out.push(' ');
        at = address.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The first words of a text that are prose.
fn sample(text: &str) -> String {
    // Cut before the search for addresses and hashtags, so that the cost does not grow with the
    // text.
    let text = without_links(first(text, SAMPLE * 4));
    let mut prose = String::with_capacity(text.len());
    let mut at = 0;
    for tag in hashtag::find(&text) {
        prose.push_str(&text[at..tag.start]);
        at = tag.end;
    }
    prose.push_str(&text[at..]);
    let mut out = String::new();
    for word in prose.split_whitespace().filter(|word| !word.starts_with('@')) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    first(&out, SAMPLE).to_owned()
}

fn latin(sample: &str, letters: usize) -> Option<&'static str> {
    if letters::schwa(sample) {
        return Some("az");
    }
    // Names and exclamations look alike in every Latin language.
    if letters < 10 {
        return None;
    }
    let votes = stop::vote(sample);
    // Trigrams cost most by far, and many short words need no second witness.
    let clear = votes.winner(6, 3).map(|code| (code, true));
    let code = match clear.or_else(|| guess(sample, letters)) {
        Some((code, _)) if votes.agree(code) => Some(code),
        // A firm guess for a language whose short words we know, but did not see, is a wrong one.
        Some((code, true)) if letters >= 80 && !stop::knows(code) && votes.winner(3, 2).is_none() => {
            Some(code)
        }
        _ => votes.winner(2, 2),
    };
    match code {
        // Trigrams and short words mistake the two for each other; three letters of the alphabet
        // decide.
        Some("az" | "tr") => Some(if letters::azerbaijani(sample) { "az" } else { code? }),
        other => other,
    }
}

fn cyrillic(sample: &str, letters: usize) -> Option<&'static str> {
    if let Some(code) = letters::cyrillic(sample) {
        return Some(code);
    }
    let votes = stop::vote(sample);
    match guess(sample, letters) {
        Some((code, _)) if votes.agree(code) => Some(code),
        // Against clear votes even a firm guess loses: trigrams confuse Slavic neighbours.
        Some((code, true)) if votes.winner(2, 2).is_none() => Some(code),
        _ => votes.winner(2, 2),
    }
}

fn firm(sample: &str, letters: usize) -> Option<&'static str> {
    guess(sample, letters).filter(|&(_, reliable)| reliable).map(|(code, _)| code)
}

/// The guess by trigrams and alphabets, and whether it is reliable.
fn guess(sample: &str, letters: usize) -> Option<(&'static str, bool)> {
    if letters < 10 {
        return None;
    }
    // Trigrams need no more text than this, and their cost grows with it.
    let info = Detector::new().detect(first(sample, TRIGRAMS))?;
    Some((code(info.lang()), info.is_reliable()))
}

/// The ISO 639-1 code where there is one.
fn code(guess: Guess) -> &'static str {
    match guess {
        Guess::Eng => "en",
        Guess::Rus => "ru",
        Guess::Cmn => "zh",
        Guess::Spa => "es",
        Guess::Por => "pt",
        Guess::Ita => "it",
        Guess::Ben => "bn",
        Guess::Fra => "fr",
        Guess::Deu => "de",
        Guess::Ukr => "uk",
        Guess::Kat => "ka",
        Guess::Ara => "ar",
        Guess::Hin => "hi",
        Guess::Jpn => "ja",
        Guess::Heb => "he",
        Guess::Yid => "yi",
        Guess::Pol => "pl",
        Guess::Amh => "am",
        Guess::Jav => "jv",
        Guess::Kor => "ko",
        Guess::Nob => "nb",
        Guess::Dan => "da",
        Guess::Swe => "sv",
        Guess::Fin => "fi",
        Guess::Tur => "tr",
        Guess::Nld => "nl",
        Guess::Hun => "hu",
        Guess::Ces => "cs",
        Guess::Ell => "el",
        Guess::Bul => "bg",
        Guess::Bel => "be",
        Guess::Mar => "mr",
        Guess::Kan => "kn",
        Guess::Ron => "ro",
        Guess::Slv => "sl",
        Guess::Hrv => "hr",
        Guess::Srp => "sr",
        Guess::Mkd => "mk",
        Guess::Lit => "lt",
        Guess::Lav => "lv",
        Guess::Est => "et",
        Guess::Tam => "ta",
        Guess::Vie => "vi",
        Guess::Urd => "ur",
        Guess::Tha => "th",
        Guess::Guj => "gu",
        Guess::Uzb => "uz",
        Guess::Pan => "pa",
        Guess::Aze => "az",
        Guess::Ind => "id",
        Guess::Tel => "te",
        Guess::Pes => "fa",
        Guess::Mal => "ml",
        Guess::Ori => "or",
        Guess::Mya => "my",
        Guess::Nep => "ne",
        Guess::Sin => "si",
        Guess::Khm => "km",
        Guess::Tuk => "tk",
        Guess::Aka => "ak",
        Guess::Zul => "zu",
        Guess::Sna => "sn",
        Guess::Afr => "af",
        Guess::Lat => "la",
        Guess::Slk => "sk",
        Guess::Cat => "ca",
        Guess::Tgl => "tl",
        Guess::Hye => "hy",
        Guess::Epo => "eo",
        other => other.code(),
    }
}
