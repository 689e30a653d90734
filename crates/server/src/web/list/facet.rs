//! What can be chosen from a list: each with its exact count and a link that adds or removes it.

use super::list_url::ListUrl;
use super::{card, language};
use crate::http::text::group_digits;
use crate::web::research::coverage;
use tumblelog::view::{Summary, TagCount};

/// Languages that stand open; the others are folded up.
const OPEN_LANGS: usize = 12;

/// One line of a list of choices.
#[derive(Debug, Clone)]
pub struct Facet {
    /// What it is called.
    pub label: String,
    /// Language of the label where it is not English.
    pub lang: String,
    /// Posts it holds.
    pub count: String,
    /// Where choosing it leads; nothing where it cannot be chosen.
    pub href: Option<String>,
    /// It is chosen.
    pub on: bool,
}

impl Facet {
    fn new(label: impl Into<String>, count: u64, href: String, on: bool) -> Self {
        Self { label: label.into(), lang: String::new(), count: group_digits(count), href: Some(href), on }
    }
}

impl Facet {
    /// Its count is the most there can be, where `bound` says so.
    fn at_most(mut self, bound: bool) -> Self {
        // Counts of an inexact condition are upper bounds, and the sign says so.
        if bound {
            self.count.insert(0, '≤');
        }
        self
    }

    /// Words searched for within the list, and the address without them.
    pub fn words_facet(words: &str, href: String) -> Self {
        Self {
            label: format!("“{words}”"),
            lang: String::new(),
            count: String::new(),
            href: Some(href),
            on: true,
        }
    }
}

/// Types, most first; chosen ones stay even without posts, so that they can be taken back.
pub fn type_facets(summary: &Summary, place: &ListUrl) -> Vec<Facet> {
    // A chosen type without posts is missing from the counts, and could not be unchosen.
    let absent = place.post_types().iter().filter(|kind| summary.types.iter().all(|(held, _)| held != *kind));
    let all = summary.types.iter().copied().chain(absent.map(|&kind| (kind, 0)));
    all.map(|(kind, count)| {
        let facet = Facet::new(card::kind_name(kind), count, place.toggle_type(kind), place.has_type(kind));
        facet.at_most(summary.most.is_some())
    })
    .collect()
}

/// Languages, most first, each in its own words: those that stand open, chosen ones among them, and the others.
pub fn language_facets(summary: &Summary, place: &ListUrl) -> (Vec<Facet>, Vec<Facet>) {
    let absent =
        place.languages().iter().filter(|lang| summary.langs.iter().all(|(held, _)| *held != Some(**lang)));
    let all = summary.langs.iter().copied().chain(absent.map(|&lang| (Some(lang), 0)));
    let facets = all.map(|(lang, count)| lang_facet(lang, count, place).at_most(summary.most.is_some()));
    let (mut open, mut more) = (Vec::new(), Vec::new());
    for (at, facet) in facets.enumerate() {
        // A chosen language must stay visible, or it could not be taken back.
        if at < OPEN_LANGS || facet.on { &mut open } else { &mut more }.push(facet);
    }
    // A fold of one line would be no shorter than the line.
    if more.len() == 1 {
        open.append(&mut more);
    }
    (open, more)
}

fn lang_facet(lang: Option<model::Lang>, count: u64, place: &ListUrl) -> Facet {
    match lang {
        None => Facet {
            label: "Not known".into(),
            lang: String::new(),
            count: group_digits(count),
            href: Some(place.toggle_word(UNKNOWN, UNKNOWN)),
            on: place.has_word(UNKNOWN),
        },
        Some(lang) => Facet {
            lang: lang.code().to_owned(),
            ..Facet::new(language::language_name(&lang), count, place.toggle_lang(lang), place.has_lang(lang))
        },
    }
}

/// The word of a query for posts whose language is not known.
const UNKNOWN: &str = "lang:unknown";

const ROBOT: &str = "is:robot";
const PERSON: &str = "-is:robot";

/// Whether a word of a query is one that the lists of choices set: people or robots, languages not known.
pub fn is_author(word: &str) -> bool {
    [ROBOT, PERSON, UNKNOWN].contains(&word)
}

/// People and robots, where there are both or one is chosen.
pub fn author_facets(summary: &Summary, place: &ListUrl) -> Vec<Facet> {
    // From the upper bound where there is one, since `robots` is counted the same way.
    let people = summary.most.unwrap_or(summary.total).saturating_sub(summary.robots);
    let chosen = place.has_word(ROBOT) || place.has_word(PERSON);
    if (people == 0 || summary.robots == 0) && !chosen {
        return Vec::new();
    }
    vec![
        Facet::new("People", people, place.toggle_word(PERSON, ROBOT), place.has_word(PERSON)),
        Facet::new("Robots", summary.robots, place.toggle_word(ROBOT, PERSON), place.has_word(ROBOT)),
    ]
}

/// What is withheld, by reason.
pub fn withheld_counts(summary: &Summary) -> Vec<(&'static str, String)> {
    summary
        .withheld
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|&(reason, count)| {
            let most = if summary.withheld_at_most { "≤" } else { "" };
            (coverage::withheld_words(reason), format!("{most}{}", group_digits(count)))
        })
        .collect()
}

/// A tag as a link with its count and its weight in a cloud, 1 to 5.
#[derive(Debug, Clone)]
pub struct TagLink {
    /// As written.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Posts that carry it.
    pub count: String,
    /// How large it is set.
    pub size: u32,
}

/// Tags as links. Sizes go by the order of magnitude against the largest.
pub fn tag_links(tags: &[TagCount]) -> Vec<TagLink> {
    let most = tags.iter().map(|tag| tag.posts).max().unwrap_or(0).max(1);
    tags.iter()
        .map(|tag| TagLink {
            name: tag.name.clone(),
            href: crate::http::text::tag_path(&tag.name),
            count: group_digits(tag.posts),
            // A logarithm: tags differ by orders of magnitude, and the cloud has only five sizes.
            size: 5 - (most / tag.posts.max(1)).ilog2().min(4),
        })
        .collect()
}
