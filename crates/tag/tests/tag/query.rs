//! The query language.

use model::{BlogName, Lang, PostType, Time};
use proptest::prelude::*;
use tagstead_tag::query::{Expr, Has, Is, Query, Sort, Term, narrow, parse, seen_as_one};

const NOW: Time = Time(1_790_000_000_000);

/// What a query is, canonically, or its mistake with a mark under the place.
fn told(text: &str) -> String {
    match parse(text, NOW) {
        Ok(query) => format!("{text}\n  = {query}\n  {:?} {:?}", query.expr, query.sort),
        Err(mistake) => format!("{text}\n{}^ {}", " ".repeat(mistake.at), mistake.message),
    }
}

#[test]
fn queries_and_what_they_mean() {
    let told: Vec<String> = [
        "",
        "#kalbajar",
        "##Kəlbəcər",
        "#\"dracula daily\" spelling:exact",
        "＃写真 -#travel NOT is:robot",
        "mountain hike",
        "\"exact phrase\" “phone quotes”",
        "don't",
        "instagram.com https://www.example.org/x",
        "#a OR #b #c",
        "(#a OR #b) #c",
        "#a AND (b (c d)) --e -(f OR g)",
        "type:photo,video lang:az,ru from:@Staff source:https://www.Instagram.com/p/1",
        "is:robot|original has:image,alt,poll",
        "notes:>=10 notes:5..20 notes:3 notes:<4 notes:>7 notes:..9",
        "before:2023-05-19 after:2020 during:2023-05",
        "during:2020..2022 during:2021-06.. during:2020-02-03T04:05:06Z..2021-01-01",
        "age:<30d age:>1y age:1mo..1y",
        "sort:top #a",
        "sort:oldest",
        "\"OR\" or #OR \"a \\\"b\\\" \\\\\"",
        "#c++ #a/b #foo, #bar",
        "hello: 10:30",
        "lang:az,unknown lang:und",
    ]
    .map(told)
    .into();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_keycap_is_a_tag_with_and_without_a_sign() {
    for (text, canonical) in [
        ("#️⃣", "#\"#️⃣\""),
        ("##️⃣", "#\"#️⃣\""),
        ("###️⃣", "##\"#️⃣\""),
        ("#\"#️⃣ of the day\"", "#\"#️⃣ of the day\""),
    ] {
        assert_eq!(parse(text, NOW).unwrap().to_string(), canonical);
        assert_eq!(parse(canonical, NOW).unwrap().to_string(), canonical);
    }
}

#[test]
fn mistakes_point_at_a_character() {
    let told: Vec<String> = [
        "ə #",
        "#a -",
        "#a - #b",
        "(#a",
        "#a)",
        "()",
        "#a OR",
        "OR #a",
        "#a AND",
        "NOT",
        "\"open",
        "❤",
        "\"\"",
        "re:zero",
        "re:\"zero hour\"",
        "#a Title:“a b” c",
        "type:\"gif\"",
        "title:\"open",
        "x type:photo,pic",
        "lang:azerbaijani",
        "from:-x",
        "source:",
        "is:spam",
        "has:",
        "notes:many",
        "notes:20..5",
        "notes:<0",
        "notes:..",
        "before:yesterday",
        "during:2022..2020",
        "during:2020-01-01T00:00:00Z",
        "during:..",
        "age:30",
        "age:<5m",
        "age:1y..1d",
        "sort:new",
        "sort:top sort:oldest",
        "(sort:top)",
        "-spelling:exact",
        "#a OR sort:top",
    ]
    .map(told)
    .into();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_query_is_narrowed_as_a_whole() {
    for (text, narrowed) in [
        ("", "is:robot"),
        ("#a b", "#a b is:robot"),
        ("#a OR b", "(#a OR b) is:robot"),
        ("sort:top #ə OR b", "(#ə OR b) is:robot sort:top"),
        ("(#a OR b) c", "(#a OR b) c is:robot"),
        ("(#a) OR (b)", "((#a) OR (b)) is:robot"),
        ("\"a OR b\"", "\"a OR b\" is:robot"),
        ("#a OR b Sort:top", "(#a OR b) is:robot Sort:top"),
        ("#a OR b sort：oldest", "(#a OR b) is:robot sort：oldest"),
        ("#a OR b SPELLING:exact", "(#a OR b) is:robot SPELLING:exact"),
        ("#a OR b sort:\"top\"", "(#a OR b) is:robot sort:top"),
    ] {
        assert_eq!(narrow(text, "is:robot"), narrowed);
        assert!(parse(narrowed, NOW).is_ok());
    }
    assert_eq!(narrow("#a spelling:x", "#b"), "#a spelling:x #b");
    // Tags of the text alone are exact.
    for (text, narrowed) in [
        ("spelling:exact", "#x"),
        ("spelling:any", "#x"),
        ("#a (#b OR ##c) Spelling:Exact sort:top", "##a (##b OR ##c) #x sort:top"),
        ("spelling:exact #a OR ＃ə tea", "(##a OR #＃ə tea) #x"),
        ("#a spelling:any", "#a #x"),
    ] {
        assert_eq!(narrow(text, "#x"), narrowed);
        let [text, narrowed, x] = [text, narrowed, "#x"].map(|text| parse(text, NOW).unwrap());
        let parts = match text.expr {
            Expr::All => vec![],
            Expr::And(parts) => parts,
            one => vec![one],
        };
        let parts: Vec<_> = parts.into_iter().chain([x.expr]).collect();
        let all = if parts.len() == 1 { parts[0].clone() } else { Expr::And(parts) };
        assert_eq!((narrowed.expr, narrowed.sort), (all, text.sort));
    }
    assert_eq!((narrow("a OR b", ""), narrow("\"a", "x")), ("a OR b".to_owned(), "\"a x".to_owned()));
}

#[test]
fn a_filter_takes_its_value_in_quotes() {
    for (quoted, plain) in [
        ("type:\"photo\"", "type:photo"),
        ("lang：“az,ru” tea", "lang:az,ru tea"),
        ("-from:\"staff\" source:\"example.org\"", "-from:staff source:example.org"),
        ("during:\"2023-05\" #a sort:\"top\"", "during:2023-05 #a sort:top"),
        ("#a spelling:\"exact\"", "##a"),
    ] {
        assert_eq!(parse(quoted, NOW), parse(plain, NOW), "{quoted}");
    }
    // Apart from the colon, or behind what is no filter, it is a phrase.
    for text in ["hello: \"a b\"", "10:\"a b\"", "a:\"b c\""] {
        assert!(matches!(parse(text, NOW).unwrap().expr, Expr::And(parts) if parts.len() == 2), "{text}");
    }
}

#[test]
fn what_nobody_sees_around_a_condition_is_left_out() {
    for (text, seen) in [
        ("\u{200F}#kalbajar\u{200F} -\u{200E}type:photo\u{200E}", "#kalbajar -type:photo"),
        ("\u{2068}#کلبجر\u{2069} \u{2067}OR\u{2069} \u{FEFF}honey", "#کلبجر OR honey"),
        ("\u{FEFF}\u{200B}lang:fa\u{200B}", "lang:fa"),
    ] {
        assert_eq!(parse(text, NOW).unwrap().expr, parse(seen, NOW).unwrap().expr, "{text:?}");
    }
    // A mistake is told at its place in the text as it was typed.
    assert_eq!(parse("\u{200F}type:gif", NOW).unwrap_err().at, 6);
}

#[test]
fn a_place_is_the_whole_of_what_a_reader_sees_there() {
    let sees = |text: &str, at| {
        text.chars().skip(seen_as_one(text, at).start).take(seen_as_one(text, at).len()).collect::<String>()
    };
    for (text, at, seen) in [
        ("a b", 2, "b"),
        ("notes:e\u{301}\u{323}x", 6, "e\u{301}\u{323}"),
        ("notes:e\u{301}x", 7, "e\u{301}"),
        ("a 👩\u{200D}👩\u{200D}👧 b", 2, "👩\u{200D}👩\u{200D}👧"),
        ("🇦🇿🇬🇪", 2, "🇬🇪"),
        ("a", 1, ""),
        ("", 7, ""),
    ] {
        assert_eq!(sees(text, at), seen, "{text:?}");
    }
}

#[test]
fn the_limits_hold() {
    assert!(parse(&"a ".repeat(1_000), NOW).is_ok());
    assert_eq!(parse(&"ə".repeat(2_001), NOW).unwrap_err().at, 2_000);
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(64), NOW).is_ok());
    assert_eq!(parse(&nested(65), NOW).unwrap_err().at, 64);
    assert!(parse(&format!("{}a", "-".repeat(1_999)), NOW).is_ok());
    assert!(parse(&"-(".repeat(1_000), NOW).is_err());
}

