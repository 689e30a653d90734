//! Names of tags: fold, cleaning, path segments, distance.

use proptest::prelude::*;
use tagstead_tag::{clean, clean_imported, distance, fold, path};

/// Text with a liking for the characters that folding treats specially.
fn odd() -> impl Strategy<Value = String> {
    let special = prop::sample::select(
        "#＃\u{20E3} \u{A0}\u{200B}\u{200C}\u{200D}\u{202E}\u{AD}\u{307}\u{323}\u{345}\u{FE0F}iIıİjßẞſﬁÅ´¨‘’“”–—-_KΣςŉǅ\
         می\u{64B}क्षम\u{94D}ᄀ\u{1161}가🏳🌈👩💻🏽🏴\u{E0067}\u{E007F}\u{0}\t\u{85}ﷺ½\u{3164}日ーｶﾞ"
            .chars()
            .collect::<Vec<_>>(),
    );
    prop::collection::vec(prop_oneof![3 => special, 1 => any::<char>()], 0..24).prop_map(String::from_iter)
}

#[test]
fn spellings_that_are_certainly_the_same_meet() {
    for (a, b) in [
        ("Kalbajar", "#KALBAJAR"),
        ("Kəlbəcər", "KƏLBƏCƏR"),
        ("Келбаджар", "#келбаджар"),
        ("İstanbul", "istanbul"),
        ("ISTANBUL", "ıstanbul"),
        ("i\u{307}stanbul", "Istanbul"),
        ("dracula daily", "  Dracula\u{A0}\t daily "),
        ("straße", "STRASSE"),
        ("ὈΔΥΣΣΕΎΣ", "ὀδυσσεύς"),
        ("don’t", "don't"),
        ("м’ята", "мʼята"),
        ("Hawaiʻi", "hawai‘i"),
        ("“quoted”", "\"quoted\""),
        ("a – b", "a - b"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("cafe\u{301}", "CAFÉ"),
        ("soft\u{AD}hyphen", "softhyphen"),
        ("\u{202E}turned\u{202C}", "turned"),
        ("❤\u{FE0F}", "❤"),
        ("＃tag", "tag"),
        ("צה״ל", "צה\"ל"),
        ("가", "\u{1100}\u{1161}"),
    ] {
        assert_eq!(fold(a), fold(b), "{a} {b}");
    }
}

#[test]
fn spellings_that_may_differ_stay_apart() {
    for (a, b) in [
        ("Zähler", "Zahler"),
        ("Kalbajar", "Kälbäjär"),
        ("blue sky", "blue-sky"),
        ("blue sky", "bluesky"),
        ("blue_sky", "blue-sky"),
        ("می\u{200C}خواهم", "میخواهم"),
        ("क्\u{200D}ष", "क्ष"),
        ("👩\u{200D}💻", "👩💻"),
        ("c++", "c"),
        ("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "🏴"),
    ] {
        assert_ne!(fold(a), fold(b), "{a} {b}");
    }
    assert_eq!(fold("x\u{200C}y").as_str(), "xy");
    for nothing in ["", " ", "#", "＃ #", "\u{200B}", "\u{202E}\u{0}", "\u{AD}#\u{200D}"] {
        assert!(fold(nothing).is_empty(), "{nothing:?}");
    }
}

#[test]
fn a_name_is_tidied_and_kept_as_written() {
    let ok = |name: &str| clean(name).unwrap();
    assert_eq!(ok(" #Dracula\u{A0} \n Daily "), "Dracula Daily");
    assert_eq!(ok("##double"), "#double");
    assert_eq!(ok("# spaced"), "spaced");
    assert_eq!(ok("a\u{202E}b\u{0}c"), "abc");
    assert_eq!(ok("می\u{200C}خواهم"), "می\u{200C}خواهم");
    assert_eq!(ok("👩\u{200D}💻"), "👩\u{200D}💻");
    assert_eq!(ok(&"ə".repeat(140)).chars().count(), 140);
    for bad in ["", " ", "#", "\u{200B}", "##"] {
        assert!(clean(bad).unwrap_err().0.contains("1 to 140"), "{bad}");
    }
    let long = "ə".repeat(141);
    assert!(clean(&long).unwrap_err().0.contains("141 characters"));
    assert_eq!(clean_imported(&long), Some(long));
    assert_eq!(clean_imported(&"x".repeat(1_000)).map(|name| name.len()), Some(1_000));
    assert_eq!(clean_imported(&"x".repeat(1_001)), None);
    assert_eq!(clean_imported("\u{FEFF}#"), None);
}

#[test]
fn every_name_has_an_address() {
    for (name, segment) in [
        ("dracula daily", "dracula+daily"),
        ("c++", "c%2B%2B"),
        ("a/b", "a%2Fb"),
        ("50%", "50%25"),
        ("who?", "who%3F"),
        ("a,b#c", "a%2Cb%23c"),
        ("blue-sky_~.x", "blue-sky_~.x"),
        ("☕", "%E2%98%95"),
        ("שלום", "%D7%A9%D7%9C%D7%95%D7%9D"),
        (".", "=."),
        ("..", "=.."),
        ("=.", "%3D."),
        ("", ""),
    ] {
        assert_eq!(path::encode(name), segment);
        assert_eq!(path::decode(segment), name);
    }
    for (segment, name) in [
        ("a%20b", "a b"),
        ("100%", "100%"),
        ("%zz%4", "%zz%4"),
        ("%FF", "\u{FFFD}"),
        ("=x", "=x"),
        ("ə", "ə"),
    ] {
        assert_eq!(path::decode(segment), name);
    }
}

#[test]
fn distance_is_bounded() {
    assert_eq!(distance("Kalbajar", "kalbajar", 0), Some(0));
    assert_eq!(distance("kalbajar", "klabajar", 1), Some(1));
    assert_eq!(distance("kelbecer", "kəlbəcər", 3), Some(3));
    assert_eq!(distance("kelbecer", "kəlbəcər", 2), None);
    assert_eq!(distance("", "abc", 3), Some(3));
    assert_eq!(distance("abc", "abcdef", 2), None);
    assert_eq!(distance("ab", "ba", usize::MAX), Some(1));
}

/// The same distance, cell by cell without a bound.
fn naive(a: &[char], b: &[char]) -> usize {
    let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            d[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let step = usize::from(a[i - 1] != b[j - 1]);
                let best = (d[i - 1][j] + 1).min(d[i][j - 1] + 1).min(d[i - 1][j - 1] + step);
                let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if swap { best.min(d[i - 2][j - 2] + 1) } else { best }
            };
        }
    }
    d[a.len()][b.len()]
}

