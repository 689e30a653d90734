//! Which words are written with a capital, and where that says that they are names.

use super::word_kind::WordKind;
use model::Lang;
use std::collections::HashSet;

/// Words of a line in the middle of sentences from which on its own capitals are counted.
const TELLING: usize = 3;

/// Languages that write every noun with a capital.
const NOUN_CAPITALS: [&str; 2] = ["de", "lb"];

/// How a word begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letter {
    Upper,
    Lower,
    /// Its script has no capitals.
    Caseless,
}

/// A word as it stands in a line.
pub(super) struct Word {
    pub folded: String,
    /// Part of a web address.
    pub address: bool,
    /// Part of a hashtag.
    pub hashtag: bool,
    letter: Letter,
    /// Begins a sentence, which alone may give it its capital.
    first: bool,
}

/// The words of a line, folded one by one as [`tag::words::of`] folds the whole.
pub(super) fn words(line: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut first = true;
    for chunk in line.split(|c: char| c.is_whitespace() || c == '\u{200B}') {
        let folded = tag::words::of(chunk);
        let letters: Vec<Letter> = chunk
            .split(|c: char| !c.is_alphanumeric())
            .filter_map(|part| letter(part.chars().next()?))
            .collect();
        let begin =
            letter(chunk.chars().find(|c| c.is_alphanumeric()).unwrap_or(' ')).unwrap_or(Letter::Lower);
        let address = chunk.contains("://") || chunk.starts_with("www.");
        let count = folded.len();
        found.extend(folded.into_iter().enumerate().map(|(at, folded)| Word {
            folded,
            address,
            hashtag: chunk.starts_with('#'),
            // Folding may split or join words; then only the first letter of the chunk can be
            // trusted.
            letter: if letters.len() == count { letters[at] } else { begin },
            first: first && at == 0,
        }));
        first = ends_sentence(chunk) || (first && count == 0);
    }
    found
}

fn letter(c: char) -> Option<Letter> {
    let letter = || match (c.is_uppercase(), c.is_lowercase()) {
        (true, _) => Letter::Upper,
        (_, true) => Letter::Lower,
        _ => Letter::Caseless,
    };
    c.is_alphanumeric().then(letter)
}

fn ends_sentence(chunk: &str) -> bool {
    let bare = chunk.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']);
    // A short word with a full stop is an abbreviation: “Mr.”, “ул.”.
    let short = || {
        let word = bare.trim_end_matches('.');
        word.chars().count() <= 3 && word.chars().all(char::is_alphabetic)
    };
    match bare.chars().next_back() {
        Some('!' | '?' | '…' | ':' | '։' | '。' | '！' | '？' | '؟' | '|' | '•') => true,
        Some('.') => !short(),
        _ => false,
    }
}

/// What capitals mean in a text.
pub(super) struct Reading<'a> {
    /// Whether they mark names in each line: not in one all in capitals, nor in a title with many.
    telling: Vec<bool>,
    /// The words that have one where only names do.
    names: HashSet<&'a str>,
    /// None has one: the author writes without.
    without: bool,
}

impl<'a> Reading<'a> {
    pub fn of(lines: &'a [Vec<Word>], lang: Option<Lang>) -> Self {
        let nouns = lang.is_some_and(|lang| NOUN_CAPITALS.contains(&lang.code()));
        let (upper, all) =
            lines.iter().map(|line| capitals(line)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        let sparse = |upper: usize, all: usize| upper * 2 <= all;
        let telling = lines.iter().map(|line| match capitals(line) {
            _ if nouns => false,
            (upper, all) if all >= TELLING => sparse(upper, all),
            _ => sparse(upper, all),
        });
        let telling: Vec<bool> = telling.collect();
        let mut names = HashSet::new();
        for (line, _) in lines.iter().zip(&telling).filter(|(_, telling)| **telling) {
            let inside = line.iter().filter(|word| !word.first && word.letter == Letter::Upper);
            names.extend(inside.map(|word| word.folded.as_str()));
        }
        let cased = |word: &&Word| word.letter != Letter::Caseless;
        let any = lines.iter().flatten().any(|word| word.letter == Letter::Upper);
        // A few lower-case words prove nothing: a short title may have no name in it.
        let without = !any && lines.iter().flatten().filter(cased).count() >= TELLING;
        Self { telling, names, without }
    }

    /// What the capital of a word says of it, or that it has none.
    pub fn of_word(&self, line: usize, word: &Word) -> WordKind {
        match word.letter {
            Letter::Caseless => WordKind::Unclear,
            Letter::Lower if self.without => WordKind::Unclear,
            Letter::Lower => WordKind::Ordinary,
            Letter::Upper if self.names.contains(word.folded.as_str()) => WordKind::Name,
            Letter::Upper if word.first || !self.telling[line] => WordKind::Unclear,
            Letter::Upper => WordKind::Name,
        }
    }
}

/// Of a line's words inside sentences, how many have a capital, and how many could.
fn capitals(line: &[Word]) -> (usize, usize) {
    let inside = line.iter().filter(|word| !word.first && word.letter != Letter::Caseless);
    inside.fold((0, 0), |(upper, all), word| (upper + usize::from(word.letter == Letter::Upper), all + 1))
}
