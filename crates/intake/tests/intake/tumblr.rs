//! Tumblr API payloads of every type and every wrapping.
use crate::common::{fault, fixture, post, show_all};
use model::{PostId, PostType, State};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::{BufReader, Read};
use tagstead_intake::{Record, tumblr};

fn read(text: impl AsRef<[u8]>) -> Vec<Record> {
    tumblr::read(text.as_ref(), "file.json").collect()
}

fn simple(id: i64) -> Value {
    json!({"id": id, "type": "text", "blog_name": "bee-yard", "timestamp": 1_716_199_200, "body": format!("<p>Jar {id}</p>"),
        "tags": ["honey"]})
}

fn ids(records: &[Record]) -> Vec<i64> {
    records
        .iter()
        .filter_map(|record| match record {
            Record::Post(post) => post.id.map(|PostId(id)| id),
            Record::Fault(_) => None,
        })
        .collect()
}

fn faults(records: &[Record]) -> Vec<String> {
    records.iter().filter(|record| matches!(record, Record::Fault(_))).map(fault).collect()
}

#[test]
fn legacy_posts_of_every_type() {
    insta::assert_snapshot!(show_all(&read(fixture("tumblr/legacy.json"))));
}

#[test]
fn npf_posts() {
    insta::assert_snapshot!(show_all(&read(fixture("tumblr/npf.json"))));
}

#[test]
fn reblogs_and_their_trails() {
    insta::assert_snapshot!(show_all(&read(fixture("tumblr/reblogs.json"))));
}

#[test]
fn one_post_a_line_with_broken_ones_between() {
    insta::assert_snapshot!(show_all(&read(fixture("tumblr/lines.jsonl"))));
}

#[test]
fn every_wrapping_gives_the_same_posts() {
    let (one, two) = (simple(1), simple(2));
    let list = json!([one, two]);
    let wrapped = [
        list.clone(),
        json!({"posts": list}),
        json!({"meta": {"status": 200, "msg": "OK"}, "response": list}),
        json!({"response": {"blog": {"name": "bee-yard", "posts": 2}, "posts": list, "total_posts": 2}, "meta": {}}),
        json!({"response": {"liked_posts": list, "liked_count": 2}}),
        json!({"response": {"timeline": {"elements": [{"object_type": "client_side_ad_waterfall", "id": "x"}, one, two]}}}),
        json!([{"response": list}]),
    ];
    for value in wrapped {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let records = read(&text);
            assert_eq!(ids(&records), [1, 2], "{text}");
            assert!(faults(&records).is_empty(), "{text} {:?}", faults(&records));
        }
    }
    assert_eq!(ids(&read(one.to_string())), [1]);
    assert_eq!(ids(&read(json!({"response": one}).to_string())), [1]);
    assert_eq!(ids(&read(format!("{one}\r\n\r\n{two}\r\n"))), [1, 2]);
    assert_eq!(ids(&read(format!("{one}{two}"))), [1, 2]);
    let pretty = serde_json::to_string_pretty(&one).unwrap();
    assert_eq!(ids(&read(format!("\u{feff}{pretty}\n{two}"))), [1, 2]);
}

#[test]
fn a_line_cut_anywhere_costs_only_itself() {
    let (one, two, three) = (simple(1).to_string(), simple(2).to_string(), simple(3).to_string());
    for cut in (1..two.len()).filter(|&cut| two.is_char_boundary(cut)) {
        let records = read(format!("{one}\n{}\n{three}\n", &two[..cut]));
        assert_eq!(ids(&records).first(), Some(&1), "{}", &two[..cut]);
        // After a bare colon the next line is a proper value of the broken one: only this cut costs two.
        if !two[..cut].ends_with(':') {
            assert_eq!(ids(&records), [1, 3], "{}", &two[..cut]);
        }
        assert!(!faults(&records).is_empty(), "{}", &two[..cut]);
    }
}

