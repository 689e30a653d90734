//! How people pass a text on: with typing errors, without a sentence, cut at the end, with a source named, with a figure
//! or a name put right.

use super::mould::Moulds;
use crate::bench::vocabulary;
use fastrand::Rng;
use model::Lang;

/// Texts of so many words have a figure or a name put right now and then; in a shorter one the others could not tell it
/// from another bulletin.
const CORRECTED: usize = 60;

/// Hashtags added at most.
const HASHTAGS: usize = 4;

/// Edits up to a share of the words. Gives the sentences as they are told then.
pub fn retell_text(
    sentences: &[String],
    share: f64,
    lang: &'static str,
    moulds: &Moulds,
    rng: &mut Rng,
) -> Vec<String> {
    let count = |sentences: &[String]| sentences.iter().map(|text| text.split(' ').count()).sum::<usize>();
    let mut told: Vec<String> = sentences.to_vec();
    let mut left = (count(sentences) as f64 * share) as usize;
    if count(sentences) >= CORRECTED && left > 0 && rng.u8(..4) == 0 {
        correct_value(&mut told, lang, moulds, rng);
        left -= 1;
    }
    while left > 0 {
        // A step may cost more than is left, which must not go below zero.
        left -= edit_once(&mut told, left, lang, rng).min(left);
    }
    if rng.u8(..4) == 0 {
        let at = rng.usize(..told.len());
        told[at] = format!("{}!", told[at].trim_end_matches('.').replace(", ", " "));
    }
    told
}

/// One edit. Gives how many words it changed.
fn edit_once(told: &mut Vec<String>, left: usize, lang: &'static str, rng: &mut Rng) -> usize {
    let at = rng.usize(..told.len());
    let mut words: Vec<String> = told[at].split(' ').map(str::to_owned).collect();
    let cost = match rng.u8(..10) {
        0 if told.len() > 2 && words.len() <= left => {
            told.remove(at);
            return words.len();
        }
        // People name one source and not several.
        1 if left >= 2 && told.iter().all(|text| !text.starts_with("Via ")) => {
            told.push(format!("Via {}", make_word(lang, rng)));
            return 2;
        }
        2 if told.iter().filter(|text| text.starts_with('#')).count() < HASHTAGS => {
            told.push(format!("#{}", make_word(lang, rng)));
            return 1;
        }
        3 if at + 1 == told.len() && words.len() > 6 => {
            let cut = rng.usize(1..=left.min(words.len() / 2));
            words.truncate(words.len() - cut);
            cut
        }
        4 | 5 => {
            let word = rng.usize(..words.len());
            words[word] = mistype_word(&words[word], rng);
            1
        }
        6 if words.len() > 3 => {
            words.remove(rng.usize(..words.len()));
            1
        }
        7 => {
            words.insert(rng.usize(..words.len()), make_word(lang, rng));
            1
        }
        _ => replace_words(&mut words, lang, rng),
    };
    told[at] = words.join(" ");
    cost
}

/// Another word for an ordinary one: figures and names are left as they are.
fn replace_words(words: &mut [String], lang: &str, rng: &mut Rng) -> usize {
    let at = rng.usize(..words.len());
    let is_kept = words[at].contains(char::is_numeric) || words[at].contains(char::is_uppercase);
    if !is_kept {
        words[at] = make_word(lang, rng);
    }
    1
}

fn make_word(lang: &str, rng: &mut Rng) -> String {
    Lang::parse(lang).map(|lang| vocabulary::make_word(lang, vocabulary::draw_rank(rng))).unwrap_or_default()
}

/// Two neighbouring letters change places, or one is missing.
fn mistype_word(word: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || letters.iter().any(|c| c.is_numeric()) {
        return word.to_owned();
    }
    let at = rng.usize(1..letters.len() - 1);
    match rng.bool() {
        true => letters.swap(at, at + 1),
        false => drop(letters.remove(at)),
    }
    letters.into_iter().collect()
}

/// One figure or name is put right.
fn correct_value(told: &mut [String], lang: &'static str, moulds: &Moulds, rng: &mut Rng) {
    let at = rng.usize(..told.len());
    let mut words: Vec<String> = told[at].split(' ').map(str::to_owned).collect();
    let figure = words.iter().position(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit()));
    // The first word has a capital without being a name.
    let name = words.iter().skip(1).position(|word| word.starts_with(char::is_uppercase));
    if let Some(figure) = figure {
        words[figure] = moulds.word(lang, "n", rng);
    } else if let Some(name) = name {
        words[name + 1] = moulds.word(lang, "c", rng);
    }
    told[at] = words.join(" ");
}
