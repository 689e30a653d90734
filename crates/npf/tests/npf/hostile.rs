use crate::made;
use proptest::prelude::*;
use serde_json::json;
use std::collections::HashSet;
use std::time::{Duration, Instant};
use tagstead_npf::html::{Options, Page, parse, render};
use tagstead_npf::{Block, Document, markdown};

/// What this crate writes, and nothing else: an allow-list kept apart from the code that writes.
fn cleaner() -> ammonia::Builder<'static> {
    let mut cleaner = ammonia::Builder::empty();
    cleaner
        .tags(
            [
                "p",
                "h1",
                "h2",
                "h3",
                "h4",
                "h5",
                "h6",
                "blockquote",
                "ol",
                "ul",
                "li",
                "b",
                "i",
                "s",
                "small",
                "a",
                "span",
                "br",
                "figure",
                "figcaption",
                "img",
                "details",
                "summary",
                "div",
                "audio",
                "video",
            ]
            .into(),
        )
        .tag_attributes(
            [
                ("a", ["href", "class", "rel"].into()),
                (
                    "img",
                    [
                        "src",
                        "srcset",
                        "sizes",
                        "alt",
                        "width",
                        "height",
                        "loading",
                        "fetchpriority",
                        "decoding",
                    ]
                    .into(),
                ),
                ("video", ["src", "poster", "controls", "preload", "width", "height"].into()),
                ("audio", ["src", "controls", "preload"].into()),
                ("p", ["class"].into()),
                ("div", ["class"].into()),
                ("span", ["class"].into()),
                ("blockquote", ["class"].into()),
                ("figure", ["class"].into()),
                ("details", ["class"].into()),
            ]
            .into(),
        )
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None);
    cleaner
}

fn check(document: &Document) -> Result<(), TestCaseError> {
    let (blogs, page) = (HashSet::from(["a".to_owned()]), Some(Page { first_at_once: true }));
    let site = Some("https://site.example");
    for options in [
        Options::default(),
        Options { cut: true, absolute: site, base: site, ..Options::default() },
        Options { cut: true, blogs: Some(&blogs), page, ..Options::default() },
    ] {
        let html = render(document, &Options { heading: 3, ..options }).html;
        let clean = cleaner().clean(&html).to_string().replace("&nbsp;", "\u{a0}");
        prop_assert_eq!(clean, html);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn cleaning_what_is_shown_changes_nothing(document in made::any_document()) {
        check(&document)?;
    }

    #[test]
    fn any_html_becomes_clean(html in made::nasty(), more in ".{0,40}") {
        check(&parse(&format!("{html}{more}")))?;
        check(&markdown::parse(&format!("{more}{html}")))?;
    }

    #[test]
    fn any_bytes_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Document::from_json(&text);
        check(&parse(&text))?;
        check(&markdown::parse(&text))?;
    }
}

/// Well-known ways to run a script where markup is accepted.
const VECTORS: &str = include_str!("vectors.txt");

#[test]
fn nothing_in_a_known_attack_runs() {
    assert!(VECTORS.lines().count() >= 60);
    for vector in VECTORS.lines() {
        let range = |kind: &str| json!({"start": 0, "end": 1, "type": kind, "url": vector, "hex": vector, "blog": {"name": vector}});
        let media = json!([{"url": vector, "type": vector, "width": 5, "height": 5}]);
        let fields = json!({"text": vector, "subtype": vector, "formatting": [range("link"), range("color"), range("mention")],
            "media": media, "alt_text": vector, "caption": vector, "url": vector, "title": vector, "description": vector,
            "author": vector, "site_name": vector, "poster": media, "embed_html": vector, "embed_url": vector,
            "question": vector, "answers": [{"answer_text": vector}], "attribution": {"type": "link", "url": vector}});
        let named = |kind: &str| {
            let mut block = fields.clone();
            block["type"] = kind.into();
            block
        };
        let kinds = ["text", "image", "link", "audio", "video", "poll", "paywall", vector];
        let content = serde_json::Value::from(kinds.iter().map(|kind| named(kind)).collect::<Vec<_>>());
        let layout = json!([{"type": "ask", "blocks": [0], "attribution": {"type": "blog", "blog": {"name": vector}}}]);
        let stored = Document::from_values(&content, &layout).expect("reads");
        for document in [&stored, &parse(vector), &markdown::parse(vector)] {
            check(document).unwrap_or_else(|error| panic!("{vector}: {error}"));
            let html = render(document, &Options::default()).html.to_lowercase();
            assert!(!html.contains("<script") && !html.contains("<iframe"), "{html}");
        }
    }
}

/// A generous bound even for an unoptimised build on a busy machine.
fn in_time<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    let spent = start.elapsed();
    assert!(spent < Duration::from_secs(5), "{name} took {spent:?}");
    made
}

#[test]
fn size_and_depth_cost_no_more_than_their_length() {
    for piece in [
        "<b>",
        "<div>",
        "<p>x",
        "<blockquote>",
        "<ul><li>",
        "<li>x",
        "<table><tr><td>",
        "<a href=https://example.org>x",
        "<a href=https://example.org><p>x",
        "<span style=color:#f00>",
        "</b>",
        "</div>",
        "<!--",
        "<!",
        "</",
        "<",
        "&",
        "&#",
        "&ampx",
        "&CounterClockwiseContourIntegra",
        "<img src=/media/a>",
        "<svg>",
        "<video src=/media/a>",
        "[[MORE]]",
        "<figure><figcaption>x",
        "<b><i>x</b></i>",
        "<br>",
        "<textarea></textarea",
        "<a ",
        "<x a=",
        "\u{a0}",
        "<div class=row><img src=/media/a>",
    ] {
        let nests = ["<b>", "<div>", "<blockquote>", "<ul><li>"].contains(&piece);
        let html = piece.repeat(if nests { 100_000 } else { 10_000 });
        let document = in_time(piece, || parse(&html));
        let shown = in_time(piece, || render(&document, &Options::default()).html);
        assert!(shown.len() < 40 << 20, "{piece}: {}", shown.len());
    }
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=>")).collect();
    in_time("attributes", || parse(&format!("<p{}>x", attributes.replace('>', ""))));
    let colours: String = (0..32).map(|n| format!("<span style='color:#0000{n:02}'>")).collect();
    let document = in_time("colours", || parse(&format!("{colours}{}", "<p>x".repeat(50_000))));
    assert!(document.to_json().len() < 8 << 20);
}

#[test]
fn markdown_is_read_in_time() {
    for piece in [
        "> ",
        "* ",
        "[",
        "![a](",
        "`",
        "**a ",
        "<b>",
        "1. a\n",
        "- a\n  ",
        "|a|b|\n|-|-|\n",
        "&",
        "\\",
        "~~a",
    ] {
        let text = piece.repeat(5_000);
        in_time(piece, || markdown::parse(&text));
    }
}

#[test]
fn many_crossing_ranges_are_shown_in_time() {
    let formatting: Vec<_> = (0..20_000)
        .map(|n| json!({"start": n, "end": n + 2000, "type": (["bold", "italic", "small"][n % 3])}))
        .collect();
    let content = json!([{"type": "text", "text": "x".repeat(30_000), "formatting": formatting}]);
    let mut document = Document::from_values(&content, &json!([])).expect("reads");
    let html = in_time("ranges", || render(&document, &Options::default()).html);
    assert!(html.len() < 4 << 20, "{}", html.len());
    in_time("normalise", || document.normalise());
    let Block::Text(text) = &document.content[0] else { panic!("text") };
    assert_eq!(text.formatting.len(), 3);
}