#[test]
fn a_file_cut_anywhere_keeps_what_came_before() {
    let text = json!({"response": {"posts": [simple(1), simple(2)]}}).to_string();
    let second = text.find("{\"id\":2").unwrap();
    for cut in second..text.len() - 1 {
        let records = read(&text[..cut]);
        assert_eq!(ids(&records)[0], 1);
        assert!(!faults(&records).is_empty(), "{}", &text[..cut]);
    }
}

#[test]
fn other_files_are_named_for_what_they_are() {
    let utf16: Vec<u8> = "{\"id\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, expected) in [
        (utf16, "UTF-16"),
        (b"\xff\xfe{\0".to_vec(), "UTF-16"),
        (b"PK\x03\x04....".to_vec(), "compressed"),
        (b"\x1f\x8b\x08\x00..".to_vec(), "compressed"),
        (b"<html>".to_vec(), "not JSON"),
        (b"{\"id\":1,\"type\":\"text\",\"blog_name\":\"a\",\"body\":\"\xe9\"}".to_vec(), "not UTF-8"),
        (b"{\"meta\":{\"status\":404,\"msg\":\"Not Found\"},\"response\":[]}".to_vec(), "404 Not Found"),
        (b"{\"hello\":1}".to_vec(), "not a post"),
        (b"[1]".to_vec(), "not a post"),
    ] {
        let faults = faults(&read(&bytes));
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains(expected) && faults[0].starts_with("file.json line 1"), "{faults:?}");
    }
    assert!(read("[]").is_empty() && read("{\"posts\":[]}").is_empty());
    assert!(faults(&read("no\n".repeat(5000))).len() <= 102);
}

#[test]
fn a_hundred_megabytes_on_one_line_are_passed_over() {
    let head = b"{\"id\":1,\"type\":\"text\",\"blog_name\":\"a\",\"timestamp\":1,\"body\":\"".as_slice();
    let tail = format!("\"}}\n{}\n", simple(2));
    let reader = head.chain(std::io::repeat(b'x').take(100 << 20)).chain(tail.as_bytes());
    let records: Vec<Record> = tumblr::read(BufReader::with_capacity(1 << 16, reader), "big.jsonl").collect();
    assert_eq!(ids(&records), [2]);
    assert!(faults(&records)[0].contains("16 MiB"), "{:?}", faults(&records));

    let long = "x".repeat(17 << 20);
    let pretty = format!("{{\n \"id\": 1,\n \"body\": \"{long}\",\n \"tags\": [\"a\"]\n}}\n{}", simple(2));
    let records = read(pretty);
    assert_eq!((ids(&records), faults(&records).len()), (vec![2], 1));
}

#[test]
fn a_post_too_large_to_keep_is_a_fault() {
    let mut wire = simple(1);
    wire["body"] = json!(format!("<p>{}</p>", "honey ".repeat(200_000)));
    assert!(tumblr::post(&wire).unwrap_err().0.contains("1 MB"));
}

#[test]
fn nested_bombs_are_faults() {
    let deep = format!(
        "[{{\"id\":1,\"type\":\"text\",\"blog_name\":\"a\",\"x\":{}}},{}]",
        "[".repeat(5000) + &"]".repeat(5000),
        simple(2)
    );
    let records = read(&deep);
    assert_eq!(ids(&records), [2]);
    assert!(faults(&records)[0].contains("128 levels"));
    assert!(!faults(&read("[".repeat(1_000_000))).is_empty());
    assert!(!faults(&read("{\"response\":".repeat(100_000))).is_empty());
    let body =
        json!({"id": 3, "type": "text", "blog_name": "a", "timestamp": 1, "body": "<b>".repeat(100_000)});
    assert_eq!(ids(&read(body.to_string())), [3]);
}

#[test]
fn a_reader_that_fails_is_a_fault_after_what_it_gave() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let text = format!("{}\n", simple(1));
    let records: Vec<Record> =
        tumblr::read(BufReader::new(text.as_bytes().chain(Broken)), "a.json").collect();
    assert_eq!(ids(&records), [1]);
    assert!(faults(&records)[0].contains("the disk is gone"));
}

