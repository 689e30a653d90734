//! Whole pages of hand-made views.

use super::list::list_url::ListUrl;
use super::list::{blog, explore, search, tag};
use super::post::post_page;
use super::sample;
use crate::state::Settings;
use model::PostType;
use tumblelog::settings::SettingsCache;
use tumblelog::view::{
    BlogPage, Explore, List, ListRequest, PostPage, SearchPage, Sort, SpellingCount, SubjectSummary, Summary,
    TagPage,
};

fn settings() -> Settings {
    Settings::new("https://tags.example", SettingsCache::default())
}

/// Keeps the page for eyes, where a folder for that is named.
fn keep(name: &str, html: &str) -> String {
    if let Some(folder) = std::env::var_os("TAGSTEAD_KEEP_PAGES") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.html")), html).unwrap();
    }
    // The hash in an asset's name changes with every rule of the style sheet, which is no change of the page.
    let (css, js) = (crate::http::asset::css_path(), crate::http::asset::js_path());
    readable(&html.replace(css, "/assets/CSS").replace(js, "/assets/JS"))
}

/// A line for each part of the page, wherever the templates break theirs.
fn readable(html: &str) -> String {
    const PARTS: [&str; 14] = [
        "<meta", "<link", "<script", "<body", "<header", "<main", "<section", "<article", "<nav", "<form",
        "<footer", "<h1", "<h2", "<p",
    ];
    let mut text = html.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in PARTS {
        for end in [" ", ">"] {
            text = text.replace(&format!("{part}{end}"), &format!("\n{part}{end}"));
        }
    }
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn tag_page(name: &str, list: List, summary: Summary, request: &ListRequest) -> String {
    let near = sample::sample_counts(&[("kalbajar", 2418), ("living in sin", 2)]);
    let near = if summary.total == 0 { near } else { Vec::new() };
    let canonical = ::tag::fold(name).into_string();
    let page = TagPage { name: name.into(), canonical, list, summary, near, strip: None };
    let asked = ListUrl::new("/tagged/x", request.clone());
    tag::write(&page, &asked, None, &settings(), sample::sample_now()).unwrap()
}

#[test]
fn a_tag() {
    let html = tag_page("kalbajar", sample::sample_list(), sample::sample_summary(), &ListRequest::default());
    insta::assert_snapshot!(keep("tag", &html));
}

#[test]
fn a_strip_of_many_scripts() {
    let spelling = |name: &str, posts| SpellingCount { name: name.into(), posts, here: name == "Shusha" };
    let mut spellings =
        vec![spelling("Shusha", 1200), spelling("Шуша", 90), spelling("شوشا", 4), spelling("Շուշի", 1)];
    spellings.extend((0..20).map(|n| spelling(&format!("<slip {n}>"), 0)));
    let strip = SubjectSummary { spellings, only: true, above: vec!["Karabakh".into()], below: Vec::new() };
    let request = ListRequest { only: true, sort: Sort::Top, ..ListRequest::default() };
    let place = ListUrl::new("/tagged/Shusha", request);
    let view = super::list::subject_summary::SubjectView::new(&strip, "Shusha", &place);
    assert_eq!(view.whole.as_deref(), Some("/tagged/Shusha?sort=top"));
    let shown: Vec<_> = view
        .spellings
        .iter()
        .take(4)
        .map(|s| (s.name.as_str(), s.count.as_str(), s.lang.as_str(), s.dir, s.here))
        .collect();
    assert_eq!(
        shown,
        [
            ("Shusha", "1,200", "", "ltr", true),
            ("Шуша", "90", "und-Cyrl", "ltr", false),
            ("شوشا", "4", "und-Arab", "rtl", false),
            ("Շուշի", "1", "und-Armn", "ltr", false),
        ]
    );
    assert_eq!((view.spellings.len(), view.more.len(), view.count), (16, 8, 24));
    assert_eq!(view.more[0].href, "/tagged/%3Cslip+12%3E?only=1&sort=top");
}

#[test]
fn a_tag_with_filters_on_a_later_page() {
    let request = ListRequest {
        sort: Sort::Oldest,
        types: vec![PostType::Photo, PostType::Audio],
        langs: vec![sample::parse_lang("az").unwrap()],
        query: "is:robot honey".into(),
        before: Some("2023-05".into()),
        ..ListRequest::default()
    };
    let list =
        List { cards: sample::sample_cards().split_off(1)[..1].to_vec(), total: 12, ..List::default() };
    let html = tag_page("living in sin", list, sample::sample_withheld(), &request);
    insta::assert_snapshot!(keep("filtered", &html));
}

#[test]
fn a_tag_nobody_used() {
    let html = tag_page("<Şuşa> & \"c++\"", List::default(), Summary::default(), &ListRequest::default());
    insta::assert_snapshot!(keep("empty", &html));
}

#[test]
fn a_search() {
    let near = sample::sample_counts(&[("springs", 7)]);
    let page = SearchPage {
        query: "spring #kalbajar".into(),
        list: List { cards: sample::sample_cards()[..1].to_vec(), total: 1, ..List::default() },
        summary: Summary { total: 1, ..Summary::default() },
    };
    let asked = ListUrl::of_query("/search", &page.query);
    let html = search::write(&page, &near, &asked, None, &settings(), sample::sample_now()).unwrap();
    insta::assert_snapshot!(keep("search", &html));
}

#[test]
fn a_blog_and_its_tag() {
    let mut page = BlogPage {
        blog: sample::sample_blog("mountain-almanac", "Mountain Almanac", true),
        said: None,
        tag: None,
        canonical_tag: None,
        list: List { cards: sample::sample_cards()[..1].to_vec(), total: 1, ..List::default() },
        summary: sample::sample_summary(),
    };
    let write = |page: &BlogPage| {
        blog::write(page, &ListUrl::of_query("/@x", ""), &settings(), sample::sample_now()).unwrap()
    };
    let html = write(&page);
    keep("blog", &html);
    assert!(html.contains("Mountain Almanac</bdi></h1>") && html.contains("/@mountain-almanac/rss"));
    page.tag = Some("A/b".into());
    page.canonical_tag = Some("a/b".into());
    let html = write(&page);
    assert!(html.contains("/@mountain-almanac/tagged/A%2Fb/rss") && html.contains("href=\"/tagged/A%2Fb\""));
    assert!(html.contains("rel=\"canonical\" href=\"https://tags.example/@mountain-almanac/tagged/a%2Fb\""));
}

#[test]
fn a_post_with_trail_and_notes() {
    let page = PostPage {
        card: sample::sample_cards().swap_remove(3),
        note_count: 25,
        notes: sample::sample_notes(),
        notes_held: 3,
        others: None,
    };
    let html = post_page::write(&page, None, &settings(), sample::sample_now()).unwrap();
    insta::assert_snapshot!(keep("post", &html));
}

#[test]
fn the_front_page() {
    let page = Explore {
        busy: sample::sample_counts(&[("kalbajar", 2418), ("istisu", 412), ("honey", 41), ("آب گرم", 3)]),
        rising: sample::sample_counts(&[("carpets", 12)]),
        latest: sample::sample_cards(),
        posts: 31_415,
        blogs: 611,
    };
    let html = explore::write(&page, &settings(), sample::sample_now()).unwrap();
    insta::assert_snapshot!(keep("explore", &html));
}

#[test]
fn every_page_is_without_inline_code_and_foreign_requests() {
    let page = tag_page("x", sample::sample_list(), sample::sample_summary(), &ListRequest::default());
    for part in [" style=", " onclick", "<script>", "<style", "src=\"http", "srcset", "<iframe"] {
        assert!(!page.contains(part), "{part}");
    }
    assert_eq!(page.matches("<h1").count(), 1);
}
