//! Hashtags and words in running text.

use proptest::prelude::*;
use tagstead_tag::{hashtag, words};

fn names(text: &str) -> Vec<String> {
    hashtag::find(text).into_iter().map(|tag| tag.name).collect()
}

#[test]
fn hashtags_are_found_as_social_sites_find_them() {
    for (text, expected) in [
        ("#Kalbajar, #İstisu! (#kelbecer)", vec!["Kalbajar", "İstisu", "kelbecer"]),
        ("#Келбаджар #ქელბაჯარი #Քարվաճառ #کلبجر", vec!["Келбаджар", "ქელბაჯარი", "Քարվաճառ", "کلبجر"]),
        ("#می\u{200C}خواهم #नमस्ते ＃写真 #café", vec!["می\u{200C}خواهم", "नमस्ते", "写真", "café"]),
        ("#col·lega #column·", vec!["col·lega", "column"]),
        ("#1st #2024 #_ #__a", vec!["1st", "__a"]),
        ("a#b &#39; x/#y ##z", vec!["z"]),
        ("#a#b", vec!["a"]),
        ("https://example.com/#top http://example.com/a?#x www.example.com/#y", vec![]),
        ("see example.com/page?x=1;#frag then #real", vec!["real"]),
        ("#love❤\u{FE0F} #\u{FE0F}\u{20E3} #sun☀rise", vec!["love", "sun"]),
        ("#don't #c++ #f.e", vec!["don", "c", "f"]),
        ("#\u{301}a # a #", vec![]),
    ] {
        assert_eq!(names(text), expected, "{text}");
    }
    assert_eq!(names(&format!("#{}", "a".repeat(140))).len(), 1);
    assert_eq!(names(&format!("#{}", "a".repeat(141))).len(), 0);
}

#[test]
fn words_are_folded_and_in_order() {
    for (text, expected) in [
        ("The mountains of KƏLBƏCƏR, the hills", vec!["the", "mountains", "of", "kəlbəcər", "the", "hills"]),
        ("l'eau d’Évian don't", vec!["l", "eau", "d", "évian", "don", "t"]),
        ("Bakı'da İstisu", vec!["baki", "da", "istisu"]),
        (
            "#blue_sky and-or 3.14 1,000 v1.2 end.",
            vec!["blue", "sky", "and", "or", "3.14", "1,000", "v1.2", "end"],
        ),
        ("日本語 テスト 山", vec!["日本", "本語", "テス", "スト", "山"]),
        ("서울에서 K팝", vec!["서울", "울에", "에서", "k", "팝"]),
        ("می\u{200C}خواهم नमस्ते", vec!["می\u{200C}خواهم", "नमस्ते"]),
        ("Привет, ёлка", vec!["привет", "ёлка"]),
        ("look https://www.Instagram.com/p/Ab_1?igshid=x&y=2 now", vec!["look", "instagram.com", "now"]),
        ("(see example.org/a/b), www.site.az; mail", vec!["see", "example.org", "site.az", "mail"]),
        ("ﬁne Ｗｉｄｅ soft\u{AD}ly", vec!["fine", "wide", "softly"]),
        ("❤ … — !", vec![]),
    ] {
        assert_eq!(words::of(text), expected, "{text}");
    }
    assert_eq!(words::of(&"x".repeat(100)), ["x".repeat(64)]);
    assert_eq!(words::distinct(["b a b", "C a"].into_iter()), ["b", "a", "c"]);
    assert!(words::of("ฉันชอบภูเขา").len() > 1, "Thai has words without spaces");
}

fn messy() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "([a-z#＃&/:.'_w ]|www\\.|https?://|example\\.com|ə|日|ก|ا|\u{200C}|\u{301}|#[a-z]{1,3} ){0,30}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn hashtags_are_where_they_say(text in messy()) {
        let mut last = 0;
        for tag in hashtag::find(&text) {
            prop_assert!(tag.start >= last);
            prop_assert_eq!(text[tag.start..tag.end].strip_prefix(['#', '＃']), Some(tag.name.as_str()));
            prop_assert!(tag.name.chars().any(char::is_alphabetic));
            prop_assert!(tagstead_tag::clean(&tag.name).is_ok());
            last = tag.end;
        }
    }

    #[test]
    fn words_are_short_folded_and_not_empty(text in messy()) {
        for word in words::of(&text) {
            prop_assert!((1..=64).contains(&word.chars().count()));
            prop_assert!(!word.contains(char::is_whitespace));
        }
    }

    #[test]
    fn case_does_not_matter(text in "[A-Za-zƏəА-Яа-я0-9 .,;'_:-]{0,40}") {
        prop_assert_eq!(words::of(&text.to_lowercase()), words::of(&text.to_uppercase()));
    }

    #[test]
    fn common_alphabets_break_as_all_scripts_do(text in "[a-zəёж0-9.,;'_:\"!-]{0,12}") {
        // Thai takes the way through the tables; the hash sign is a boundary for every rule.
        let mut expected = words::of(&text);
        expected.extend(words::of("ก"));
        prop_assert_eq!(words::of(&format!("{text}#ก")), expected);
    }
}
