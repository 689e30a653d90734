//! Spellings of one name: what meets under a key, what is proposed, what never is.

use proptest::prelude::*;
use std::collections::BTreeSet;
use tagstead_spelling::{SpellingKind, keys, propose, propose_all};

/// A town and its neighbours as a site about the Caucasus might tag them.
const NAMES: &[&str] = &[
    "Kalbajar",
    "Kəlbəcər",
    "kelbecer",
    "Kälbäjär",
    "Келбаджар",
    "Shusha",
    "Şuşa",
    "Шуша",
    "Shushi",
    "Շուշի",
    "Lachin",
    "Laçın",
    "Лачин",
    "Baku",
    "Bakı",
    "Баку",
    "Batumi",
    "Батуми",
    "ბათუმი",
    "Khankendi",
    "Xankəndi",
    "Ханкенди",
    "Stepanakert",
    "Ստեփանակերտ",
    "Степанакерт",
    "Zähler",
    "Zahler",
];

fn words(names: &[&str]) -> Vec<String> {
    let line = |(a, b, score): (usize, usize, f32)| format!("{} = {} {score:.2}", names[a], names[b]);
    propose_all(names).into_iter().map(line).collect()
}

/// The names that proposals join with this one, by any way.
fn group<'a>(of: &'a str, names: &[&'a str]) -> BTreeSet<&'a str> {
    let pairs = propose_all(names);
    let mut group = BTreeSet::from([of]);
    for _ in names {
        for (a, b, _) in &pairs {
            if group.contains(names[*a]) || group.contains(names[*b]) {
                group.extend([names[*a], names[*b]]);
            }
        }
    }
    group
}

#[test]
fn names_of_the_caucasus() {
    insta::assert_snapshot!(words(NAMES).join("\n"));
}

#[test]
fn five_spellings_of_one_town_are_one_group() {
    let five = BTreeSet::from(["Kalbajar", "Kəlbəcər", "kelbecer", "Kälbäjär", "Келбаджар"]);
    assert_eq!(group("Kalbajar", NAMES), five);
}

#[test]
fn a_town_in_three_alphabets() {
    let group = group("Shusha", NAMES);
    assert!(group.contains("Şuşa") && group.contains("Шуша"), "{group:?}");
}

#[test]
fn other_towns_are_not_proposed() {
    assert!(!group("Baku", NAMES).contains("Batumi"));
    assert_eq!(propose("Baku", &["Batumi"]), []);
}

#[test]
fn marks_and_case_alone_are_said_to_be_no_more() {
    for (a, b) in [("Zähler", "Zahler"), ("Kəlbəcər", "kelbecer"), ("Sao Paulo", "São-Paulo")] {
        let found = propose(a, &[b]);
        assert_eq!(found.len(), 1, "{a} {b}");
        assert_eq!((found[0].name, found[0].kind), (0, SpellingKind::SameName));
        assert!(!common(a, b).is_empty(), "{a} and {b} share no key");
    }
}

#[test]
fn the_kind_tells_another_script() {
    assert_eq!(propose("Stepanakert", &["Batumi", "Степанакерт"])[0].kind, SpellingKind::OtherScript);
}

#[test]
fn what_is_no_name_has_no_key() {
    for tag in [
        "",
        "#",
        "2024",
        "top 10",
        "ab",
        "🏳️‍🌈",
        "i am so very tired of this",
        "thistagisfarlongerthananynamecouldeverbeinanylanguage",
    ] {
        assert_eq!(keys(tag), Vec::<u64>::new(), "{tag}");
        assert_eq!(propose(tag, &["Baku", tag]), []);
    }
}

/// Keys are stored, so a change of theirs needs all names to be read again.
#[test]
fn keys_stay_what_they_are() {
    let shown = |name| format!("{name}: {:x?}", keys(name));
    insta::assert_snapshot!(["Baku", "Баку", "Kalbajar", "東京", "서울"].map(shown).join("\n"));
}

fn common(a: &str, b: &str) -> Vec<u64> {
    let b = keys(b);
    keys(a).into_iter().filter(|key| b.contains(key)).collect()
}

#[test]
fn spellings_across_scripts_meet_under_a_key() {
    for (a, b) in [
        ("Shusha", "Шуша"),
        ("Shushi", "Շուշի"),
        ("Lachin", "Laçın"),
        ("Kalbajar", "Келбаджар"),
        ("Tbilisi", "თბილისი"),
        ("Washington", "واشنطن"),
        ("Jerusalem", "ירושלים"),
        ("Berlin", "ベルリン"),
        ("Seoul", "Сеул"),
        ("Barcelona", "บาร์เซโลนา"),
    ] {
        assert!(!common(a, b).is_empty(), "{a} and {b} share no key");
    }
}

/// Text of any script, with a liking for letters.
fn anything() -> impl Strategy<Value = String> {
    let letters: Vec<char> =
        "aeioukgtsSčşxжщьъшаиьابتعהחשאբşქ東京市서울アーンタกเมืक्षि' -・#".chars().collect();
    prop::collection::vec(prop_oneof![6 => prop::sample::select(letters), 1 => any::<char>()], 0..48)
        .prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn keys_are_few_sorted_and_distinct(name in anything()) {
        let found = keys(&name);
        prop_assert!(found.len() <= 40);
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(keys(&name), found);
    }

    #[test]
    fn the_order_of_names_changes_nothing(names in prop::collection::btree_set(anything(), 0..8)) {
        let forth: Vec<&str> = names.iter().map(String::as_str).collect();
        let back: Vec<&str> = forth.iter().rev().copied().collect();
        let named = |list: &[&str]| -> BTreeSet<(String, String)> {
            propose_all(list)
                .into_iter()
                .map(|(a, b, _)| (list[a].min(list[b]).to_owned(), list[a].max(list[b]).to_owned()))
                .collect()
        };
        prop_assert_eq!(named(&forth), named(&back));
    }

    #[test]
    fn proposals_are_in_order_and_of_the_candidates(name in anything(), others in prop::collection::vec(anything(), 0..8)) {
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        let found = propose(&name, &others);
        prop_assert!(found.iter().all(|p| p.name < others.len() && (0.0..=1.0).contains(&p.score)));
        prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
}

/// The longest names there are, and many of them, take no more steps than forty characters allow.
#[test]
fn long_strings_are_refused_at_once() {
    for letter in ["a", "щ", "東", "ﷺ", "🏳", "\u{301}", "ä "] {
        let long = letter.repeat(1_000);
        assert_eq!(keys(&long), Vec::<u64>::new());
        assert_eq!(propose(&long, &[long.as_str(), "Baku"]), []);
    }
    let longest = "Щ".repeat(40);
    let others = vec!["Shch-Shch-Shch"; 500];
    assert!(propose(&longest, &others).len() <= 40);
}