fn term() -> impl Strategy<Value = Term> {
    let moment = -62_135_596_800_000_i64..253_402_214_400_000;
    let month = (1_i16..=9998, 1_i8..=12).prop_map(|(year, month)| model::time::Month { year, month });
    let date = prop_oneof![moment.prop_map(Time), month.prop_map(|m| m.start())];
    prop_oneof![
        ("[ -~əИ日❤“”]{1,9}", any::<bool>()).prop_filter_map("a name", |(name, exact)| {
            let name = tagstead_tag::clean(&name).ok()?;
            (!name.starts_with('#')).then_some(Term::Tag { name, exact })
        }),
        "[ -~əИ日“”]{1,9}|OR|NOT|type:photo".prop_filter_map("words", |text| {
            let text = text.trim().to_owned();
            match tagstead_tag::words::of(&text).len() {
                0 => None,
                1 => Some(Term::Word(text)),
                _ => Some(Term::Phrase(text)),
            }
        }),
        prop::sample::subsequence(PostType::ALL, 1..4).prop_map(Term::Type),
        prop::sample::subsequence(vec!["az", "en", "unknown", "kat", "ru"], 1..3)
            .prop_map(|codes| Term::Lang(codes.into_iter().map(|code| Lang::parse(code).ok()).collect())),
        "[a-z0-9]{1,3}".prop_filter_map("a blog", |name| BlogName::parse(&name).ok().map(Term::Blog)),
        "[a-v0-9]{1,5}\\.(com|az)".prop_map(Term::Source),
        prop::sample::select(Is::ALL).prop_map(Term::Is),
        prop::sample::select(Has::ALL).prop_map(Term::Has),
        (any::<Option<u64>>(), any::<Option<u64>>()).prop_filter_map("a range", |(min, max)| {
            match (min, max) {
                (None, None) => None,
                (Some(a), Some(b)) => Some(Term::Notes { min: Some(a.min(b)), max: Some(a.max(b)) }),
                _ => Some(Term::Notes { min, max }),
            }
        }),
        (prop::option::of(date.clone()), prop::option::of(date)).prop_filter_map(
            "a time",
            |(from, until)| {
                match (from, until) {
                    (None, None) => None,
                    (Some(a), Some(b)) if a == b => None,
                    (Some(a), Some(b)) => Some(Term::Time { from: Some(a.min(b)), until: Some(a.max(b)) }),
                    _ => Some(Term::Time { from, until }),
                }
            }
        ),
    ]
}

