//! A client reads a post, changes one field and sends the whole object back: that field changes and nothing else.

use super::ask::{Who, get, made, post, send};
use super::made::{DOCUMENTS, Made};
use axum::http::Method;
use model::{PostId, PostTag, PostType, Precision, Source, TagOrigin};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

const EDIT: &str = "/v2/blog/staff/post/edit";

/// A post as the site keeps it, and as its owner reads it in both forms.
fn whole(made: &Made, id: PostId) -> (model::Post, Value, Value) {
    let blog = made.world.blog("staff");
    let own = made.world.run(made.world.site.own_post(&blog, id)).unwrap().unwrap();
    let read = |format: &str| {
        let path = format!("/v2/blog/staff/posts/{id}?post_format={format}");
        let (status, mut answer) = get(&made.world, Who::Owner, &path);
        assert_eq!(status, 200, "{answer}");
        answer["response"].take()
    };
    (own.card.post, read("legacy"), read("npf"))
}

/// Every text, number and flag of an object as a form, tags with commas.
fn form_of(object: &Value, tags: &str) -> String {
    let mut form = Serializer::new(String::new());
    for (name, value) in object.as_object().unwrap() {
        match value {
            Value::String(text) => form.append_pair(name, text),
            Value::Number(_) | Value::Bool(_) => form.append_pair(name, &value.to_string()),
            _ => &mut form,
        };
    }
    form.append_pair("tags", tags).finish()
}

fn tags_of(object: &Value) -> Vec<&str> {
    object["tags"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap()).collect()
}

/// That a post has one tag more than before, and is the same otherwise.
fn one_tag_more(made: &Made, id: PostId, before: &(model::Post, Value, Value), told: &str) {
    let (mut post, mut legacy, mut npf) = whole(made, id);
    let mut wanted: Vec<String> = before.0.tags.iter().map(|tag| tag.name.clone()).collect();
    wanted.push("one more".into());
    let names: Vec<&str> = post.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, wanted, "{told}");
    post.tags.clone_from(&before.0.tags);
    assert!(post.edited.is_some(), "a change of tags is an edit: {told}");
    post.edited = before.0.edited;
    (legacy["tags"], npf["tags"]) = (before.1["tags"].clone(), before.2["tags"].clone());
    assert_eq!(post, before.0, "{told}");
    assert_eq!((legacy, npf), (before.1.clone(), before.2.clone()), "{told}");
}

fn ids_of_every_kind(made: &Made) -> Vec<PostId> {
    let (_, answer) = get(&made.world, Who::Owner, "/v2/blog/staff/posts?sort=asc");
    let posts = answer["response"]["posts"].as_array().unwrap();
    assert_eq!(posts.len(), DOCUMENTS.len());
    posts.iter().map(|post| PostId(post["id"].as_i64().unwrap())).collect()
}

#[test]
fn a_legacy_object_sent_back_changes_the_tags_alone() {
    for query in ["", "?filter=text", "?reblog_info=true&notes_info=true"] {
        let made = Made::new();
        for id in ids_of_every_kind(&made) {
            let before = whole(&made, id);
            let path =
                format!("/v2/blog/staff/posts{query}{}id={id}", if query.is_empty() { "?" } else { "&" });
            let (_, answer) = get(&made.world, Who::Owner, &path);
            let read = &answer["response"]["posts"][0];
            let tags = [tags_of(read).join(","), "one more".into()].join(",");
            let form = form_of(read, &tags);
            let to = (Method::POST, EDIT);
            let (status, answer) =
                send(&made.world, Who::Owner, to, "application/x-www-form-urlencoded", form);
            assert_eq!(status, 200, "{}: {answer}", read["type"]);
            one_tag_more(&made, id, &before, &format!("{path} {}", read["type"]));
        }
    }
}

