use model::PostType;
use serde_json::{Value, json};
use tagstead_npf::{Document, Has};

fn document(content: Value, layout: Value) -> Document {
    Document::from_values(&content, &layout).expect("reads")
}

fn text(subtype: &str) -> Value {
    json!({"type": "text", "text": "t", "subtype": subtype})
}

#[test]
fn the_first_type_that_fits() {
    let image = json!({"type": "image", "media": [{"url": "/media/a"}]});
    let video = json!({"type": "video", "url": "https://example.org"});
    let audio = json!({"type": "audio", "url": "https://example.org"});
    let link = json!({"type": "link", "url": "https://example.org"});
    let kind = |content: Value| document(content, json!([])).kind();
    assert_eq!(kind(json!([])), PostType::Text);
    assert_eq!(kind(json!([text("heading1"), text("chat")])), PostType::Text);
    assert_eq!(kind(json!([text("chat"), link])), PostType::Link);
    assert_eq!(kind(json!([text("chat"), link, text("chat")])), PostType::Chat);
    assert_eq!(kind(json!([text("chat"), text("quote"), text("chat")])), PostType::Quote);
    assert_eq!(kind(json!([text("quote"), audio])), PostType::Audio);
    assert_eq!(kind(json!([audio, image])), PostType::Photo);
    assert_eq!(kind(json!([image, video])), PostType::Video);
    assert_eq!(document(json!([video]), json!([{"type": "ask", "blocks": [0]}])).kind(), PostType::Answer);
}

#[test]
fn what_a_post_has() {
    let has = |content: Value| document(content, json!([])).has();
    assert_eq!(has(json!([text("quote")])), Has::default());
    let image = |alt: Value| json!({"type": "image", "media": [{"url": "/media/a"}], "alt_text": alt});
    let alt = Has { image: true, alt: true, ..Has::default() };
    assert_eq!(has(json!([image(json!("A hill"))])), alt);
    assert_eq!(has(json!([image(json!("A hill")), image(json!(" "))])), Has { alt: false, ..alt });
    let linked = json!({"type": "text", "text": "t", "formatting": [{"start": 0, "end": 1, "type": "link", "url": "https://example.org"}]});
    assert_eq!(has(json!([linked])), Has { link: true, ..Has::default() });
    let rest = json!([{"type": "audio"}, {"type": "video"}, {"type": "poll", "question": "?"}, {"type": "link", "url": "x"}]);
    assert_eq!(has(rest), Has { audio: true, video: true, poll: true, link: true, ..Has::default() });
}

#[test]
fn the_title() {
    let title = |content: Value| document(content, json!([])).title().map(str::to_owned);
    let link = json!({"type": "link", "url": "x", "title": "Card"});
    assert_eq!(
        title(json!([{"type": "text", "text": " Head ", "subtype": "heading2"}, link])).as_deref(),
        Some("Head")
    );
    assert_eq!(title(json!([text("quote"), text("heading1"), link])).as_deref(), Some("Card"));
    assert_eq!(title(json!([text("quote")])), None);
}

fn all() -> Document {
    document(
        json!([
            {"type": "text", "text": "words", "formatting": [{"start": 0, "end": 2, "type": "link", "url": "https://a.example"}]},
            {"type": "image", "media": [{"url": "/media/1"}, {"url": "/media/2"}], "alt_text": "alt", "caption": "caption",
                "attribution": {"type": "link", "url": "https://b.example"}},
            {"type": "link", "url": "https://c.example", "title": "title", "description": "description", "poster": [{"url": "/media/3"}]},
            {"type": "audio", "media": {"url": "/media/4"}, "title": "song", "artist": "artist"},
            {"type": "video", "url": "https://d.example", "poster": [{"url": "/media/5"}]},
            {"type": "poll", "question": "question", "answers": [{"answer_text": "answer"}]},
        ]),
        json!([{"type": "ask", "blocks": [0], "attribution": {"type": "blog", "url": "https://e.example"}}]),
    )
}

#[test]
fn everything_of_one_kind() {
    let mut document = all();
    let texts: Vec<&str> = document.texts().collect();
    assert_eq!(
        texts,
        ["words", "alt", "caption", "title", "description", "song", "artist", "question", "answer"]
    );
    let mut links = document.links();
    links.sort_unstable();
    let media: Vec<String> = document.media().map(|media| media.url.clone()).collect();
    assert_eq!(media, ["/media/1", "/media/2", "/media/3", "/media/4", "/media/5"]);
    let mut expected: Vec<&str> = media.iter().map(String::as_str).collect();
    expected.extend([
        "https://a.example",
        "https://b.example",
        "https://c.example",
        "https://d.example",
        "https://e.example",
    ]);
    assert_eq!(links, expected);
    for media in document.media_mut() {
        media.url = media.url.replace("/media/", "/kept/");
    }
    assert!(document.media().all(|media| media.url.starts_with("/kept/")));
}