#[test]
fn a_keycap_keeps_its_sign() {
    for keycap in ["#️⃣", "#\u{20E3}"] {
        assert_eq!(clean(keycap).unwrap(), keycap);
        assert_eq!(clean(&format!("#{keycap}")).unwrap(), keycap);
        assert_eq!(clean_imported(&format!("{keycap} of the day")).unwrap(), format!("{keycap} of the day"));
        assert_eq!(fold(keycap).as_str(), "#\u{20E3}");
    }
    assert_ne!(fold("#️⃣"), fold("1️⃣"));
    // A variation selector alone shows nothing, and a space parts the sign from a mark.
    assert_eq!(fold("#\u{FE0F}honey"), fold("honey"));
    assert_eq!(clean("# honey").unwrap(), "honey");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn folding_twice_changes_nothing(name in odd()) {
        let once = fold(&name);
        prop_assert_eq!(&fold(&once), &once);
        // A `#` stays only as the beginning of a longer character, which a second cleaning leaves whole.
        prop_assert!(!once.starts_with('#') || clean_imported(&once).is_none_or(|name| name.starts_with('#')));
        prop_assert!(!once.starts_with(' ') && !once.ends_with(' '));
    }

    #[test]
    fn common_letters_fold_as_all_letters_do(name in "[ -~ıİßa-zà-žÀ-Þəа-џЀ-ЯҐґ’“–\u{A0}]{0,12}[a-zа-я]") {
        // The ligature at the end is not among the common letters, so this goes the long way.
        prop_assert_eq!(fold(&format!("{name}ﬀ")).into_string(), format!("{}ff", fold(&name)));
    }

    #[test]
    fn a_clean_name_is_clean_and_folds_alike(name in odd()) {
        if let Some(tidy) = clean_imported(&name) {
            prop_assert_eq!(fold(&tidy), fold(&name));
            prop_assert_eq!(clean(&tidy).ok(), clean(&name).ok().map(|n| clean(&n).unwrap()));
        } else {
            prop_assert!(fold(&name).is_empty());
        }
    }

    #[test]
    fn addresses_lead_back(name in prop_oneof![odd(), "[.=%+ /?#&,a]{0,6}", any::<String>()]) {
        let segment = path::encode(&name);
        prop_assert!(segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+%=".contains(&b)));
        prop_assert!(!matches!(segment.as_str(), "." | ".."));
        prop_assert_eq!(path::decode(&segment), name);
    }

    #[test]
    fn segments_never_break(segment in any::<String>()) {
        path::decode(&segment);
    }

    #[test]
    fn distance_agrees_with_the_naive_one(a in "[abcə]{0,9}", b in "[abcə]{0,9}", max in 0_usize..6) {
        let full = naive(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        prop_assert_eq!(distance(&a, &b, max), Some(full).filter(|&d| d <= max));
    }
}
