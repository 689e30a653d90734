//! Posts of the older types: made from forms and JSON, read back in both renderings.

use super::ask::{Who, made, post, read_back, send};
use super::made::Made;
use crate::browser::encoded;
use axum::http::Method;
use serde_json::{Map, Value, json};

const POST: &str = "/v2/blog/staff/post";

/// Fields, what the older rendering has of them, and the types of the blocks.
type Case = (Vec<(&'static str, &'static str)>, Vec<(&'static str, Value)>, Vec<&'static str>);

fn cases() -> Vec<Case> {
    vec![
        (
            vec![("type", "text"), ("title", "Springs"), ("body", "<p>Warm &amp; <b>clear</b></p>")],
            vec![
                ("type", json!("text")),
                ("title", json!("Springs")),
                ("body", json!("<p>Warm &amp; <b>clear</b></p>")),
            ],
            vec!["text", "text"],
        ),
        (
            vec![("type", "text"), ("format", "markdown"), ("body", "A *warm* spring")],
            vec![("body", json!("<p>A <i>warm</i> spring</p>"))],
            vec!["text"],
        ),
        (
            vec![
                ("type", "photo"),
                ("caption", "Dawn"),
                ("source", "https://pics.example/a.jpg"),
                ("link", "https://example.org/"),
            ],
            vec![
                ("type", json!("photo")),
                ("caption", json!("<p>Dawn</p>")),
                ("link_url", json!("https://example.org/")),
            ],
            vec!["image", "text"],
        ),
        (
            vec![("type", "quote"), ("quote", "Bees know"), ("source", "A keeper")],
            vec![("type", json!("quote"))],
            vec!["text", "text"],
        ),
        (
            vec![
                ("type", "link"),
                ("url", "https://example.org/a"),
                ("title", "A"),
                ("description", "<i>Read</i>"),
                ("author", "M"),
                ("excerpt", "In short"),
            ],
            vec![
                ("type", json!("link")),
                ("url", json!("https://example.org/a")),
                ("title", json!("A")),
                ("link_author", json!("M")),
                ("description", json!("<p><i>Read</i></p>")),
            ],
            vec!["link", "text"],
        ),
        (
            vec![
                ("type", "chat"),
                ("title", "At the gate"),
                ("conversation", "Ana: Is it warm?\r\nBeka: Very: yes.\nSilence"),
            ],
            vec![
                ("type", json!("chat")),
                ("title", json!("At the gate")),
                (
                    "dialogue",
                    json!([
                        {"name": "Ana", "label": "Ana:", "phrase": "Is it warm?"},
                        {"name": "Beka", "label": "Beka:", "phrase": "Very: yes."},
                        {"name": "", "label": "", "phrase": "Silence"},
                    ]),
                ),
            ],
            vec!["text", "text", "text", "text"],
        ),
        (
            vec![("type", "audio"), ("external_url", "https://soundcloud.com/a/b"), ("caption", "Hear")],
            vec![
                ("type", json!("audio")),
                ("audio_type", json!("soundcloud")),
                ("caption", json!("<p>Hear</p>")),
            ],
            vec!["audio", "text"],
        ),
        (
            vec![
                ("type", "video"),
                ("embed", "https://www.youtube.com/watch?v=aaaaaaaaaaa"),
                ("caption", "See"),
            ],
            vec![
                ("type", json!("video")),
                ("video_type", json!("youtube")),
                ("permalink_url", json!("https://www.youtube.com/watch?v=aaaaaaaaaaa")),
            ],
            vec!["video", "text"],
        ),
        (
            vec![("type", "video"), ("embed", "<iframe src=\"https://player.vimeo.com/video/12\"></iframe>")],
            vec![("video_type", json!("vimeo"))],
            vec!["video"],
        ),
    ]
}

#[test]
fn every_type_is_read_back_from_forms_and_json() {
    let site = Made::new();
    for (mut fields, wanted, blocks) in cases() {
        fields.extend([("tags", "hot springs,Kəlbəcər"), ("tweet", "no"), ("native_inline_images", "true")]);
        let form = send(
            &site.world,
            Who::Owner,
            (Method::POST, POST),
            "application/x-www-form-urlencoded",
            encoded(&fields),
        );
        let object: Map<String, Value> = fields.iter().map(|(n, v)| ((*n).to_owned(), json!(v))).collect();
        for answer in [form, post(&site.world, POST, &Value::Object(object))] {
            let id = made(answer, POST);
            let older = read_back(&site.world, &id, false);
            for (name, value) in &wanted {
                assert_eq!(&older[name], value, "{name} of {fields:?}: {older:#}");
            }
            assert_eq!(older["tags"], json!(["hot springs", "Kəlbəcər"]));
            let npf = read_back(&site.world, &id, true);
            let names: Vec<_> =
                npf["content"].as_array().unwrap().iter().map(|block| block["type"].clone()).collect();
            assert_eq!(names, blocks, "{fields:?}");
        }
    }
}

#[test]
fn what_a_type_needs_is_named() {
    let site = Made::new();
    for (body, field) in [
        (json!({"type": "text"}), "body"),
        (json!({"type": "text", "body": "  "}), "body"),
        (json!({"type": "photo", "caption": "x"}), "data64"),
        (json!({"type": "photo", "source": "javascript:x"}), "source"),
        (json!({"type": "photo", "data": "bytes"}), "data"),
        (json!({"type": "photo", "data64": "?"}), "data64"),
        (json!({"type": "quote", "source": "x"}), "quote"),
        (json!({"type": "link", "title": "x"}), "url"),
        (json!({"type": "link", "url": "x"}), "url"),
        (json!({"type": "link", "url": "https://example.org", "thumbnail": "ftp://x"}), "thumbnail"),
        (json!({"type": "chat", "title": "x"}), "conversation"),
        (json!({"type": "audio", "caption": "x"}), "external_url"),
        (json!({"type": "audio", "external_url": "x"}), "external_url"),
        (json!({"type": "video"}), "embed"),
        (json!({"type": "video", "embed": "words"}), "embed"),
        (json!({"type": "answer"}), "type"),
        (json!({"type": "text", "body": "x", "format": "rtf"}), "format"),
    ] {
        let (status, answer) = post(&site.world, POST, &body);
        assert_eq!(status, 400, "{body}: {answer}");
        let detail = answer["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(field), "{body}: {detail}");
    }
}
