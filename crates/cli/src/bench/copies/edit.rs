//! What happens to a text on its way to another blog.

use super::super::vocabulary;
use fastrand::Rng;
use model::Lang;

/// A post's words: a title, which may be empty, and what follows.
#[derive(Clone)]
pub struct Text {
    pub title: Vec<String>,
    pub body: Vec<String>,
}

/// Edits a share of the words: cut at the end, a source named, another title, the rest replaced, dropped or added
/// somewhere. Gives the share that was edited.
pub fn edit_text(text: &mut Text, share: f64, lang: Lang, rng: &mut Rng) -> f64 {
    let all = (text.title.len() + text.body.len()).max(1);
    let mut left = (all as f64 * share) as usize;
    let may = left;
    let word = |rng: &mut Rng| vocabulary::make_word(lang, vocabulary::draw_rank(rng));
    if left >= 3 && rng.u8(0..4) == 0 {
        // Eight words stay, since less could not be told from other texts.
        let cut = rng.usize(1..=left / 3).min(text.body.len().saturating_sub(8));
        text.body.truncate(text.body.len() - cut);
        left -= cut;
    }
    if left >= 3 && !text.title.is_empty() && rng.u8(0..3) == 0 {
        let changed = (text.title.len() / 2).min(left);
        for _ in 0..changed {
            let at = rng.usize(0..text.title.len());
            text.title[at] = word(rng);
        }
        left -= changed;
    }
    if left >= 3 && rng.u8(0..3) == 0 {
        text.body.extend(["via".to_owned(), word(rng), "news".to_owned()]);
        left -= 3;
    }
    for _ in 0..left {
        let at = rng.usize(0..text.body.len().max(1)).min(text.body.len().saturating_sub(1));
        match rng.u8(0..4) {
            0 | 1 => text.body[at] = word(rng),
            2 if text.body.len() > 3 => drop(text.body.remove(at)),
            _ => text.body.insert(at, word(rng)),
        }
    }
    may as f64 / all as f64
}
