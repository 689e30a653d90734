use insta::assert_snapshot;
use serde_json::{Value, json};
use tagstead_npf::Document;
use tagstead_npf::html::{Options, Rendered, render};

fn document(content: Value, layout: Value) -> Document {
    Document::from_values(&content, &layout).expect("reads")
}

fn page(content: Value) -> String {
    render(&document(content, json!([])), &Options::default()).html.replace("><", ">\n<")
}

#[test]
fn every_form_of_text() {
    let forms = ["heading1", "heading2", "quirky", "quote", "chat", "indented"];
    let mut blocks: Vec<Value> =
        forms.iter().map(|form| json!({"type": "text", "subtype": form, "text": form})).collect();
    blocks.push(json!({"type": "text", "text": "two\nlines & <tags>"}));
    assert_snapshot!(page(Value::from(blocks)));
}

#[test]
fn lists_and_quotations_nest() {
    let item = |kind: &str, level: u8, text: &str| json!({"type": "text", "subtype": kind, "indent_level": level, "text": text});
    let (ul, ol, quote) = ("unordered-list-item", "ordered-list-item", "indented");
    assert_snapshot!(page(json!([
        item(ul, 0, "a"),
        item(ul, 1, "a.a"),
        item(ol, 1, "a.1"),
        item(ol, 3, "a.1.1"),
        item(ul, 0, "b"),
        item(ol, 0, "1"),
        item(quote, 0, "said"),
        item(quote, 1, "that was said"),
        item(quote, 0, "said again"),
    ])));
}

#[test]
fn ranges_cross() {
    assert_snapshot!(page(
        json!([{"type": "text", "text": "👨‍👨‍👦 bold both italic, a link, @river and red", "formatting": [
            {"start": 6, "end": 15, "type": "bold"}, {"start": 11, "end": 22, "type": "italic"},
            {"start": 24, "end": 30, "type": "link", "url": "https://example.org/?a=\"<&"},
            {"start": 26, "end": 29, "type": "link", "url": "https://example.org/inner"},
            {"start": 32, "end": 38, "type": "mention", "blog": {"uuid": "t:x", "name": "river"}},
            {"start": 43, "end": 99, "type": "color", "hex": "#fe4a31"},
            {"start": 0, "end": 5, "type": "link", "url": "javascript:alert(1)"},
            {"start": 0, "end": 5, "type": "small"}, {"start": 1, "end": 2, "type": "strikethrough"},
            {"start": 9, "end": 3, "type": "bold"}, {"start": 0, "end": 3, "type": "glow"},
        ]}])
    ));
}

#[test]
fn pictures() {
    assert_snapshot!(page(json!([
        {"type": "image", "alt_text": "A hill \"at\" dawn", "caption": "May\n2023", "media": [
            {"url": "/media/l.jpg", "width": 4000, "height": 3000}, {"url": "/media/m.jpg", "width": 1300, "height": 975},
            {"url": "/media/s.jpg", "width": 400, "height": 300}]},
        {"type": "image", "media": [{"url": "/media/a.png"}], "attribution": {"type": "link", "url": "https://example.org"}},
        {"type": "image", "media": [{"url": "https://pictures.example.org/a.png"}], "alt_text": "A river"},
        {"type": "image", "media": [{"url": "javascript:alert(1)"}], "alt_text": "Nothing"},
    ])));
}

#[test]
fn cards_and_players() {
    assert_snapshot!(page(json!([
        {"type": "link", "url": "https://www.example.org/a", "title": "Springs", "description": "Warm & clear",
            "author": "A. Writer", "site_name": "Example", "poster": [{"url": "/media/p.jpg", "width": 10, "height": 5}]},
        {"type": "link", "url": "https://www.example.org/b"},
        {"type": "audio", "media": {"url": "/media/a.mp3"}, "title": "Song", "artist": "Singer", "album": "Album"},
        {"type": "audio", "url": "https://music.example.org/1", "title": "Song", "embed_html": "<iframe src=x>"},
        {"type": "video", "media": {"url": "/media/v.mp4", "width": 640, "height": 360}, "poster": [{"url": "/media/p.jpg"}]},
        {"type": "video", "url": "https://www.youtube.com/watch?v=x", "embed_html": "<script>", "poster": [{"url": "/media/p.jpg"}]},
        {"type": "video", "url": "javascript:alert(1)"},
    ])));
}

