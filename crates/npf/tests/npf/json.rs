use crate::made;
use proptest::prelude::*;
use serde_json::{Value, json};
use tagstead_npf::{Block, Document, Layout, Media};

fn one(block: Value) -> Block {
    let document = Document::from_values(&json!([block]), &Value::Null).expect("reads");
    document.content.into_iter().next().expect("one block")
}

fn strings<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push(text),
        Value::Array(list) => list.iter().for_each(|item| strings(item, found)),
        Value::Object(map) => map.values().for_each(|item| strings(item, found)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn writing_and_reading_is_identity(document in made::any_document()) {
        let json = document.to_json();
        let again = Document::from_json(&json).expect("what is written is read");
        prop_assert_eq!(&again, &document);
        prop_assert_eq!(again.to_json(), json);
        let (content, layout) = document.to_values();
        prop_assert_eq!(&Document::from_values(&content, &layout).expect("values"), &document);
        prop_assert_eq!(serde_json::from_str::<Document>(&document.to_json()).expect("serde"), document);
    }

    #[test]
    fn both_ways_of_reading_agree(blocks in proptest::collection::vec(made::block(), 0..4), layout in made::layout()) {
        let text = json!({"content": blocks, "layout": [layout]}).to_string();
        let read = Document::from_json(&text).expect("reads");
        prop_assert_eq!(read, Document::from_values(&Value::from(blocks), &json!([layout])).expect("reads"));
    }

    #[test]
    fn nothing_said_is_lost(block in made::block()) {
        let document = Document::from_values(&json!([block]), &Value::Null).expect("reads");
        let written: Value = serde_json::from_str(&document.to_json()).expect("JSON");
        let (mut before, mut after) = (Vec::new(), Vec::new());
        strings(&block, &mut before);
        strings(&written["content"], &mut after);
        before.sort_unstable();
        after.sort_unstable();
        prop_assert_eq!(before, after);
    }
}

#[test]
fn an_unknown_block_is_kept_byte_for_byte() {
    let json =
        r#"{"content":[{"z":1,"type":"hologram","a":{"y":[1,2.5,null],"b":"é"},"text":"t"}],"layout":[]}"#;
    assert_eq!(Document::from_json(json).expect("reads").to_json(), json);
}

#[test]
fn unknown_fields_of_known_blocks_are_kept() {
    let json = concat!(
        r#"{"content":[{"type":"image","media":[{"url":"/media/a","media_key":"k","colors":{"c0":"a1b2c3"}}],"#,
        r#""alt_text":"A hill","exif":{"Time":1}}],"layout":[{"type":"rows","display":[{"blocks":[0],"#,
        r#""mode":{"type":"weighted"}}]}]}"#
    );
    assert_eq!(Document::from_json(json).expect("reads").to_json(), json);
}

#[test]
fn media_may_be_an_object_or_an_array() {
    let single = one(json!({"type": "image", "media": {"identifier": "1"}}));
    assert_eq!(single, one(json!({"type": "image", "media": [{"identifier": "1"}]})));
    let Block::Image(image) = single else { panic!("an image") };
    assert_eq!(image.media[0].identifier.as_deref(), Some("1"));
    let video = json!({"type": "video", "media": [{"type": "video/mp4", "identifier": "4"}]});
    let Block::Video(video) = one(video) else { panic!("a video") };
    assert_eq!(video.media.expect("media").mime.as_deref(), Some("video/mp4"));
}

#[test]
fn poster_and_attribution_may_be_objects_or_arrays() {
    let block = json!({"type": "audio", "url": "https://example.org", "embed_html": false,
        "poster": {"url": "/media/p"}, "attribution": [{"type": "app", "url": "https://example.org"}]});
    let Block::Audio(audio) = one(block) else { panic!("a sound") };
    assert_eq!(audio.poster, [Media::new("/media/p")]);
    assert_eq!(audio.attribution.expect("attribution").kind, "app");
    assert_eq!(audio.extra["embed_html"], json!(false));
}

#[test]
fn rows_in_the_old_spelling_are_display() {
    let layout = json!([{"type": "rows", "rows": [[1, 0], [2]]}]);
    let document = Document::from_values(&json!([]), &layout).expect("reads");
    let Layout::Rows(rows) = &document.layout[0] else { panic!("rows") };
    assert_eq!(rows.display[0].blocks, [1, 0]);
    assert_eq!(rows.display[1].blocks, [2]);
}

#[test]
fn what_cannot_be_read_says_why() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (json, says) in [
        ("{", "not JSON"),
        ("3", "an array of blocks"),
        (r#"{"content":3}"#, "content is not an array"),
        (r#"{"content":[{}, "x"]}"#, "content[1] is not an object"),
        (r#"{"content":[],"layout":[1]}"#, "layout[0] is not an object"),
        (&deep, "not JSON that can be read"),
        (&" ".repeat(3 << 20), "at most 1 MB"),
        (&format!("[{}{{}}]", "{},".repeat(5000)), "at most 4000"),
    ] {
        let error = Document::from_json(json).expect_err("is refused").0;
        assert!(error.contains(says), "{error:?} says {says:?}");
    }
    assert_eq!(Document::from_json("{}"), Ok(Document::default()));
    assert_eq!(Document::from_json("[]"), Ok(Document::default()));
}
