//! Passwords that guessers try first. The lists are in `data/`, with where they are from.

use std::collections::HashSet;
use std::sync::OnceLock;

/// Whole passwords of ten characters or more, in lower case, one a line.
const PASSWORDS: &str = include_str!("../../data/common-passwords.txt");
/// Words that most people add a few digits or marks to, in lower case, one a line.
const WORDS: &str = include_str!("../../data/common-password-words.txt");
/// Longest part that a password may repeat from end to end, in characters.
const LONGEST_REPEAT: usize = 4;

/// Why a password is easy to guess; `None` where it is not known to be. `names` are those the person is known by.
pub(super) fn weakness(password: &str, names: &[&str]) -> Option<&'static str> {
    let folded = password.to_lowercase();
    let word = word_of(&folded);
    // A password without letters has an empty word, and so may a name: they are not the same.
    if names.iter().any(|name| folded == *name || (!word.is_empty() && word == word_of(name))) {
        return Some("the password is a name of yours, with nothing but digits and marks around it");
    }
    if listed(&PASSWORD_SET, PASSWORDS, &folded) {
        return Some("the password is one of the most common ones");
    }
    if listed(&WORD_SET, WORDS, word) {
        return Some("the password is a common one with nothing but digits and marks around it");
    }
    let characters: Vec<char> = folded.chars().collect();
    if is_repeated(&characters) {
        return Some("the password repeats the same few characters");
    }
    if is_sequence(&characters) {
        return Some("the password is a row of the alphabet or of the digits");
    }
    None
}

/// A text without the digits and marks around it.
fn word_of(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphabetic())
}

static PASSWORD_SET: OnceLock<HashSet<&'static str>> = OnceLock::new();
static WORD_SET: OnceLock<HashSet<&'static str>> = OnceLock::new();

fn listed(set: &OnceLock<HashSet<&'static str>>, lines: &'static str, text: &str) -> bool {
    set.get_or_init(|| lines.lines().collect()).contains(text)
}

fn is_repeated(characters: &[char]) -> bool {
    (1..=LONGEST_REPEAT).any(|part| {
        // Each character is the one a part before it.
        characters.len() >= 2 * part && characters.iter().zip(&characters[part..]).all(|(a, b)| a == b)
    })
}

fn is_sequence(characters: &[char]) -> bool {
    let step = |a: char, b: char| i64::from(u32::from(b)) - i64::from(u32::from(a));
    // After 9 comes 0 on a keyboard.
    let up = |a: char, b: char| step(a, b) == 1 || (a, b) == ('9', '0');
    let down = |a: char, b: char| step(a, b) == -1 || (a, b) == ('0', '9');
    let pairs = || characters.iter().copied().zip(characters.iter().copied().skip(1));
    characters.len() > 2 && (pairs().all(|(a, b)| up(a, b)) || pairs().all(|(a, b)| down(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_folded_and_long_enough() {
        for (lines, least, count) in [(PASSWORDS, 10, 1000), (WORDS, 4, 2000)] {
            let all: Vec<_> = lines.lines().collect();
            assert!(all.len() >= count && all.is_sorted(), "{}", all.len());
            assert!(all.iter().all(|line| line.chars().count() >= least && *line == line.to_lowercase()));
        }
    }

    #[test]
    fn what_guessers_try_first_is_known() {
        for weak in [
            "qwertyuiop",
            "1Q2W3E4R5T",
            "Password123",
            "!!Sunshine2024!!",
            "aaaaaaaaaa",
            "abcabcabcabc",
            "1212121212",
            "ƏƏƏƏƏƏƏƏƏƏ",
            "0123456789",
            "9876543210",
            "abcdefghijkl",
            "ada-walks",
            "Ada-Walks-1987",
        ] {
            assert!(weakness(weak, &["ada", "ada-walks"]).is_some(), "{weak}");
        }
    }

    #[test]
    fn what_nobody_tries_first_is_let_pass() {
        for good in [
            "bal, çay və çörək",
            "long enough now",
            "sunshine over kalbajar",
            "ada walks far",
            "0501234567",
            "acegikmoqs",
            "",
        ] {
            assert_eq!(weakness(good, &["ada", "ada-walks"]), None, "{good}");
        }
    }
}
