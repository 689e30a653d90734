use serde_json::{Value, json};
use tagstead_npf::Document;

fn problems(content: Value, layout: Value) -> Vec<String> {
    let document = Document::from_values(&content, &layout).expect("reads");
    let found = document.validate().err().unwrap_or_default();
    found.into_iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

fn many(block: Value, count: usize) -> Value {
    Value::from(vec![block; count])
}

#[test]
fn limits_hold_to_the_last_one() {
    let text = |text: &str| json!({"type": "text", "text": text});
    let image = json!({"type": "image", "media": [{"url": "/media/a"}]});
    let link = json!({"type": "link", "url": "https://example.org"});
    let video = json!({"type": "video", "url": "https://example.org"});
    let audio = json!({"type": "audio", "url": "https://example.org"});
    let own = json!({"type": "video", "media": {"url": "/media/v"}});
    let ranges =
        |range: Value, count: usize| json!([{"type": "text", "text": "x", "formatting": vec![range; count]}]);
    let mention = json!({"start": 0, "end": 1, "type": "mention", "blog": {"uuid": "t:x"}});
    let inline = json!({"start": 0, "end": 1, "type": "link", "url": "https://example.org"});
    let alt =
        |length: usize| json!([{"type": "image", "media": [{"url": "/m"}], "alt_text": "é".repeat(length)}]);
    for (name, most, more) in [
        ("blocks", many(text("x"), 1000), many(text("x"), 1001)),
        ("text", json!([text(&"語".repeat(4096))]), json!([text(&"語".repeat(4097))])),
        ("image blocks", many(image.clone(), 30), many(image, 31)),
        ("link blocks", many(link.clone(), 10), many(link, 11)),
        ("video blocks", many(video.clone(), 10), many(video, 11)),
        ("audio blocks", many(audio.clone(), 10), many(audio, 11)),
        ("uploaded videos", many(own.clone(), 1), many(own, 2)),
        ("mentions", ranges(mention.clone(), 50), ranges(mention, 51)),
        ("links within text", ranges(inline.clone(), 100), ranges(inline, 101)),
        ("alt_text", alt(4096), alt(4097)),
        ("bytes", many(text(&"x".repeat(4000)), 250), many(text(&"x".repeat(4000)), 300)),
    ] {
        assert_eq!(problems(most, json!([])), [""; 0], "{name}");
        let found = problems(more, json!([]));
        assert!(found.len() == 1 && found[0].contains(name), "{name}: {found:?}");
    }
}

#[test]
fn a_message_names_the_field() {
    let content = json!([
        {"type": "text", "text": "abc", "subtype": "loud", "formatting": [{"start": 2, "end": 4, "type": "bold"},
            {"start": 1, "end": 1, "type": "italic"}, {"start": 0, "end": 1, "type": "link", "url": "javascript:x"},
            {"start": 0, "end": 1, "type": "link"}, {"start": 0, "end": 1, "type": "color", "hex": "red"}]},
        {"type": "text"}, {"type": "image", "media": []}, {"type": "image", "media": {}}, {"type": "link", "url": "x"},
        {"type": "audio"}, {"type": "video", "url": "ftp://x"}, {"type": "poll", "question": " "}, {"no": "type"},
        {"type": "link", "url": "https://example.org", "title": 7, "author": null}, {"type": "hologram"},
        {"type": "audio", "url": "https://example.org", "embed_html": false},
    ]);
    insta::assert_snapshot!(problems(content, json!([])).join("\n"));
}

#[test]
fn layouts_fit_their_blocks() {
    let image = json!({"type": "image", "media": [{"url": "/media/a"}]});
    let text = json!({"type": "text", "text": "x"});
    let content = json!([text, image, image]);
    let rows = |rows: &[&[usize]], after: Value| {
        let display: Vec<Value> = rows.iter().map(|blocks| json!({"blocks": blocks})).collect();
        json!([{"type": "rows", "display": display, "truncate_after": after}])
    };
    for good in [
        rows(&[&[0], &[1, 2]], json!(0)),
        rows(&[&[0], &[2, 1]], json!(-1)),
        rows(&[], json!(1)),
        json!([{"type": "ask", "blocks": [0]}]),
        json!([{"type": "condensed", "truncate_after": 99}]),
        json!([{"type": "spiral"}]),
    ] {
        assert_eq!(problems(content.clone(), good.clone()), [""; 0], "{good}");
    }
    for (bad, says) in [
        (rows(&[&[0], &[1]], json!(null)), "block 2 is in no row"),
        (rows(&[&[0], &[1, 1], &[2]], json!(null)), "two places"),
        (rows(&[&[0], &[1], &[2], &[3]], json!(null)), "no block 3; 0 to 2"),
        (rows(&[&[0, 1], &[2]], json!(null)), "not all images"),
        (rows(&[&[0], &[1, 2]], json!(1)), "not a place for the read-more"),
        (rows(&[&[0], &[1], &[2]], json!(2)), "not a place for the read-more"),
        (rows(&[], json!(-2)), "not a place for the read-more"),
        (json!([{"type": "rows", "truncate_after": "1"}]), "layout[0].truncate_after"),
        (json!([{"type": "ask", "blocks": []}]), "without blocks"),
        (json!([{"type": "ask", "blocks": [9]}]), "no block 9"),
        (json!([{"type": "ask", "blocks": [0, 1]}]), "anonymous ask is text alone"),
        (json!([{"type": "ask", "blocks": [0]}, {"type": "ask", "blocks": [0]}]), "a second layout"),
    ] {
        let found = problems(content.clone(), bad.clone());
        assert!(found.len() == 1 && found[0].contains(says), "{bad}: {found:?}");
    }
    let video = json!([{"type": "video", "url": "https://example.org"}]);
    let ask =
        json!([{"type": "ask", "blocks": [0], "attribution": {"type": "blog", "blog": {"name": "river"}}}]);
    assert!(problems(video, ask)[0].contains("a video or link"));
}

#[test]
fn normalising_drops_what_does_not_fit() {
    let text = |text: &str| json!({"type": "text", "text": text});
    let content = json!([text(" "), text("a"), text(""), text("b"), text("\n")]);
    let layout = json!([
        {"type": "rows", "display": [{"blocks": [0]}, {"blocks": [1]}, {"blocks": [2]}, {"blocks": [3]}, {"blocks": [4]}], "truncate_after": 1},
        {"type": "ask", "blocks": [9]}, {"type": "rows", "truncate_after": 0}, {"type": "spiral"}]);
    let mut document = Document::from_values(&content, &layout).expect("reads");
    document.normalise();
    let expected = json!({"content": [text("a"), text(""), text("b")], "layout": [
        {"type": "rows", "display": [{"blocks": [0]}, {"blocks": [1]}, {"blocks": [2]}], "truncate_after": 0}, {"type": "spiral"}]});
    assert_eq!(serde_json::to_value(&document).expect("JSON"), expected);

    let ranges = json!([{"start": 0, "end": 2, "type": "bold"}, {"start": 1, "end": 3, "type": "bold"},
        {"start": 2, "end": 90, "type": "italic"}, {"start": 3, "end": 4, "type": "bold"}, {"start": 5, "end": 5, "type": "small"}]);
    let content = json!([{"type": "text", "text": "abcdef", "formatting": ranges}]);
    let mut document = Document::from_values(&content, &json!([])).expect("reads");
    document.normalise();
    let merged = json!([{"start": 0, "end": 4, "type": "bold"}, {"start": 2, "end": 6, "type": "italic"}]);
    assert_eq!(serde_json::to_value(&document).expect("JSON")["content"][0]["formatting"], merged);
}
