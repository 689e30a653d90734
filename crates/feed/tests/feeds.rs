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
        id: format!("https://stead.example/@springs/{number}"),
        url: format!("https://stead.example/@springs/{number}"),
        title: None,
        html: "<p>Seven springs &amp; a bathhouse.</p>".into(),
        text: "Seven springs & a bathhouse.".into(),
        published: time("2024-08-19T10:00:00Z"),
        updated: time("2024-08-20T08:30:00Z"),
        author: "springs".into(),
        author_url: "https://stead.example/@springs".into(),
        tags: vec!["mineral water".into(), "İstisu".into()],
        lang: Lang::parse("en").ok(),
        source: None,
        images: vec![],
    }
}

fn sample() -> Feed {
    let titled = Item {
        id: "https://stead.example/post/2".into(),
        title: Some("Bal & şan: <honey>".into()),
        html: "<p>Dağ balı ]]&gt; 🐝</p>".into(),
        lang: Lang::parse("az").ok(),
        source: Some(("https://pictures.example/p/1?a=1&b=2".into(), "A “quoted” title".into())),
        images: vec![
            Enclosure {
                url: "https://stead.example/media/a.jpg".into(),
                mime: "image/jpeg".into(),
                bytes: 1200,
            },
            Enclosure { url: "https://stead.example/media/b.png".into(), mime: "image/png".into(), bytes: 0 },
        ],
        ..item(2)
    };
    Feed {
        title: "#istisu".into(),
        home_url: "https://stead.example/tagged/istisu".into(),
        self_url: "https://stead.example/tagged/istisu/rss".into(),
        next_url: Some("https://stead.example/tagged/istisu/rss?before=1-2&n=2".into()),
        description: "Posts tagged istisu".into(),
        updated: time("2024-08-20T08:30:00Z"),
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

#[test]
fn an_atom_entry_without_a_title_takes_the_beginning_of_its_text() {
    let mut feed = sample();
    feed.items[0].text = "honey ".repeat(40);
    feed.items[1].title = Some("  ".into());
    feed.items[1].text = String::new();
    let titles = texts(&atom::write(&feed), "title");
    assert_eq!(titles[1], format!("{}…", "honey ".repeat(13).trim()));
    assert_eq!(titles[2], "springs");
}

#[test]
fn an_empty_feed_is_still_valid() {
    let feed = Feed { items: vec![], description: String::new(), next_url: None, lang: None, ..sample() };
    assert_eq!(texts(&rss::write(&feed), "description"), ["#istisu"]);
    assert!(texts(&atom::write(&feed), "entry").is_empty());
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&json::write(&feed)).unwrap()["items"],
        serde_json::json!([])
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_comes_back_but_for_what_xml_forbids(html in "\\PC*|[\\x00-\\x20<>&'\"\\]]*", tag in any::<String>()) {
        let mut feed = sample();
        feed.items.truncate(1);
        feed.items[0].html = html.clone();
        feed.items[0].tags = vec![tag.clone()];
        let kept = |text: &str| -> String {
            text.chars()
                .filter(|&c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..))
                .collect()
        };
        prop_assert_eq!(texts(&rss::write(&feed), "content:encoded"), [kept(&html)]);
        prop_assert_eq!(texts(&rss::write(&feed), "category"), [kept(&tag)]);
        prop_assert_eq!(texts(&atom::write(&feed), "content"), [kept(&html)]);
        let json: serde_json::Value = serde_json::from_str(&json::write(&feed)).unwrap();
        prop_assert_eq!(json["items"][0]["content_html"].as_str(), Some(html.as_str()));
        prop_assert_eq!(json["items"][0]["tags"][0].as_str(), Some(tag.as_str()));
    }
}