#[test]
fn whole_objects_of_json_are_taken_back_too() {
    let made = Made::new();
    let mut ids = ids_of_every_kind(&made);
    ids.push(made.draft.id);
    for id in ids {
        let before = whole(&made, id);
        for (object, method, path) in [
            (&before.1, Method::POST, EDIT.to_owned()),
            (&before.2, Method::PUT, format!("/v2/blog/staff/posts/{id}")),
        ] {
            let (status, answer) =
                send(&made.world, Who::Owner, (method, &path), "application/json", object.to_string());
            assert_eq!(status, 200, "{path}: {answer}");
            assert_eq!(whole(&made, id), before, "{path}");
        }
    }
}

#[test]
fn a_scheduled_and_a_queued_post_keep_their_places() {
    let made = Made::new();
    let text = json!([{"type": "text", "text": "Later"}]);
    for state in [json!({"state": "queue"}), json!({"state": "queue", "publish_on": "2026-12-24T18:00:00Z"})]
    {
        let mut new = json!({"content": text});
        new.as_object_mut().unwrap().extend(state.as_object().unwrap().clone());
        let path = "/v2/blog/staff/posts";
        let id = PostId(self::made(post(&made.world, path, &new), path).parse().unwrap());
        let before = whole(&made, id);
        let (_, queue) = get(&made.world, Who::Owner, "/v2/blog/staff/posts/queue");
        assert_eq!(post(&made.world, EDIT, &before.1).0, 200);
        let path = format!("/v2/blog/staff/posts/{id}");
        let (status, answer) =
            send(&made.world, Who::Owner, (Method::PUT, &path), "application/json", before.2.to_string());
        assert_eq!(status, 200, "{answer}");
        assert_eq!(whole(&made, id), before);
        assert_eq!(get(&made.world, Who::Owner, "/v2/blog/staff/posts/queue").1, queue);
    }
    let (_, queue) = get(&made.world, Who::Owner, "/v2/blog/staff/posts/queue");
    let mut posts = queue["response"]["posts"].as_array().unwrap().clone();
    posts.sort_by_key(|post| post["queued_state"].to_string());
    assert_eq!(
        (&posts[0]["queued_state"], posts[0].get("publish_on")),
        (&json!("queued"), None),
        "no time of its own"
    );
    assert_eq!(
        (&posts[1]["queued_state"], &posts[1]["publish_on"], &posts[1]["scheduled_publish_time"]),
        (&json!("scheduled"), &json!("2026-12-24T18:00:00Z"), &json!(1_798_135_200))
    );
}

#[test]
fn a_reblog_keeps_its_words_and_what_it_carries() {
    let made = Made::new();
    let key = made.world.site.reblog_key(made.reblog.id);
    let reblog = json!({"id": made.reblog.id.0, "reblog_key": key, "comment": "<p>Well <b>seen</b></p>"});
    let path = "/v2/blog/staff/post/reblog";
    let id = PostId(self::made(post(&made.world, path, &reblog), path).parse().unwrap());
    let before = whole(&made, id);
    assert_eq!(post(&made.world, EDIT, &before.1).0, 200);
    assert_eq!(whole(&made, id), before);
    // Words added at the end of what was read are words of this reblog, and the others' are not taken over.
    let caption = format!("{}<p>Again</p>", before.1["caption"].as_str().unwrap());
    assert_eq!(post(&made.world, EDIT, &json!({"id": id.0, "caption": caption})).0, 200);
    let after = whole(&made, id);
    assert_eq!(after.1["reblog"]["comment"], "<p>Well <b>seen</b></p><p>Again</p>");
    assert_eq!(after.0.trail, before.0.trail);
}

