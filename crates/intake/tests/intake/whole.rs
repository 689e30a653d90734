//! Inputs that look whole and would lose parts: other styles of names, half characters, relative addresses, posts
//! without a date, reblogs of what is gone.
use crate::common::{fault, fixture, post, show_all};
use model::{Loss, Precision};
use serde_json::{Map, Value, json};
use tagstead_intake::{Incoming, Record, tumblr};

fn read(text: impl AsRef<[u8]>) -> Vec<Record> {
    tumblr::read(text.as_ref(), "file.json").collect()
}

fn one(value: &Value) -> Incoming {
    let records = read(value.to_string());
    assert_eq!(records.len(), 1, "{}", show_all(&records));
    post(&records[0]).clone()
}

fn simple(fields: &Value) -> Value {
    let mut whole = json!({"id": 7, "type": "text", "blog_name": "bee-yard", "timestamp": 1_716_199_200,
        "post_url": "https://bee-yard.tumblr.com/post/7/jars", "body": "<p>Jars</p>", "tags": ["honey"]});
    whole.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    whole
}

/// Every field's name as the site's own pages write it.
fn camel_case(value: Value) -> Value {
    let camel = |key: String| {
        let mut words = key.split('_');
        let first = words.next().unwrap().to_owned();
        words.fold(first, |made, word| {
            let mut letters = word.chars();
            letters.next().map_or(made.clone(), |c| made + &c.to_uppercase().to_string() + letters.as_str())
        })
    };
    match value {
        Value::Array(list) => list.into_iter().map(camel_case).collect(),
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (camel(key), camel_case(value))).collect::<Map<_, _>>().into()
        }
        other => other,
    }
}

/// A post with every documented field of blocks, layouts, trails and attributions.
fn every_field() -> Value {
    let blog = json!({"name": "bee-yard", "title": "Bee yard", "uuid": "t:AbCdEfGhIjKlMnOpQrStUz", "url": "https://bee-yard.tumblr.com/"});
    let media = json!({"media_key": "k:1", "type": "image/png", "url": "https://64.media.example/1.png", "width": 4,
        "height": 3, "original_dimensions_missing": true, "has_original_dimensions": true, "cropped": true, "colors": {"c0": "aabbcc"}});
    let by = json!({"type": "app", "url": "https://app.example/", "app_name": "App", "display_text": "In App", "logo": media});
    let content = json!([
        {"type": "text", "text": "Jars", "subtype": "ordered-list-item", "indent_level": 2,
            "formatting": [{"start": 0, "end": 2, "type": "mention", "blog": blog}]},
        {"type": "image", "media": [media], "alt_text": "jars", "caption": "six", "feedback_token": "x", "attribution": by},
        {"type": "link", "url": "https://a.example/", "title": "t", "description": "d", "author": "a", "site_name": "s",
            "display_url": "a.example", "poster": [media]},
        {"type": "audio", "media": media, "provider": "tumblr", "title": "t", "artist": "a", "album": "b", "poster": [media],
            "embed_html": "<i>", "embed_url": "https://a.example/e", "metadata": {"track_id": 1}, "attribution": by},
        {"type": "video", "media": media, "provider": "tumblr", "poster": [media], "embed_html": "<i>",
            "embed_iframe": {"url": "https://a.example/f", "width": 1, "height": 2}, "embed_url": "https://a.example/e",
            "can_autoplay_on_cellular": true, "duration": 1000, "attribution": by},
        {"type": "poll", "client_id": "p", "question": "Which?", "created_at": "2024-05-20 10:00:00 GMT", "timestamp": "1716199200",
            "answers": [{"client_id": "x", "answer_text": "This"}, {"client_id": "y", "answer_text": "That"}],
            "settings": {"multiple_choice": false, "close_status": "closed-after", "expire_after": "604800"}},
        {"type": "paywall", "subtype": "cta", "url": "https://a.example/p", "is_visible": true, "title": "t", "text": "w"},
    ]);
    json!({"object_type": "post", "id_string": "7", "id": 7, "type": "blocks", "original_type": "photo", "blog_name": "bee-yard",
        "blog": blog, "post_url": "https://bee-yard.tumblr.com/post/7", "slug": "jars", "timestamp": 1_716_199_200,
        "date": "2024-05-20 10:00:00 GMT", "state": "published", "reblog_key": "k", "tags": ["honey"], "note_count": 3,
        "is_blocks_post_format": true, "source_url": "https://a.example/s", "source_title": "S", "short_url": "https://a.example/7",
        "reblogged_from_id": "5", "reblogged_from_name": "hill-top", "reblogged_root_id": "4", "reblogged_root_name": "old-mill",
        "notes": [{"type": "reply", "blog_name": "hill-top", "blog_uuid": "t:AbCdEfGhIjKlMnOpQrStUa", "timestamp": 1_716_199_300,
            "reply_text": "Nice"}, {"type": "reblog", "blog_name": "hill-top", "timestamp": 1_716_199_400, "post_id": "8"}],
        "content": content,
        "layout": [{"type": "rows", "display": [{"blocks": [0]}, {"blocks": [1], "mode": {"type": "weighted"}}], "truncate_after": 0},
            {"type": "ask", "blocks": [0], "attribution": {"type": "blog", "url": "https://hill-top.tumblr.com/", "blog": blog}}],
        "trail": [{"broken_blog_name": "old-mill-deactivated", "post": {"timestamp": 1_716_199_100, "is_commercial": false}, "content": content,
            "layout": [{"type": "condensed", "truncate_after": 0, "blocks": [0]}]}]})
}

