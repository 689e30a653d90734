//! The subject under a tag's name: its other spellings, what it is part of and what it includes.

use super::list_url::ListUrl;
use crate::http::text;
use crate::http::text::group_digits;
use tag::language::{Direction, Script};
use tumblelog::view::{SpellingCount, SubjectSummary};

/// Spellings, or other tags, that stand open; the others are folded up.
const OPEN: usize = 16;

/// A spelling and the page of it alone.
#[derive(Debug, Clone)]
pub struct SpellingLink {
    /// As written.
    pub name: String,
    /// The page of this spelling alone.
    pub href: String,
    /// Posts that carry it.
    pub count: String,
    /// The script, as a language of no name: `und-Cyrl`; empty for Latin and where it is not known.
    pub lang: String,
    /// Which way it runs.
    pub dir: &'static str,
    /// The page shows it alone.
    pub here: bool,
}

/// A tag's name and its page.
pub type OtherSpelling = (String, String);

/// Everything the template needs.
#[derive(Debug)]
pub struct SubjectView {
    /// How many spellings there are.
    pub count: usize,
    /// The page of all of them, from the page of one.
    pub whole: Option<String>,
    /// Those most used.
    pub spellings: Vec<SpellingLink>,
    /// The rest.
    pub more: Vec<SpellingLink>,
    /// What it is part of, and the rest of that.
    pub above: Vec<OtherSpelling>,
    /// The rest.
    pub above_more: Vec<OtherSpelling>,
    /// What it includes.
    pub below: Vec<OtherSpelling>,
    /// The rest.
    pub below_more: Vec<OtherSpelling>,
}

impl SubjectView {
    /// The subject of the list at `place`, which is the page of `name`.
    pub fn new(strip: &SubjectSummary, name: &str, place: &ListUrl) -> Self {
        let mut spellings: Vec<_> =
            strip.spellings.iter().map(|spelling| spelling_link(spelling, strip.only, place)).collect();
        // `split_off` panics past the end, hence the minimum.
        let more = spellings.split_off(spellings.len().min(OPEN));
        let (above, above_more) = split_others(&strip.above);
        let (below, below_more) = split_others(&strip.below);
        Self {
            count: strip.spellings.len(),
            whole: strip.only.then(|| place.spelling_url(text::tag_path(name), false)),
            spellings,
            more,
            above,
            above_more,
            below,
            below_more,
        }
    }
}

fn spelling_link(spelling: &SpellingCount, only: bool, place: &ListUrl) -> SpellingLink {
    let script = tag::language::script(&spelling.name);
    SpellingLink {
        name: spelling.name.clone(),
        href: place.spelling_url(text::tag_path(&spelling.name), true),
        count: group_digits(spelling.posts),
        lang: match script {
            None | Some(Script::Latin) => String::new(),
            // The language of a tag is unknown, but the script picks the right font and voice.
            Some(script) => format!("und-{}", script.code()),
        },
        dir: script.map_or(Direction::Ltr, Script::direction).name(),
        here: only && spelling.here,
    }
}

fn split_others(names: &[String]) -> (Vec<OtherSpelling>, Vec<OtherSpelling>) {
    let mut all: Vec<OtherSpelling> = names.iter().map(|name| (name.clone(), text::tag_path(name))).collect();
    let more = all.split_off(all.len().min(OPEN));
    (all, more)
}
