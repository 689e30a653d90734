//! Documents as readers see them: whole snapshots, and the same values back out of a parser.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use model::{Lang, Time};
use proptest::prelude::*;
use quick_xml::events::Event;
use tagstead_feed::{Enclosure, Feed, Item, atom, json, rss};

fn time(text: &str) -> Time {
    Time::parse(text).unwrap().0
}

fn item(number: usize) -> Item {
    Item {
        id: format!("urn:uuid:00000000-0000-8000-8000-{number:012}"),
        url: format!("https://stead.example/@springs/{number}"),
        title: "Seven springs".into(),
        html: "<p>Seven springs &amp; a bathhouse.</p>".into(),
        text: "Seven springs & a bathhouse.".into(),
        published: Some(time("2024-08-19T10:00:00Z")),
        updated: time("2024-08-20T08:30:00Z"),
        author: "springs".into(),
        author_url: "https://stead.example/@springs".into(),
        tags: vec!["mineral water".into(), "İstisu".into()],
        lang: Lang::parse("en").ok(),
        source: None,
        files: vec![],
    }
}

fn file(name: &str, mime: &str, bytes: Option<u64>) -> Enclosure {
    Enclosure { url: format!("https://stead.example/media/{name}"), mime: mime.into(), bytes }
}

fn sample() -> Feed {
    let titled = Item {
        title: "Bal & şan: <script>alert(1)</script>".into(),
        text: "Dağ balı <script>alert(1)</script>\nAT&T".into(),
        html: "<p>Dağ balı ]]&gt; 🐝</p>".into(),
        lang: Lang::parse("az").ok(),
        source: Some(("https://pictures.example/p/1?a=1&b=2".into(), "A “quoted” title".into())),
        files: vec![
            file("a.jpg", "image/jpeg", Some(1200)),
            file("b.png", "image/png", None),
            file("c.mp3", "audio/mpeg", Some(34_000)),
        ],
        ..item(2)
    };
    Feed {
        id: "urn:uuid:00000000-0000-8000-8000-ffffffffffff".into(),
        title: "#istisu <b>".into(),
        home_url: "https://stead.example/tagged/istisu".into(),
        self_url: "https://stead.example/tagged/istisu/rss".into(),
        next_url: Some("https://stead.example/tagged/istisu/rss?before=1-2&n=2".into()),
        description: "Posts that match “istisu <script>”".into(),
        updated: Some(time("2024-08-20T08:30:00Z")),
        lang: Lang::parse("en").ok(),
        items: vec![item(1), titled],
    }
}

