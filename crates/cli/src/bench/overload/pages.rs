//! The most expensive pages that a visitor without an account can ask for.

use crate::bench::manifest::Manifest;
use crate::bench::query::tag_term;

/// Longest query text that the server takes, in code points.
const LONGEST: usize = 2_000;

/// A page and what it is called in the table.
#[derive(Clone)]
pub struct ExpensivePage {
    pub name: &'static str,
    pub path: String,
}

/// Charts, exports and lists of as many phrases, words and tags as a query holds.
pub fn most_expensive(manifest: &Manifest) -> Vec<ExpensivePage> {
    let phrases = join_parts(make_phrases(&manifest.words), " OR ");
    let words = join_parts(manifest.words.iter().cloned(), " OR ");
    let tags = join_parts(manifest.busy.iter().chain(&manifest.middling).map(|name| tag_term(name)), " OR ");
    let page = |name, path: &str, query: &str| ExpensivePage {
        name,
        path: format!("{path}q={}", escape_query(query)),
    };
    let hot = format!("#hot ({})", joined_to(LONGEST - 8, self::make_phrases(&manifest.words), " OR "));
    vec![
        page("charts, phrases", "/charts?", &phrases),
        page("export, phrases", "/export/posts.zip?", &phrases),
        page("outline of an export, phrases", "/export?", &phrases),
        page("search, phrases", "/search?", &phrases),
        page("completeness, phrases", "/complete?", &phrases),
        page("charts, one common word", "/charts?", manifest.words.first().map_or("a", String::as_str)),
        page("export of the busiest tag", "/export/posts.zip?", "#hot"),
        page("search, words, most notes first", "/search?sort=top&", &words),
        page("tag page, phrases in it", "/tagged/hot?", &hot),
        page("search, tags", "/search?", &tags),
        page("charts, tags", "/charts/pairs.csv?", &tags),
        page("completeness, words", "/complete.json?", &words),
        page("why not, phrases", "/why?post=https://example.org/x&", &phrases),
        page("feed of a search, phrases", "/search/rss?", &phrases),
    ]
}

/// Pairs of common words, as phrases: most of the site may hold one of them.
fn make_phrases(words: &[String]) -> impl Iterator<Item = String> {
    let pairs = words.iter().flat_map(move |first| words.iter().map(move |second| (first, second)));
    let mut phrases: Vec<String> = pairs
        .filter(|(first, second)| first != second)
        .map(|(first, second)| format!("\"{first} {second}\""))
        .collect();
    // The same on every run.
    fastrand::Rng::with_seed(1).shuffle(&mut phrases);
    phrases.into_iter()
}

fn join_parts(parts: impl Iterator<Item = String>, between: &str) -> String {
    joined_to(LONGEST, parts, between)
}

/// As many parts as fit.
fn joined_to(longest: usize, parts: impl Iterator<Item = String>, between: &str) -> String {
    let mut text = String::new();
    for part in parts {
        let more = part.chars().count() + between.len();
        if text.chars().count() + more > longest {
            break;
        }
        if !text.is_empty() {
            text += between;
        }
        text += &part;
    }
    text
}

/// A query text in an address.
fn escape_query(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            // More is escaped than need be, which every server reads the same.
            byte => out += &format!("%{byte:02X}"),
        }
        out
    })
}
