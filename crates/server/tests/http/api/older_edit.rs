//! Edits and reblogs in the older way: what is not said stays.

use super::ask::{made, post, read_back};
use super::made::Made;
use serde_json::{Value, json};

const POST: &str = "/v2/blog/staff/post";
const EDIT: &str = "/v2/blog/staff/post/edit";
const REBLOG: &str = "/v2/blog/staff/post/reblog";

fn edited(site: &Made, first: &Value, change: &Value) -> Value {
    let id = made(post(&site.world, POST, first), POST);
    let mut change = change.clone();
    change["id"] = json!(id);
    let (status, answer) = post(&site.world, EDIT, &change);
    assert_eq!(status, 200, "{change}: {answer}");
    read_back(&site.world, &id, false)
}

#[test]
fn half_of_a_post_can_be_changed() {
    let site = Made::new();
    let text = json!({"type": "text", "title": "Springs", "body": "<p>Warm</p>", "tags": "a"});
    let back = edited(&site, &text, &json!({"body": "<p>Cold</p>"}));
    assert_eq!(
        (&back["title"], &back["body"], &back["tags"]),
        (&json!("Springs"), &json!("<p>Cold</p>"), &json!(["a"]))
    );
    let back = edited(&site, &text, &json!({"type": "text", "title": "Wells", "tags": "b"}));
    assert_eq!(
        (&back["title"], &back["body"], &back["tags"]),
        (&json!("Wells"), &json!("<p>Warm</p>"), &json!(["b"]))
    );
    let photo = json!({"type": "photo", "source": "https://pics.example/a.jpg", "caption": "One"});
    let back = edited(&site, &photo, &json!({"type": "photo", "caption": "Two"}));
    assert_eq!(
        (&back["caption"], &back["photos"].as_array().map(Vec::len)),
        (&json!("<p>Two</p>"), &Some(1))
    );
    let back = edited(&site, &photo, &json!({"state": "draft"}));
    assert_eq!((&back["caption"], &back["state"]), (&json!("<p>One</p>"), &json!("draft")));
    let back = edited(&site, &text, &json!({"type": "quote", "quote": "Bees know", "source": "All"}));
    assert_eq!(back["type"], "quote");
}

#[test]
fn a_reblog_is_made_and_its_words_are_changed() {
    let site = Made::new();
    let (id, key) = (site.reblog.id, site.world.site.reblog_key(site.reblog.id));
    let reblog = json!({"id": id.0, "reblog_key": key, "comment": "*Well* seen", "format": "markdown", "tags": "again"});
    let made = made(post(&site.world, REBLOG, &reblog), REBLOG);
    let back = read_back(&site.world, &made, false);
    assert_eq!(back["reblog"]["comment"], "<p><i>Well</i> seen</p>");
    assert_eq!((&back["reblogged_root_name"], &back["tags"]), (&json!("staff"), &json!(["again"])));
    assert_eq!(post(&site.world, EDIT, &json!({"id": made, "tags": "seen"})).0, 200);
    assert_eq!(post(&site.world, EDIT, &json!({"id": made, "comment": "Better"})).0, 200);
    let back = read_back(&site.world, &made, false);
    assert_eq!((&back["reblog"]["comment"], &back["tags"]), (&json!("<p>Better</p>"), &json!(["seen"])));
    for (body, code, field) in [
        (json!({"id": id.0, "reblog_key": "x"}), 8002, "reblog_key"),
        (json!({"id": id.0}), 8002, "reblog_key"),
        (json!({"id": 5, "reblog_key": key}), 8002, "id"),
        (json!({"reblog_key": key}), 0, "id"),
        (json!({"id": "99999999999999999999", "reblog_key": key}), 0, "id"),
    ] {
        let (status, answer) = post(&site.world, REBLOG, &body);
        assert_eq!((status, &answer["errors"][0]["code"]), (400, &json!(code)), "{body}: {answer}");
        assert!(answer["errors"][0]["detail"].as_str().unwrap().contains(field), "{answer}");
    }
}
