//! Counts as bars, one under the other, each with its name and number above it.

use crate::http::text;
use crate::http::text::{count_words, group_digits};
use crate::web::list::list_url::query_url;
use crate::web::list::{card, language};
use tumblelog::charts::{Charts, Ranked};

/// Width of the drawing and height of a line in it, in its own units, which are pixels on a wide screen.
const WIDTH: u64 = 480;
const LINE: usize = 40;
/// Code points of a name that stand beside its number.
const NAME: usize = 44;

/// A drawing with its table.
#[derive(Debug)]
pub struct Bars {
    /// Name in addresses and ids.
    pub id: &'static str,
    /// What is counted: “Language”.
    pub title: &'static str,
    /// Says what is drawn, for those who cannot see it.
    pub words: String,
    /// Which posts were counted, and what is left out.
    pub note: String,
    /// Height of the drawing.
    pub height: usize,
    /// Most first.
    pub rows: Vec<BarRow>,
    /// The table as a file.
    pub csv: String,
}

/// A bar.
#[derive(Debug)]
pub struct BarRow {
    /// As shown in the table.
    pub label: String,
    /// The same, short enough for the drawing.
    pub short: String,
    /// Language of the label where it is not English.
    pub lang: String,
    /// Posts.
    pub count: String,
    /// Of all that were counted.
    pub share: String,
    /// Width of the bar.
    pub width: u64,
    /// Where the text stands.
    pub text_y: usize,
    /// Where the bar begins.
    pub y: usize,
    /// The list of these posts.
    pub href: Option<String>,
}

struct Count {
    label: String,
    lang: String,
    posts: u64,
    /// What narrows the view to it.
    term: Option<String>,
}

/// Every drawing, those without anything to draw left out; `query` is the view's, such that words can stand beside it.
pub fn all_bars(charts: &Charts, query: &str, of: &str, csv: impl Fn(&str) -> String) -> Vec<Bars> {
    let exact = of_all(charts);
    let made = [
        ("types", "Type", count_types(charts), exact.clone(), charts.total),
        ("languages", "Language", count_languages(charts), exact, charts.total),
        ("sources", "Source", count_hosts(charts), of.to_owned(), charts.sampled),
        ("blogs", "Blog", count_blogs(charts), of.to_owned(), charts.sampled),
    ];
    made.into_iter()
        .filter(|(_, _, counts, ..)| !counts.is_empty())
        .map(|(id, title, counts, note, all)| Bars {
            id,
            title,
            words: bars_words(&counts),
            note,
            height: counts.len() * LINE,
            rows: bar_rows(&counts, query, all),
            csv: csv(id),
        })
        .collect()
}

fn count_types(charts: &Charts) -> Vec<Count> {
    charts
        .types
        .iter()
        .map(|(kind, posts)| Count {
            label: card::kind_name(*kind).to_owned(),
            lang: String::new(),
            posts: *posts,
            term: Some(format!("type:{}", kind.name())),
        })
        .collect()
}

fn count_languages(charts: &Charts) -> Vec<Count> {
    charts
        .langs
        .iter()
        .map(|(lang, posts)| match lang {
            Some(lang) => Count {
                label: language::language_name(lang).to_owned(),
                lang: lang.code().to_owned(),
                posts: *posts,
                term: Some(format!("lang:{}", lang.code())),
            },
            None => named_count("Not known", *posts),
        })
        .collect()
}

fn named_count(label: impl Into<String>, posts: u64) -> Count {
    Count { label: label.into(), lang: String::new(), posts, term: None }
}

fn count_hosts(charts: &Charts) -> Vec<Count> {
    rank_bars(&charts.hosts, "source", ("another source", "other sources"), "No source")
}

fn count_blogs(charts: &Charts) -> Vec<Count> {
    rank_bars(&charts.blogs, "from", ("another blog", "other blogs"), "No blog")
}

fn rank_bars(ranked: &Ranked, key: &str, others: (&str, &str), none: &str) -> Vec<Count> {
    let (kinds, posts) = ranked.others;
    let one = ranked.named.iter().map(|(name, posts)| Count {
        label: name.clone(),
        lang: String::new(),
        posts: *posts,
        term: Some(format!("{key}:{name}")),
    });
    let rest = (kinds > 0).then(|| named_count(count_words(kinds, others.0, others.1), posts));
    let without = (ranked.none > 0).then(|| named_count(none, ranked.none));
    one.chain(rest).chain(without).collect()
}

/// “Text 12, Photo 3 and 4 more”.
fn bars_words(counts: &[Count]) -> String {
    let first: Vec<_> =
        counts.iter().take(5).map(|c| format!("{} {}", c.label, group_digits(c.posts))).collect();
    let more = counts.len().saturating_sub(first.len());
    let first = first.join(", ");
    if more == 0 { first } else { format!("{first} and {more} more") }
}

fn bar_rows(counts: &[Count], query: &str, all: u64) -> Vec<BarRow> {
    let most = counts.iter().map(|count| count.posts).max().unwrap_or(0).max(1);
    counts
        .iter()
        .enumerate()
        .map(|(n, count)| BarRow {
            short: shorten_label(&count.label, NAME),
            label: count.label.clone(),
            lang: count.lang.clone(),
            count: group_digits(count.posts),
            share: share_words(count.posts, all),
            // Two units at least, or the smallest counts would be invisible.
            width: (count.posts.saturating_mul(WIDTH) / most).max(2),
            text_y: n * LINE + 17,
            y: n * LINE + 24,
            href: count
                .term
                .as_ref()
                // `query` was bracketed by the caller, so a term beside it narrows all of it.
                .map(|term| query_url("/search", format!("{query} {term}").trim())),
        })
        .collect()
}

/// `12.3 %`
pub fn share_words(part: u64, all: u64) -> String {
    // In whole tenths: floating point would make the page differ between machines.
    let tenths = part.saturating_mul(1000) / all.max(1);
    format!("{}.{} %", text::group_digits(tenths / 10), tenths % 10)
}

/// At most so many code points.
pub fn shorten_label(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_owned();
    }
    label.chars().take(most - 1).chain(['…']).collect()
}

/// The posts of the view in words.
pub fn total_words(charts: &Charts) -> String {
    let posts = count_words(charts.total, "post", "posts");
    if charts.at_most { format!("at most {posts}") } else { posts }
}

/// What a chart of all posts is of.
pub fn of_all(charts: &Charts) -> String {
    format!("Of all {}.", total_words(charts))
}
