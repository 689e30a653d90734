//! Captures of tag pages: our own fixture whole, and the real one by its facts alone.
use crate::common::{fault, post, show_all};
use model::{Precision, TagOrigin, Time};
use proptest::prelude::*;
use tagstead_intake::{Incoming, Record, tag_page};

fn captured() -> Time {
    Time::parse("2024-11-22T12:00:00Z").unwrap().0
}

fn read(text: &str) -> Vec<Record> {
    tag_page::read(text, captured(), Precision::Exact).unwrap().records
}

fn one(body: &str) -> Incoming {
    let records = read(&format!("#honey\nbee-yard · 3 months ago\n{body}\n0 notes"));
    assert_eq!(records.len(), 1, "{records:?}");
    post(&records[0]).clone()
}

#[test]
fn our_own_page() {
    let page = tag_page::read(&crate::common::fixture("tag-page.txt"), captured(), Precision::Day).unwrap();
    assert_eq!(page.tag, "istisu");
    insta::assert_snapshot!(show_all(&page.records));
}

/// The capture holds real people's words, so only what the issue lists about it is asserted.
#[test]
fn the_real_capture() {
    let shared = std::env::var("TAGSTEAD_SHARED")
        .unwrap_or_else(|_| format!("{}/../../../shared", env!("CARGO_MANIFEST_DIR")));
    let path = std::path::Path::new(&shared).join("seed/tagged-kalbajar.txt");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} is not here; set TAGSTEAD_SHARED to test the real capture", path.display());
        return;
    };
    let page = tag_page::read(&text, captured(), Precision::Day).unwrap();
    let posts: Vec<&Incoming> = page.records.iter().map(post).collect();
    assert_eq!(page.tag, "kalbajar");
    let facts: Vec<_> =
        posts.iter().map(|post| (post.blog.name.as_str(), post.kind.name(), post.notes)).collect();
    assert_eq!(
        facts,
        [
            ("head-post", "text", 0),
            ("idiosyncraticrum", "photo", 0),
            ("eldarmirzeliyev", "photo", 1),
            ("harminuya", "text", 95),
            ("mariacallous", "text", 25),
            ("wikimediauncommons", "text", 0),
            ("azerbaijannewsgazette", "text", 0),
            ("webdizaynstudiya", "photo", 1),
            ("meatbex", "photo", 0),
            ("dnazerbaidjan", "photo", 0),
            ("net4news", "text", 0),
            ("eldarmirzeliyev", "photo", 0),
            ("mariacallous", "text", 0),
            ("azerbaijannewsgazette", "text", 0),
            ("yeniemlak", "photo", 0),
            ("dnazerbaidjan", "photo", 0),
        ]
    );
    assert!(
        posts.iter().all(|post| post.tags[0].name == "kalbajar" && post.tags[0].origin == TagOrigin::Author)
    );
    assert!(posts.iter().all(|post| post.document.to_json().find("igshid").is_none()));
    assert!(posts.iter().all(|post| post.document.to_json().find("utm_").is_none()));
    let robots: Vec<_> =
        posts.iter().enumerate().filter(|(_, post)| post.blog.robot).map(|(at, _)| at).collect();
    assert_eq!(robots, [6, 13]);
    assert_eq!(posts[8].place, "Kälbäjär, Kəlbəcər, Azerbaijan");
    assert!(posts[8].tags.iter().any(|tag| tag.name == "Истису" && tag.origin == TagOrigin::Text));
    let source = |at: usize| posts[at].source.as_ref().map(|source| source.url.as_str());
    assert_eq!(source(15), Some("https://www.instagram.com/p/CRH4n38Dp13/"));
    let titled: Vec<_> = posts
        .iter()
        .enumerate()
        .filter(|(_, post)| post.document.title().is_some())
        .map(|(at, _)| at)
        .collect();
    assert_eq!(titled, [0, 10]);
    let precise: Vec<_> = posts.iter().map(|post| post.precision).collect();
    assert_eq!(precise.iter().filter(|&&precision| precision == Precision::Month).count(), 2);
    assert_eq!(precise.iter().filter(|&&precision| precision == Precision::Year).count(), 14);
    let keys: std::collections::HashSet<_> = posts.iter().map(|post| &post.key).collect();
    assert_eq!(keys.len(), 16);
}

#[test]
fn latest_first_keeps_the_pages_order_within_an_age() {
    let text: String = ["#honey\n".into()]
        .into_iter()
        .chain((0..50).map(|n| format!("b{n} · 2 years ago\nText\nn{n}\n0 notes\n")))
        .collect();
    let mut posts: Vec<_> = read(&text).iter().map(|record| post(record).clone()).collect();
    posts.sort_by_key(|post| std::cmp::Reverse(post.published));
    let names: Vec<_> = posts.iter().map(|post| post.blog.name.to_string()).collect();
    assert_eq!(names, (0..50).map(|n| format!("b{n}")).collect::<Vec<_>>());
    assert_eq!(posts[49].published.rfc3339(), "2022-11-22T11:59:59Z");
}