/// A photo post whose pictures have captions and no description, and whose own words hold a picture.
#[test]
fn captions_do_not_become_descriptions() {
    let made = Made::new();
    let content = r#"[{"type":"image","media":[{"url":"https://64.media.example/o1_1280.jpg","width":1280,"height":960},
          {"url":"https://64.media.example/o1_640.jpg","width":640,"height":480}],"caption":"The first frame"},
        {"type":"text","text":"One"},
        {"type":"image","media":[{"url":"/media/inline.png","width":700,"height":500},
          {"url":"/media/inline_small.png","width":350,"height":250}],"caption":"Inside"},
        {"type":"text","text":"Two"}]"#;
    let id = made.world.publish_with("staff", content, |_| {}).id;
    let before = whole(&made, id);
    assert_eq!(post(&made.world, EDIT, &before.1).0, 200);
    assert_eq!(whole(&made, id), before);
    let path = format!("/v2/blog/staff/posts/{id}");
    let put = (Method::PUT, path.as_str());
    assert_eq!(send(&made.world, Who::Owner, put, "application/json", before.2.to_string()).0, 200);
    assert_eq!(whole(&made, id), before);
    // Also when the words are changed, and with them what is parsed.
    let body = before.1["body"].as_str().unwrap().replace("Two", "Three");
    assert_ne!(body, before.1["body"]);
    assert_eq!(post(&made.world, EDIT, &json!({"id": id.0, "type": "text", "body": body})).0, 200);
    let after = whole(&made, id);
    let (mut wanted, found) = (before.2["content"].clone(), &after.2["content"]);
    wanted[3]["text"] = json!("Three");
    assert_eq!(*found, wanted);
    assert_eq!(after.0.kind, PostType::Photo);
    assert!(!after.2.to_string().contains("alt_text"), "{found}");
}

#[test]
fn one_field_of_a_link_or_of_pictures_leaves_the_others() {
    let made = Made::new();
    let find = |kind: &str| {
        let (_, mut answer) = get(&made.world, Who::Owner, &format!("/v2/blog/staff/posts/{kind}"));
        answer["response"]["posts"].as_array_mut().unwrap().pop().unwrap()
    };
    let link = find("link");
    let mut changed = link;
    changed["title"] = json!("Honey and wax");
    changed["summary"] = json!("Honey and wax All <about> honey M. Ara Example Worth reading");
    assert_eq!(post(&made.world, EDIT, &changed).0, 200);
    assert_eq!(find("link"), changed, "author, excerpt, publisher and words stay");
    let photos = find("photo");
    let edit = json!({"id": photos["id"], "type": "photo", "link": "https://example.org/elsewhere"});
    assert_eq!(post(&made.world, EDIT, &edit).0, 200);
    let after = find("photo");
    assert_eq!(after["link_url"], "https://example.org/elsewhere");
    assert_eq!((&after["photos"], &after["caption"]), (&photos["photos"], &photos["caption"]));
}

/// An imported post may have more tags, or longer ones, than anybody may type.
#[test]
fn an_imported_post_is_taken_back_though_it_breaks_rules_of_posting() {
    let made = Made::new();
    let (_, answer) = get(&made.world, Who::Owner, &format!("/v2/blog/staff/posts?id={}", made.text.id));
    let mut old = answer["response"]["posts"][0].clone();
    let id = PostId(760_000_000_000_000_110);
    (old["id"], old["id_string"]) = (json!(id.0), json!(id.to_string()));
    let names = (0..40).map(|n| format!("tag {n}")).chain(["x".repeat(200)]);
    old["tags"] = names.collect();
    let mut incoming = intake::tumblr::post(&old).unwrap();
    incoming.precision = Precision::Day;
    incoming.tags.push(PostTag { name: "found in the text".into(), origin: TagOrigin::Text });
    incoming.source =
        Some(Source { url: "https://example.org/old?utm_source=x".into(), title: "Old".into() });
    made.world.run(made.world.site.import_batch(vec![incoming])).unwrap();
    let before = whole(&made, id);
    assert_eq!((before.0.tags.len(), before.0.precision), (42, Precision::Day));
    assert_eq!(post(&made.world, EDIT, &before.1).0, 200);
    assert_eq!(whole(&made, id), before);
    let mut fewer = before.1.clone();
    fewer["tags"].as_array_mut().unwrap().remove(0);
    assert_eq!(post(&made.world, EDIT, &fewer).0, 200);
    assert_eq!(whole(&made, id).0.tags, before.0.tags[1..], "the others stay as they are");
    let mut more = before.1;
    more["tags"].as_array_mut().unwrap().push(json!("one more"));
    let (status, answer) = post(&made.world, EDIT, &more);
    assert_eq!(status, 400, "a post with more tags than may be typed takes no more: {answer}");
}