#[test]
fn both_styles_of_names_give_the_same_posts() {
    let mut payloads = vec![every_field()];
    for file in ["tumblr/legacy.json", "tumblr/npf.json", "tumblr/reblogs.json"] {
        payloads.push(serde_json::from_str(&fixture(file)).unwrap());
    }
    for payload in payloads {
        let camel = camel_case(payload.clone());
        assert_ne!(camel, payload);
        let indented = |value: &Value| show_all(&read(serde_json::to_string_pretty(value).unwrap()));
        assert_eq!(indented(&camel), indented(&payload));
    }
    let likes = json!({"response": {"likedPosts": [simple(&json!({}))], "likedCount": 1}});
    assert_eq!(post(&read(likes.to_string())[0]).key, "tumblr:7");
    assert_eq!(tumblr::post(&camel_case(every_field())).unwrap().notes, 3);
    let kept = one(&every_field()).document.to_json();
    for part in [
        "\"alt_text\":\"jars\"",
        "\"truncate_after\":0",
        "\"answer_text\":\"This\"",
        "\"can_autoplay_on_cellular\":true",
    ] {
        assert!(kept.contains(part), "{part} in {kept}");
    }
}

#[test]
fn half_a_character_costs_no_post() {
    let text = simple(&json!({"body": "<p>come SPLIT here</p>", "tags": ["SPLIT bees"], "title": "SPLIT"}))
        .to_string()
        .replace("SPLIT", r"back \ud83d<b>\udd04");
    for text in [text.clone(), format!("[{text}]"), format!("{{\"response\":{{\"posts\":[{text},{text}]}}}}")]
    {
        let records = read(&text);
        assert!(
            records.iter().all(|record| post(record).document.to_json().contains("back \u{FFFD}")),
            "{text}"
        );
        assert_eq!(post(&records[0]).tags[0].name, "back \u{FFFD}<b>\u{FFFD} bees");
    }
}

#[test]
fn relative_addresses_belong_to_the_page_of_the_post() {
    let html = r#"<p><a href="/tagged/mill">mill</a> <img src="/pic.png"></p>"#;
    let links = |value: Value| {
        let post = one(&value);
        post.trail.iter().map(|item| item.content.clone()).collect::<String>() + &post.document.to_json()
    };
    let at = |text: &str, host: &str| {
        assert!(text.contains(&format!("https://{host}/tagged/mill")), "{text}");
        assert!(text.contains(&format!("https://{host}/pic.png")), "{text}");
    };
    at(&links(simple(&json!({"body": html}))), "bee-yard.tumblr.com");
    at(&links(simple(&json!({"body": html, "post_url": "https://own.example/post/7"}))), "own.example");
    at(&links(simple(&json!({"body": html, "post_url": ""}))), "bee-yard.tumblr.com");
    let photo = json!({"type": "photo", "caption": html, "photos": [{"original_size": {"url": "/p.png"}}]});
    let photo = links(simple(&photo));
    at(&photo, "bee-yard.tumblr.com");
    assert!(photo.contains("https://bee-yard.tumblr.com/p.png"));
    for (kind, field) in [
        ("quote", "source"),
        ("link", "description"),
        ("audio", "caption"),
        ("video", "caption"),
        ("answer", "answer"),
    ] {
        at(
            &links(simple(&json!({"type": kind, field: html, "text": "t", "question": "q"}))),
            "bee-yard.tumblr.com",
        );
    }
    let trail = json!([
        {"blog": {"name": "old-mill", "url": "https://old.example/"}, "post": {"id": "3"}, "content_raw": html},
        {"blog": {"name": "hill-top"}, "post": {"id": "4"}, "content": html},
        {"blog": {"name": "bee-yard"}, "post": {"id": "7"}, "content_raw": html, "is_current_item": true},
    ]);
    let carried = links(simple(&json!({"trail": trail})));
    for host in ["old.example", "hill-top.tumblr.com", "bee-yard.tumblr.com"] {
        at(&carried, host);
    }
    let markdown = json!({"format": "markdown", "body": "see [mill](/tagged/mill) and ![p](/pic.png)"});
    at(&links(simple(&markdown)), "bee-yard.tumblr.com");
}

