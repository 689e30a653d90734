//! The strip under a tag's name: its other spellings, what it is part of and what it includes.

use super::list_url::Place;
use crate::http::text;
use crate::http::text::grouped;
use tag::language::{Direction, Script};
use tumblelog::view::{SpellingCount, Strip};

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
pub type Other = (String, String);

/// Everything the template needs.
#[derive(Debug)]
pub struct StripView {
    /// How many spellings there are.
    pub count: usize,
    /// The page of all of them, from the page of one.
    pub whole: Option<String>,
    /// Those most used.
    pub spellings: Vec<SpellingLink>,
    /// The rest.
    pub more: Vec<SpellingLink>,
    /// What it is part of, and the rest of that.
    pub above: Vec<Other>,
    /// The rest.
    pub above_more: Vec<Other>,
    /// What it includes.
    pub below: Vec<Other>,
    /// The rest.
    pub below_more: Vec<Other>,
}

impl StripView {
    /// The strip of the list at `place`, which is the page of `name`.
    pub fn new(strip: &Strip, name: &str, place: &Place) -> Self {
        let mut spellings: Vec<_> =
            strip.spellings.iter().map(|spelling| link(spelling, strip.only, place)).collect();
        let more = spellings.split_off(spellings.len().min(OPEN));
        let (above, above_more) = others(&strip.above);
        let (below, below_more) = others(&strip.below);
        Self {
            count: strip.spellings.len(),
            whole: strip.only.then(|| place.spelled(text::tag_path(name), false)),
            spellings,
            more,
            above,
            above_more,
            below,
            below_more,
        }
    }
}

fn link(spelling: &SpellingCount, only: bool, place: &Place) -> SpellingLink {
    let script = tag::language::script(&spelling.name);
    SpellingLink {
        name: spelling.name.clone(),
        href: place.spelled(text::tag_path(&spelling.name), true),
        count: grouped(spelling.posts),
        lang: match script {
            None | Some(Script::Latin) => String::new(),
            Some(script) => format!("und-{}", script.code()),
        },
        dir: script.map_or(Direction::Ltr, Script::direction).name(),
        here: only && spelling.here,
    }
}

fn others(names: &[String]) -> (Vec<Other>, Vec<Other>) {
    let mut all: Vec<Other> = names.iter().map(|name| (name.clone(), text::tag_path(name))).collect();
    let more = all.split_off(all.len().min(OPEN));
    (all, more)
}
