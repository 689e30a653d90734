//! `/search/help`: every construct of the query language, each a search that runs here.

use crate::http::error::PageError;
use crate::http::etag;
use crate::http::etag::Freshness;
use crate::http::text;
use crate::state::App;
use crate::web::chrome::{Chrome, render_template};
use crate::web::error_page::split_at_mark;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

const PATH: &str = "/search/help";

/// Sections: title, and queries with what they find.
const SECTIONS: &[(&str, &[(&str, &str)])] = &[
    (
        "Words",
        &[
            ("spring water", "posts with both words, anywhere in what they say; capitals do not matter"),
            ("\"mineral spring\"", "these words one after the other, within one paragraph or caption"),
            ("honey -feed", "the first word and not the second"),
            ("NOT honey", "everything else"),
            ("honey OR bal", "either of them"),
            ("(honey OR bal) spring", "brackets hold together what belongs together; they nest"),
        ],
    ),
    (
        "Tags",
        &[
            ("#kalbajar", "a tag in every spelling that people have said is the same"),
            ("##kalbajar", "only this spelling"),
            ("#kalbajar spelling:exact", "the same for every tag of the query"),
            ("#\"field notes\"", "a tag of several words"),
            ("#kalbajar #istisu -#travel", "any number of tags"),
        ],
    ),
    (
        "Kinds of post",
        &[
            ("type:photo,video", "any of these types: text, photo, quote, link, chat, audio, video, answer"),
            ("is:robot", "posted by a program; -is:robot leaves those out"),
            ("is:original", "no reblogs"),
            ("is:reblog", "reblogs, those that add nothing too"),
            ("is:answer", "answered questions"),
            ("is:copy", "duplicates of an earlier post; -is:copy leaves those out"),
            (
                "has:image has:alt",
                "with pictures, every one of which is described; also video, audio, link, poll",
            ),
            ("lang:az,ru", "by language, as two- or three-letter codes"),
            ("lang:unknown", "posts whose language is not known"),
            ("from:mountain-almanac", "of one blog, or of several: from:one,other"),
            ("source:instagram.com", "taken from this site"),
        ],
    ),
    (
        "Notes and time",
        &[
            ("notes:>=10", "at least so many notes; also notes:3, notes:<5, notes:5..20"),
            ("during:2023-05", "in a year, a month or a day"),
            (
                "during:2020..2022",
                "from the beginning of the first to the end of the last; either may be left out",
            ),
            ("before:2023-05-19", "before that day; after:2020 is after the whole of the year"),
            ("age:<30d", "not older than that: min, h, d, w, mo or y; also age:>1y and age:1mo..1y"),
        ],
    ),
    (
        "Order",
        &[
            ("#kalbajar sort:top", "most notes first"),
            ("#kalbajar sort:oldest", "oldest first; sort:latest is what happens anyway"),
        ],
    ),
];

/// A query with a mistake, as an example of what is said then.
const MISTAKE: &str = "#kalbajar type:photo,gif";

struct Example {
    query: &'static str,
    about: &'static str,
    href: String,
}

#[derive(askama::Template)]
#[template(path = "search-help.html")]
struct Page<'a> {
    chrome: Chrome<'a>,
    sections: Vec<(&'static str, Vec<Example>)>,
    mistake: Mistake,
    longest: usize,
    deepest: usize,
    checks: String,
}

struct Mistake {
    href: String,
    parts: (String, String, String),
    at: usize,
    message: String,
}

/// The page.
pub async fn show_search_help(State(app): State<App>, headers: HeaderMap) -> Result<Response, PageError> {
    let sections = SECTIONS.iter().map(|(title, examples)| {
        let of = |&(query, about): &(&'static str, &'static str)| Example {
            query,
            about,
            href: search_href(query),
        };
        (*title, examples.iter().map(of).collect())
    });
    // Parsed for real, so that the help shows the words the search itself uses.
    let wrong = tag::query::parse(MISTAKE, app.now()).err();
    let (at, message) = wrong.map(|wrong| (wrong.at, wrong.message)).unwrap_or_default();
    let page = Page {
        chrome: Chrome::new(app.settings(), "Search help", "")
            .canonical(PATH)
            .described("Words, #tags and filters that the search understands, with examples"),
        sections: sections.collect(),
        mistake: Mistake {
            href: search_href(MISTAKE),
            parts: split_at_mark(MISTAKE, at),
            at: at + 1,
            message,
        },
        longest: tag::query::MAX_QUERY,
        deepest: tag::query::MAX_BRACKETS,
        checks: text::group_digits(tumblelog::PAGE_CHECKS as u64),
    };
    let body = render_template(&page, 24 * 1024)?;
    Ok(etag::answer_with_etag(&headers, body, "text/html; charset=utf-8", None, Freshness::Never))
}

fn search_href(query: &str) -> String {
    let mut href = "/search?q=".to_owned();
    text::encode_query(query, &mut href);
    href
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_a_query_and_the_mistake_is_one() {
        for (query, _) in SECTIONS.iter().flat_map(|(_, examples)| *examples) {
            assert!(tag::query::parse(query, model::Time(0)).is_ok(), "{query}");
        }
        assert_eq!(tag::query::parse(MISTAKE, model::Time(0)).unwrap_err().at, 21);
    }
}