#[test]
fn times_that_stand_for_unknown_are_no_dates() {
    for fields in [
        json!({"timestamp": -62_135_596_800_i64, "date": "0001-01-01 00:00:00 GMT"}),
        json!({"timestamp": -62_167_219_200_i64}),
        json!({"timestamp": 0}),
        json!({"timestamp": "-1"}),
        json!({"timestamp": -18_000}),
        json!({"timestamp": null, "date": "0000-00-00 00:00:00"}),
        json!({"timestamp": null, "date": "-0001-11-30 00:00:00"}),
        json!({"timestamp": null, "date": "1970-01-01 00:00:00 GMT"}),
        json!({"timestamp": 253_402_214_400_i64}),
    ] {
        let post = one(&simple(&fields));
        assert_eq!(
            (post.published.rfc3339().as_str(), post.precision),
            ("1970-01-01T00:00:00Z", Precision::Unknown),
            "{fields}"
        );
    }
    // Another field may know better, and old dates that people chose are real.
    for (fields, told) in [
        (json!({"timestamp": 0, "date": "2013-05-01 10:00:00 GMT"}), "2013-05-01T10:00:00Z"),
        (json!({"timestamp": 1_700_000_000, "date": "0001-01-01 00:00:00 GMT"}), "2023-11-14T22:13:20Z"),
        (json!({"timestamp": -619_315_200}), "1950-05-18T00:00:00Z"),
        (json!({"timestamp": 90_000}), "1970-01-02T01:00:00Z"),
    ] {
        let post = one(&simple(&fields));
        assert_eq!((post.published.rfc3339().as_str(), post.precision), (told, Precision::Exact));
    }
    let trail = json!([{"blog": {"name": "old-mill"}, "post": {"id": "3", "timestamp": 0}, "content_raw": "<p>x</p>"}]);
    assert_eq!(one(&simple(&json!({"trail": trail}))).trail[0].published, None);
}

#[test]
fn a_reblog_of_what_is_gone_is_a_reblog() {
    let gone = |blog: Value, post: Value| json!([{"blog": blog, "post": post, "content_raw": "<p>A pig</p>", "is_root_item": true}]);
    for fields in [
        json!({"trail": gone(json!({"name": "", "active": false}), json!({"id": "62628766=="})), "reblog": {"comment": "", "tree_html": "<p>A pig</p>"}}),
        json!({"trail": gone(json!({}), json!({}))}),
        json!({"trail": gone(json!({"name": ""}), json!({"id": "3"}))}),
        json!({"trail": gone(json!({"name": "old-mill"}), json!({}))}),
        json!({"content": [], "trail": [{"broken_blog_name": "old-mill-deactivated", "content": [{"type": "text", "text": "A pig"}]}]}),
        json!({"reblogged_from_name": "old-mill"}),
        json!({"reblogged_root_url": "https://gone.example/"}),
        json!({"parent_post_url": "https://gone.example/"}),
        json!({"reblog": {"comment": "<p>Oh</p>", "tree_html": "<p>A pig</p>"}}),
    ] {
        let post = one(&simple(&fields));
        assert!(post.lost_parent && post.reblog.is_none(), "{fields}");
        for item in &post.trail {
            // A name that a reader was not told is no name: somebody could register it.
            let named = fields.to_string().contains("old-mill");
            assert_eq!(
                (item.blog.is_empty(), item.broken),
                (!named, !named || item.blog.ends_with("deactivated")),
                "{fields}"
            );
        }
    }
    let known = one(&simple(&json!({"trail": gone(json!({"name": "old-mill"}), json!({"id": "3"}))})));
    assert!(!known.lost_parent && known.reblog.is_some());
    for original in [
        json!({}),
        json!({"reblog": {"comment": "<p>Jars</p>", "tree_html": ""}}),
        json!({"reblogged_from_id": null, "reblogged_from_name": ""}),
    ] {
        assert!(!one(&simple(&original)).lost_parent);
    }
}