/// The texts of every element of one name, and whether the whole is well-formed.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let (mut found, mut inside) = (vec![], None::<String>);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) if start.name().as_ref() == name => inside = Some(String::new()),
            Event::Text(text) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(inside) = &mut inside {
                    inside.push_str(&quick_xml::escape::unescape(&format!("&{};", &*name)).unwrap());
                }
            }
            Event::End(end) if end.name().as_ref() == name => found.extend(inside.take()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn rss_document() {
    insta::assert_snapshot!(rss::write(&sample()));
}

#[test]
fn atom_document() {
    insta::assert_snapshot!(atom::write(&sample()));
}

#[test]
fn json_document() {
    insta::assert_snapshot!(json::write(&sample()));
}

/// What a reader shows that takes the text of an element for HTML.
fn shown_as_html(html: &str) -> String {
    assert!(!html.replace("<br>", "").contains('<'), "{html}");
    quick_xml::escape::unescape(&html.replace("<br>", "\n")).unwrap().into_owned()
}

#[test]
fn plain_text_stays_text_in_readers_that_take_it_for_html() {
    let feed = sample();
    let xml = rss::write(&feed);
    let (titles, descriptions) = (texts(&xml, "title"), texts(&xml, "description"));
    assert_eq!(
        titles.iter().map(|title| shown_as_html(title)).collect::<Vec<_>>()[..],
        [feed.title.as_str(), &feed.items[0].title, &feed.items[1].title]
    );
    assert_eq!(shown_as_html(&descriptions[0]), feed.description);
    assert_eq!(shown_as_html(&descriptions[2]), feed.items[1].text);
    // In Atom the type of a text is told, so it is written as it is.
    let atom = atom::write(&feed);
    assert_eq!(texts(&atom, "title")[2], feed.items[1].title);
    assert_eq!(atom.matches("<title type=\"text\">").count(), 3);
}

#[test]
fn a_sound_is_the_enclosure_and_its_length_is_true() {
    let xml = rss::write(&sample());
    assert!(
        xml.contains(
            r#"<enclosure url="https://stead.example/media/c.mp3" length="34000" type="audio/mpeg"/>"#
        ),
        "{xml}"
    );
    assert_eq!(xml.matches("<enclosure").count(), 1);
    assert!(!xml.contains("length=\"0\""));
    let mut feed = sample();
    feed.items[1].files.iter_mut().for_each(|file| file.bytes = None);
    assert_eq!(
        rss::write(&feed).matches("<enclosure").count(),
        0,
        "a length that is not known is not made up"
    );
    assert!(!atom::write(&feed).contains("length="));
    assert!(!json::write(&feed).contains("size_in_bytes"));
}

#[test]
fn characters_that_nobody_can_show_are_left_out_of_all_three() {
    let mut feed = sample();
    let bad =
        "a\u{0}\u{8}\u{B}\u{1B}\u{7F}\u{80}\u{85}\u{92}\u{9F}\u{FDD0}\u{FFFE}\u{FFFF}\u{1FFFE}\u{10FFFF}z";
    feed.title = bad.into();
    feed.description = bad.into();
    feed.items.truncate(1);
    let item = &mut feed.items[0];
    (item.title, item.html, item.text, item.author) = (bad.into(), bad.into(), bad.into(), bad.into());
    item.tags = vec![bad.into()];
    for written in [rss::write(&feed), atom::write(&feed)] {
        assert!(!written.chars().any(|c| c != '\n' && c.is_control()), "{written:?}");
        assert!(written.matches("az").count() >= 5, "{written}");
    }
    let json: serde_json::Value = serde_json::from_str(&json::write(&feed)).unwrap();
    for text in [
        &json["title"],
        &json["description"],
        &json["items"][0]["title"],
        &json["items"][0]["content_html"],
        &json["items"][0]["tags"][0],
    ] {
        assert_eq!(text, "az");
    }
}

#[test]
fn a_date_that_is_not_known_is_not_written() {
    let mut feed = sample();
    feed.updated = None;
    feed.items.iter_mut().for_each(|item| item.published = None);
    let rss = rss::write(&feed);
    assert!(!rss.contains("pubDate") && !rss.contains("lastBuildDate"));
    let atom = atom::write(&feed);
    assert!(!atom.contains("<published>"));
    // Atom must say when a feed and an entry last changed.
    assert_eq!(texts(&atom, "updated").len(), 3);
    assert!(!json::write(&feed).contains("date_published"));
}

#[test]
fn an_empty_feed_is_still_valid() {
    let feed = Feed { items: vec![], description: String::new(), next_url: None, lang: None, ..sample() };
    assert_eq!(texts(&rss::write(&feed), "description"), ["#istisu &lt;b&gt;"]);
    assert!(texts(&atom::write(&feed), "entry").is_empty());
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json::write(&feed)).unwrap()["items"],
        serde_json::json!([])
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_comes_back_but_for_what_xml_forbids(html in "\\PC*|[\\x00-\\x9f<>&'\"\\]]*", tag in any::<String>()) {
        let mut feed = sample();
        feed.items.truncate(1);
        feed.items[0].html = html.clone();
        feed.items[0].tags = vec![tag.clone()];
        let kept = |text: &str| -> String {
            text.chars()
                .filter(|&c| matches!(c, '\t' | '\n' | '\r') || !c.is_control())
                .filter(|&c| u32::from(c) & 0xfffe != 0xfffe && !('\u{FDD0}'..='\u{FDEF}').contains(&c))
                .collect()
        };
        prop_assert_eq!(texts(&rss::write(&feed), "content:encoded"), [kept(&html)]);
        prop_assert_eq!(texts(&rss::write(&feed), "category"), [kept(&tag)]);
        prop_assert_eq!(texts(&atom::write(&feed), "content"), [kept(&html)]);
        let json: serde_json::Value = serde_json::from_str(&json::write(&feed)).unwrap();
        prop_assert_eq!(&json["items"][0]["content_html"], &kept(&html));
        prop_assert_eq!(&json["items"][0]["tags"][0], &kept(&tag));
    }
}