#[test]
fn a_capture_made_later_finds_the_same_posts() {
    let keys = |text: &str| read(text).iter().map(|record| post(record).key.clone()).collect::<Vec<_>>();
    let now =
        "#honey\nbee-yard · 3 months ago\nText\nA jar.\n1 note\nbee-yard · 1 year ago\nText\nA jar.\n0 notes";
    let later = "#honey\nbee-yard · 5 months ago\nText\nA jar.\n9 notes\nbee-yard · 1 year ago\nText\nA jar.\n0 notes";
    assert_eq!(keys(now), keys(later));
    assert_ne!(keys(now)[0], keys(now)[1]);
}

#[test]
fn a_time_is_no_more_precise_than_the_capture() {
    let text = "#honey\nbee-yard · 2 hours ago\nText\nA jar.\n0 notes";
    let of = |precision| {
        let page = tag_page::read(text, captured(), precision).unwrap();
        post(&page.records[0]).precision
    };
    assert_eq!(of(Precision::Exact), Precision::Hour);
    assert_eq!(of(Precision::Month), Precision::Month);
}

#[test]
fn a_month_on_the_page_is_one_month_here() {
    let text = "#honey\na · 3 months ago\nText\nx\n0 notes\nb · 3 months ago\nText\ny\n0 notes\nc · 2024-05\nText\nz\n0 notes";
    let midnight = Time::parse("2024-11-01").unwrap().0;
    let page = tag_page::read(text, midnight, Precision::Day).unwrap();
    let months: Vec<_> =
        page.records.iter().map(|record| post(record).published.month().to_string()).collect();
    assert_eq!(months, ["2024-07", "2024-07", "2024-05"]);
}

#[test]
fn titles_follow_the_rule() {
    let long = "A paragraph that goes on for some time about honey, bees, and the meadow above the village.";
    let title = |body: &str| one(&format!("Text\n{body}")).document.title().map(str::to_owned);
    assert_eq!(
        title(&format!("Honey of the high meadow\n{long}")).as_deref(),
        Some("Honey of the high meadow")
    );
    assert_eq!(title(&format!("Honey is good.\n{long}")), None);
    assert_eq!(title("Honey of the high meadow"), None);
    assert_eq!(title(&format!("{long}\nShort end")), None);
    assert_eq!(title(&format!("Look at #honey\n{long}")), None);
}

#[test]
fn the_end_of_a_cross_post_is_taken_apart() {
    let cross = one(
        "Photo\nTumblr media\nA jar (at home) of #bal (at The Yard (upper)) https://www.instagram.com/p/1/?igshid=2",
    );
    assert_eq!(cross.place, "The Yard (upper)");
    assert_eq!(cross.source.unwrap().url, "https://www.instagram.com/p/1/");
    assert!(cross.document.to_json().contains("\"A jar (at home) of #bal\""));
    let own = one("Text\nWe meet (at noon)");
    assert_eq!(own.place, "");
    let link = one("Text\nSee https://honey.example/a?utm_source=x&b=1");
    assert_eq!(link.source, None);
    assert_eq!(link.document.links(), ["https://honey.example/a?b=1"]);
}

#[test]
fn what_is_no_capture_is_refused() {
    for text in ["", "honey\nbee-yard · 1 year ago\nText\nx\n0 notes", "#", "\u{feff}\n\n"] {
        assert!(tag_page::read(text, captured(), Precision::Exact).is_err(), "{text:?}");
    }
    assert!(read("\u{feff}#honey\n").is_empty());
}

#[test]
fn very_long_bodies_fit_the_limits_of_a_document() {
    let wide = one(&format!("Text\n{}", "honey ".repeat(3000)));
    assert!(wide.document.validate().is_ok());
    let tall = one(&format!("Text\n{}", "one line of many\n".repeat(3000)));
    assert!(tall.document.validate().is_ok());
    let unbroken = one(&format!("Text\n{}", "ə".repeat(9000)));
    assert!(unbroken.document.validate().is_ok());
    assert_eq!(npf::plain::text(&unbroken.document).matches('ə').count(), 9000);
}

#[test]
fn an_overlong_page_tag_is_refused_with_the_limit() {
    let record = &read("#honey\nbee-yard · soon\nText\nx\n0 notes")[0];
    assert!(fault(record).contains("is not an age"), "{}", fault(record));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_read_without_panic(
        lines in prop::collection::vec(
            prop_oneof![
                Just("a · 3 months ago".to_owned()), Just("Text".to_owned()), Just("Photo".to_owned()), Just("1 note".to_owned()),
                Just("Tumblr media".to_owned()), Just("x (at y) https://instagram.com/p?igshid=1".to_owned()),
                Just("Read more Source link".to_owned()), "\\PC{0,40}", any::<String>(),
            ],
            0..40,
        )
    ) {
        let text = format!("#honey\n{}", lines.join("\n"));
        let first = tag_page::read(&text, captured(), Precision::Day);
        if let Ok(page) = first {
            let again = tag_page::read(&text, captured(), Precision::Day).unwrap();
            prop_assert_eq!(show_all(&page.records), show_all(&again.records));
        }
    }
}