#[test]
fn what_was_lost_says_of_what_kind_it_is() {
    let long = "x".repeat(1_001);
    let records = read(format!("{}\n{{\"id\": 8}}\n", simple(&json!({"tags": ["honey", long]}))));
    let losses: Vec<_> = records
        .iter()
        .filter_map(|record| match record {
            Record::Fault(fault) => Some(fault.loss),
            Record::Post(_) => None,
        })
        .collect();
    assert_eq!(losses, [Loss::Part, Loss::Record]);
    for empty in ["", " \n\n", "\u{FEFF}"] {
        let records = read(empty);
        assert!(records.len() == 1 && fault(&records[0]).contains("the file is empty"), "{empty:?}");
    }
    // An answer without posts is whole.
    assert!(read(r#"{"response":{"posts":[]}}"#).is_empty());
}

/// The blocks of a post: of text its subtype and words, of others their type; and whether it has a read-more.
fn outline(value: &Value) -> (Vec<String>, bool) {
    let document = one(value).document;
    let blocks = document.content.iter().map(|block| match block {
        npf::Block::Text(text) => {
            let formats =
                text.formatting.iter().map(|format| format.kind.name()).collect::<Vec<_>>().join(",");
            format!("{:?} {} [{formats}]", text.subtype, text.text)
        }
        other => other.name().to_owned(),
    });
    let cut = document
        .layout
        .iter()
        .any(|layout| matches!(layout, npf::Layout::Rows(rows) if rows.truncate_after.is_some()));
    (blocks.collect(), cut)
}

#[test]
fn markdown_keeps_its_layout_in_every_type_of_post() {
    let body = "# Jars\n\n- one\n- **two** of <https://example.org/jars>\n\n[[MORE]]\n\n3 < 4 and <b>bold</b>, _done_";
    let told = |html: &str| {
        assert!(html.contains("UnorderedListItem) one []"), "{html}");
        assert!(html.contains("UnorderedListItem) two of https://example.org/jars [bold,link]"), "{html}");
        assert!(html.contains("None 3 < 4 and bold, done [bold,italic]"), "{html}");
    };
    for fields in [
        json!({"body": body}),
        json!({"body": body, "title": "May"}),
        json!({"type": "photo", "caption": body, "photos": [{"original_size": {"url": "https://example.org/a.jpg", "width": 9, "height": 9}}]}),
        json!({"type": "link", "url": "https://example.org/", "title": "Page", "description": body}),
        json!({"type": "video", "video_url": "https://example.org/a.mp4", "caption": body}),
        json!({"type": "audio", "audio_url": "https://example.org/a.mp3", "caption": body}),
        json!({"type": "answer", "asking_name": "hill-top", "question": "Which *jars*?", "answer": body}),
        json!({"type": "quote", "text": "So *many*", "source": body}),
    ] {
        let mut post = simple(&fields);
        post["format"] = "markdown".into();
        let (blocks, cut) = outline(&post);
        told(&blocks.join("\n"));
        assert!(cut, "the read-more of {fields}");
        let first = blocks.join("\n");
        if fields["type"] == "answer" {
            assert!(first.contains("Which jars? [italic]"), "{first}");
        }
        if fields["type"] == "quote" {
            assert!(first.contains("So many [italic]"), "{first}");
        }
    }
}

#[test]
fn what_was_rendered_already_is_not_read_as_markdown() {
    let rendered = "<p>2 * 3 * 4 and snake_case_name</p>\n\n    <p>not code</p>";
    let as_html = outline(&simple(&json!({"body": rendered})));
    assert_eq!(outline(&simple(&json!({"body": rendered, "format": "markdown"}))), as_html);
    let caption = json!({"type": "video", "video_url": "https://example.org/a.mp4", "caption": rendered, "format": "markdown"});
    assert!(outline(&simple(&caption)).0.contains(&"None not code []".to_owned()));
}