/// Expressions as the parser makes them: flat, and without double negation.
fn expr() -> impl Strategy<Value = Expr> {
    term().prop_map(Expr::Term).prop_recursive(4, 24, 4, |inner| {
        let many = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            many.clone().prop_map(|parts| {
                Expr::And(
                    parts
                        .into_iter()
                        .flat_map(|p| if let Expr::And(inner) = p { inner } else { vec![p] })
                        .collect(),
                )
            }),
            many.prop_map(|parts| {
                Expr::Or(
                    parts
                        .into_iter()
                        .flat_map(|p| if let Expr::Or(inner) = p { inner } else { vec![p] })
                        .collect(),
                )
            }),
            inner.prop_map(|part| match part {
                Expr::Not(inner) => *inner,
                part => Expr::Not(Box::new(part)),
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn an_expression_survives_its_text(
        expr in prop_oneof![9 => expr(), 1 => Just(Expr::All)],
        sort in prop::option::of(prop::sample::select(Sort::ALL)),
    ) {
        let query = Query { expr, sort };
        let text = query.to_string();
        if text.chars().count() <= 2_000 {
            prop_assert_eq!(parse(&text, NOW).map_err(|e| format!("{text}: {e}")), Ok(query));
        }
    }

    #[test]
    fn a_narrowed_query_means_both(
        text in "(#a|##b|#\"x y\"|tea|\"to be\"|\\(#a OR b\\)|-\\(#ə tea\\)|OR|-|type:photo|spelling:exact|Spelling:any|SORT:top|sort：oldest|＃日| |\u{200F}){0,10}",
        filter in prop::sample::select(&["#x", "##x", "is:robot", "type:photo #\"x y\""]),
    ) {
        if let Ok(query) = parse(&text, NOW) {
            let parts = |expr: Expr| match expr {
                Expr::All => vec![],
                Expr::And(parts) => parts,
                one => vec![one],
            };
            let narrowed = parse(&narrow(&text, filter), NOW).map_err(|e| format!("{text} {filter}: {e}"));
            let both = [parts(query.expr), parts(parse(filter, NOW).unwrap().expr)].concat();
            let narrowed = narrowed.map(|narrowed| (parts(narrowed.expr), narrowed.sort));
            prop_assert_eq!(narrowed, Ok((both, query.sort)));
        }
    }

    #[test]
    fn any_text_is_a_query_or_a_mistake_inside_it(
        text in prop_oneof![
            any::<String>(),
            "(#|##|\"|“|\\(|\\)|-| |OR |NOT |AND |type:photo|type:|ab:|lang:|notes:|>=|\\.\\.|5|2023|-05|during:|age:|d|sort:top |a|ə|❤|\\\\){0,12}",
        ],
    ) {
        match parse(&text, NOW) {
            Ok(query) => {
                let canonical = query.to_string();
                prop_assert_eq!(parse(&canonical, NOW).map_err(|e| format!("{canonical}: {e}")), Ok(query));
            }
            Err(mistake) => {
                prop_assert!(mistake.at <= text.chars().count());
                prop_assert!(!mistake.message.is_empty());
            }
        }
    }
}
