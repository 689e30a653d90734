//! The table behind a drawing as lines of CSV, the first of them names.

use tumblelog::charts::{Charts, Ranked};

/// The tables there are.
pub const NAMES: [&str; 7] = ["months", "types", "languages", "sources", "blogs", "tags", "pairs"];

/// The lines of a table of [`NAMES`].
pub fn table_lines(name: &str, charts: &Charts) -> Vec<Vec<String>> {
    let tag = |at: usize| charts.tags.get(at).map_or(String::new(), |tag| tag.name.clone());
    match name {
        "months" => count_lines("month", charts.months.iter().map(|(month, n)| (month.to_string(), *n))),
        "types" => count_lines("type", charts.types.iter().map(|(kind, n)| (kind.name().to_owned(), *n))),
        // Codes and not names: programs join these tables with others.
        "languages" => {
            let code = |lang: &Option<model::Lang>| lang.map_or(String::new(), |lang| lang.code().to_owned());
            count_lines("language", charts.langs.iter().map(|(lang, n)| (code(lang), *n)))
        }
        "sources" => ranked_lines("host", &charts.hosts),
        "blogs" => ranked_lines("blog", &charts.blogs),
        "tags" => count_lines("tag", charts.tags.iter().map(|tag| (tag.name.clone(), tag.shared))),
        "pairs" => {
            let head = ["tag", "other tag", "posts"].map(str::to_owned).to_vec();
            let rows = charts.pairs.iter().map(|&(a, b, n)| vec![tag(a), tag(b), n.to_string()]);
            std::iter::once(head).chain(rows).collect()
        }
        _ => Vec::new(),
    }
}

fn count_lines(name: &str, rows: impl Iterator<Item = (String, u64)>) -> Vec<Vec<String>> {
    let head = vec![name.to_owned(), "posts".to_owned()];
    std::iter::once(head).chain(rows.map(|(label, n)| vec![label, n.to_string()])).collect()
}

/// The others in brackets, which no host or blog has in its name.
fn ranked_lines(name: &str, ranked: &Ranked) -> Vec<Vec<String>> {
    let (others, posts) = ranked.others;
    let rest = (others > 0).then(|| (format!("({others} others)"), posts));
    let none = (ranked.none > 0).then(|| ("(none)".to_owned(), ranked.none));
    count_lines(name, ranked.named.iter().cloned().chain(rest).chain(none))
}
