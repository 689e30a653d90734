//! Half characters in JSON.

use npf::surrogate::replace_lone;
use proptest::prelude::*;
use std::borrow::Cow;
use tagstead_npf as npf;

fn replaced(json: &str) -> String {
    String::from_utf8(replace_lone(json.as_bytes()).into_owned()).expect("UTF-8")
}

#[test]
fn half_a_character_becomes_a_replacement_character() {
    for (json, expected) in [
        (r#""a\ud83d<b>\udd04""#, r#""a\ufffd<b>\ufffd""#),
        (r#""\uD83D""#, r#""\ufffd""#),
        (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
        (r#""\udd04\ud83d""#, r#""\ufffd\ufffd""#),
        // An escaped backslash is followed by letters, not by an escape.
        (r#""\\ud83d""#, r#""\\ud83d""#),
        (r#""\\\ud83d""#, r#""\\\ufffd""#),
        (r#""\ud83d\ude00 \u00e9 \n""#, r#""\ud83d\ude00 \u00e9 \n""#),
        // What is cut off or no escape is the parser's to refuse.
        (r#""\ud8"#, r#""\ud8"#),
        (r#""\u+d83""#, r#""\u+d83""#),
        (r"\", r"\"),
    ] {
        assert_eq!(replaced(json), expected);
    }
    assert!(matches!(replace_lone(br#"{"a":"\ud83d\ude00"}"#), Cow::Borrowed(_)));
    assert_eq!(
        &*replace_lone(b"\"\xed\xa0\xbd\xed\xb4\x84 \xed\x95\x9c\""),
        "\"\u{FFFD}\u{FFFD} 한\"".as_bytes()
    );
}

proptest! {
    #[test]
    fn any_utf_16_text_can_be_read(units in prop::collection::vec(prop_oneof![any::<u16>(), 0xd800..0xe000_u16, 0x5c..0x5d_u16], 0..40)) {
        let escaped: String = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        let json = format!("\"{escaped}\"");
        let read: String = serde_json::from_slice(&replace_lone(json.as_bytes())).unwrap();
        prop_assert_eq!(read, String::from_utf16_lossy(&units));
    }
}