#[test]
fn no_tag_is_dropped_or_capped() {
    let names: Vec<String> = (0..500).map(|n| format!("tag {n}")).collect();
    let mut wire = simple(1);
    wire["tags"] = json!(names);
    assert_eq!(tumblr::post(&wire).unwrap().tags.len(), 500);
    wire["tags"] = json!("one, two,three");
    assert_eq!(tumblr::post(&wire).unwrap().tags.len(), 3);
}

#[test]
fn what_must_be_known_is_asked_for() {
    for (key, value, expected) in [
        ("id", json!(null), "no id"),
        ("id", json!(-4), "no id"),
        ("id", json!(1.5), "no id"),
        ("blog_name", json!(null), "names no blog"),
        ("blog_name", json!("no blog"), "not a blog name"),
        ("timestamp", json!(null), "no time"),
        ("timestamp", json!(i64::MAX), "not a time"),
        ("state", json!("hovering"), "not a state"),
    ] {
        let mut wire = simple(1);
        wire[key] = value;
        let message = tumblr::post(&wire).unwrap_err().0;
        assert!(message.contains(expected), "{message}");
    }
    let mut wire = simple(1);
    (wire["id"], wire["timestamp"], wire["state"]) =
        (json!("751000000000000001"), json!("1716199200"), json!("private"));
    let post = tumblr::post(&wire).unwrap();
    assert_eq!(
        (post.id, post.state, post.kind),
        (Some(PostId(751_000_000_000_000_001)), State::Private, PostType::Text)
    );
}

#[test]
fn a_single_fault_names_its_line() {
    let records = read(format!("{}\n{{\"id\":2}}\n{}\n", simple(1), simple(3)));
    assert_eq!(faults(&records).len(), 1);
    assert!(fault(&records[1]).starts_with("file.json line 2:"), "{}", fault(&records[1]));
    assert_eq!(post(&records[2]).at, "file.json line 3, post 2");
}

fn any_json() -> impl Strategy<Value = Value> {
    let key = || {
        prop_oneof![
            prop::sample::select(vec![
                "id",
                "type",
                "blog_name",
                "blog",
                "timestamp",
                "body",
                "tags",
                "trail",
                "content",
                "layout",
                "posts",
                "response",
                "photos",
                "caption",
                "player",
                "dialogue",
                "notes",
                "note_count",
                "url",
                "media",
                "is_current_item",
                "post",
                "name",
                "original_type",
                "reblogged_from_id",
                "reblogged_from_name",
                "source_url",
                "state",
                "date",
                "title",
                "answer",
            ])
            .prop_map(str::to_owned),
            "[a-z]{0,6}",
        ]
    };
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (1..99_999_999_i64).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "text", "photo", "chat", "link", "quote", "audio", "video", "answer", "blocks", "bee-yard",
            "<p>a<b>"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..10)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(bytes);
    }

    #[test]
    fn any_json_is_read_without_panic(value in any_json(), kind in 0..8_usize) {
        let _ = tumblr::post(&value);
        let _ = read(value.to_string());
        let mut wire = simple(1);
        wire["type"] = json!(PostType::ALL[kind].name());
        if let Value::Object(fields) = value {
            for (key, value) in fields {
                wire[key] = value;
            }
        }
        if let Ok(post) = tumblr::post(&wire) {
            prop_assert!(npf::Document::from_json(&post.document.to_json()).is_ok());
        }
        let _ = read(wire.to_string());
    }

    #[test]
    fn a_broken_byte_never_stops_the_rest(at in 0..100_usize, byte in any::<u8>()) {
        let mut text = format!("{}\n{}\n", simple(1), simple(2)).into_bytes();
        let line = text.iter().position(|&byte| byte == b'\n').unwrap();
        text[at.min(line - 1)] = byte;
        // These open something, which the second line may then close.
        let opens = b"{[\"\\".contains(&byte);
        // A file that begins so is taken for UTF-16, and refused whole in words.
        let other_encoding = byte == 0 && at < 2;
        prop_assert!(opens || other_encoding || ids(&read(text)).contains(&2));
    }
}
