use crate::made;
use proptest::prelude::*;
use tagstead_npf::{Block, Document, html, plain, url};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_excerpt_fits(document in made::any_document(), most in 0usize..60) {
        let excerpt = plain::excerpt(&document, most);
        prop_assert!(excerpt.chars().count() <= most);
        let whole = plain::excerpt(&document, usize::MAX);
        prop_assert!(plain::lead(&document, most).chars().count() <= most);
        prop_assert!(excerpt == whole || whole.starts_with(excerpt.trim_end_matches('…').trim_end()));
    }

    #[test]
    fn untracking_twice_changes_nothing(text in made::nasty(), query in "[a-z_=&?#]{0,30}") {
        let once = url::untracked(&format!("{text}?{query}"));
        prop_assert_eq!(url::untracked(&once), once);
    }

    #[test]
    fn a_safe_address_is_safe(text in made::nasty()) {
        if let Some(safe) = url::safe(&text) {
            prop_assert_eq!(url::safe(&safe), Some(safe.clone()));
            prop_assert!(safe.starts_with("http://") || safe.starts_with("https://"));
        }
    }
}

#[test]
fn plain_text_is_what_one_reads() {
    let document = html::parse(
        "<h1>Title</h1><p>Some <b>words</b></p><ul><li>a</li><li>b</li></ul><p>end</p><img src=/media/a alt='A hill'>",
    );
    assert_eq!(plain::text(&document), "Title\n\nSome words\n\n- a\n- b\n\nend\n\nA hill");
    assert_eq!(plain::words(&document), 8);
    assert_eq!(plain::excerpt(&document, 12), "Title Some…");
    assert_eq!(plain::lead(&document, 80), "Title · Some words · a · b · end · A hill");
    assert_eq!(
        plain::lead(&Document::new(vec![Block::text("One. "), Block::text(" "), Block::text("Two")]), 80),
        "One. Two"
    );
    assert_eq!(plain::lead(&Document::new(vec![Block::text("One"), Block::text(" ")]), 80), "One");
    assert_eq!(plain::excerpt(&document, 1), "…");
    assert_eq!(plain::excerpt(&document, 0), "");
    assert_eq!(plain::excerpt(&Document::new(vec![Block::text("abcdef")]), 4), "abc…");
    assert_eq!(plain::excerpt(&Document::new(vec![Block::text("ab cd")]), 5), "ab cd");
    let unspaced = Document::new(vec![Block::text(format!("ab {}", "語".repeat(30)))]);
    assert_eq!(plain::excerpt(&unspaced, 7), "ab 語語語…");
}

#[test]
fn words_of_scripts_without_spaces_are_counted() {
    let words = |text: &str| plain::words(&Document::new(vec![Block::text(text)]));
    assert_eq!(words("温泉に行く"), 5);
    assert_eq!(words("Истису, rock 'n' roll — don't"), 5);
    assert_eq!(words(" … "), 0);
}

#[test]
fn addresses() {
    assert_eq!(url::safe(" HTTPS://Example.org/a b "), Some("https://example.org/a%20b".to_owned()));
    for bad in ["javascript:alert(1)", "/a", "//a", "https://", "http://a:b@c.example", "ftp://a.example", ""]
    {
        assert_eq!(url::safe(bad), None, "{bad}");
    }
    assert_eq!(url::safe(&format!("https://example.org/{}", "a".repeat(2048))), None);
    for (from, to) in [
        ("https://instagram.com/p/x/?igshid=1", "https://instagram.com/p/x/"),
        (
            "https://example.org/?b=2&utm_source=x&a=1&UTM_Medium=y&fbclid=z#top",
            "https://example.org/?b=2&a=1#top",
        ),
        ("https://youtu.be/x?si=abc&t=3", "https://youtu.be/x?t=3"),
        ("https://www.youtube.com/watch?v=a&SI=b", "https://www.youtube.com/watch?v=a"),
        ("https://music.youtube.com/watch?si=b&v=a", "https://music.youtube.com/watch?v=a"),
        ("https://open.spotify.com/track/1?si=2#x", "https://open.spotify.com/track/1#x"),
        ("https://example.org/?si=2&b=1", "https://example.org/?si=2&b=1"),
        ("https://notyoutube.com/?si=2", "https://notyoutube.com/?si=2"),
        ("/search?si=2&fbclid=1", "/search?si=2"),
        ("https://example.org/?site=1&utm=2", "https://example.org/?site=1&utm=2"),
        ("not a url", "not a url"),
    ] {
        assert_eq!(url::untracked(from), to);
    }
    assert_eq!(url::host("https://WWW.Example.ORG:8080/x"), Some("example.org".to_owned()));
    assert_eq!(url::host("mailto:a@example.org"), None);
}