#[test]
fn polls_paywalls_and_what_is_unknown() {
    assert_snapshot!(page(json!([
        {"type": "poll", "question": "Tea?", "answers": [{"answer_text": "Yes"}, {"answer_text": "<No>"}]},
        {"type": "paywall", "title": "More", "text": "For supporters"},
        {"type": "paywall", "title": "Hidden", "is_visible": false},
        {"type": "holo<gram>", "text": "?"}, {"text": "no type"}, {"type": "text"},
    ])));
}

#[test]
fn rows_and_asks() {
    let image = |url: &str| json!({"type": "image", "media": [{"url": url}]});
    let content = json!([{"type": "text", "text": "Where?"}, {"type": "text", "text": "There:"},
        image("/media/1"), image("/media/2"), image("/media/3")]);
    let layout = json!([
        {"type": "rows", "display": [{"blocks": [0]}, {"blocks": [1]}, {"blocks": [3, 2]}, {"blocks": [4]}]},
        {"type": "ask", "blocks": [0], "attribution": {"type": "blog", "blog": {"name": "river"}}}]);
    assert_snapshot!(
        render(&document(content.clone(), layout), &Options::default()).html.replace("><", ">\n<")
    );
    let anonymous =
        render(&document(content, json!([{"type": "ask", "blocks": [0]}])), &Options::default()).html;
    assert!(
        anonymous
            .starts_with("<div class=\"ask\"><p class=\"asker\">Anonymous asked:</p><p>Where?</p></div>")
    );
}

#[test]
fn a_feed_has_whole_addresses() {
    let content = json!([{"type": "image", "alt_text": "A", "media": [{"url": "/media/1"}]},
        {"type": "image", "media": [{"url": "https://pictures.example.org/a.png"}]},
        {"type": "text", "text": "@river", "formatting": [{"start": 0, "end": 6, "type": "mention", "blog": {"name": "river"}}]}]);
    let site = Some("https://site.example");
    let options = Options { base: site, absolute: site, ..Options::default() };
    assert_snapshot!(render(&document(content, json!([])), &options).html.replace("><", ">\n<"));
}

fn listed(content: Value, layout: Value) -> Rendered {
    render(&document(content, layout), &Options { cut: true, heading: 3, ..Options::default() })
}

#[test]
fn a_list_stops_at_the_read_more() {
    let text = |text: &str| json!({"type": "text", "text": text});
    let content =
        json!([{"type": "text", "subtype": "heading1", "text": "Title"}, text("one two"), text("three")]);
    let after = |at: i64| {
        let display = json!([{"blocks": [0]}, {"blocks": [1]}, {"blocks": [2]}]);
        json!([{"type": "rows", "display": display, "truncate_after": at}])
    };
    let shown = listed(content.clone(), after(1));
    assert_eq!(shown, Rendered { html: "<h3>Title</h3><p>one two</p>".to_owned(), cut: true, pictures: 0 });
    assert_eq!(listed(content.clone(), after(-1)).html, "");
    for not_a_place in [2, 7, -2] {
        assert!(!listed(content.clone(), after(not_a_place)).cut);
    }
    assert!(!render(&document(content, after(1)), &Options::default()).cut);
}

#[test]
fn a_list_shows_no_wall() {
    let long = "many words ".repeat(40);
    let blocks: Vec<Value> = (0..50).map(|_| json!({"type": "text", "text": long})).collect();
    let shown = listed(Value::from(blocks), json!([]));
    assert!(shown.cut && shown.html.len() < 4000, "{}", shown.html.len());
    let one = listed(
        json!([{"type": "text", "text": "words ".repeat(4000), "formatting": [
        {"start": 0, "end": 20_000, "type": "bold"}]}]),
        json!([]),
    );
    assert!(one.cut && one.html.ends_with("words</b>…</p>"), "{}", one.html);
    let pictures: Vec<Value> =
        (0..30).map(|n| json!({"type": "image", "media": {"url": format!("/media/{n}")}})).collect();
    let shown = listed(Value::from(pictures), json!([]));
    assert!(shown.cut);
    assert_eq!(shown.html.matches("<img").count(), 10);
    assert!(!listed(json!([{"type": "text", "text": "w ".repeat(1400)}]), json!([])).cut);
}
