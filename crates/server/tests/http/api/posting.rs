//! Posts in blocks: made, read back in both renderings, changed, reblogged, liked, deleted.

use super::ask::{Who, get, made, post, read_back, send};
use super::made::Made;
use axum::http::Method;
use serde_json::{Value, json};

const POSTS: &str = "/v2/blog/staff/posts";

fn put(made: &Made, id: &str, body: &Value) -> (u16, Value) {
    let path = format!("{POSTS}/{id}");
    send(&made.world, Who::Owner, (Method::PUT, &path), "application/json", body.to_string())
}

#[test]
fn a_post_is_read_back_as_it_was_written() {
    let site = Made::new();
    let body = json!({
        "content": [
            {"type": "text", "text": "Twelve springs 🐝", "formatting": [{"start": 0, "end": 6, "type": "bold"}]},
            {"type": "image", "media": {"url": "https://tags.example/media/a.jpg", "media_key": "a:b", "width": 3, "height": 2}, "alt_text": "A hill"},
            {"type": "of-later-days", "x": [1, {"y": null}]},
        ],
        "layout": [{"type": "rows", "display": [{"blocks": [1]}, {"blocks": [0]}, {"blocks": [2]}]}],
        "tags": "hot springs, Kəlbəcər,,", "slug": "Twelve Springs", "source_url": "https://example.org/a?utm_source=x",
        "date": "2026-01-02T03:04:05Z", "interactability_reblog": "noone", "send_to_twitter": false,
    });
    let answer = post(&site.world, POSTS, &body);
    assert_eq!(answer.1["response"]["state"], "published");
    assert_eq!(answer.1["response"]["display_text"], "Posted to staff");
    let id = made(answer, POSTS);
    let back = read_back(&site.world, &id, true);
    assert_eq!(back["content"][0], body["content"][0]);
    assert_eq!(back["content"][1]["media"][0]["url"], "https://tags.example/media/a.jpg");
    assert_eq!(back["content"][1]["media"][0]["media_key"], "a:b");
    assert_eq!(back["content"][2], body["content"][2], "kept as it came");
    assert_eq!(back["layout"], body["layout"]);
    assert_eq!(back["tags"], json!(["hot springs", "Kəlbəcər"]));
    assert_eq!(back["date"], "2026-01-02 03:04:05 GMT");
    assert_eq!(
        (&back["slug"], &back["source_url"]),
        (&json!("twelve-springs"), &json!("https://example.org/a"))
    );
    let reblog = json!({"parent_post_id": id, "reblog_key": back["reblog_key"]});
    assert_eq!(post(&site.world, POSTS, &reblog).0, 403, "closed to reblogs");
    let older = read_back(&site.world, &id, false);
    assert!(older["body"].as_str().is_some_and(|body| body.contains("<b>Twelve</b>")), "{older}");
}

#[test]
fn forms_say_the_same_as_json() {
    let site = Made::new();
    let form = "content=%5B%7B%22type%22%3A%22text%22%2C%22text%22%3A%22Warm%22%7D%5D&tags=a%2Cb&state=draft";
    let mime = "application/x-www-form-urlencoded";
    let id = made(send(&site.world, Who::Owner, (Method::POST, POSTS), mime, form), POSTS);
    let back = read_back(&site.world, &id, true);
    assert_eq!((&back["state"], &back["content"][0]["text"]), (&json!("draft"), &json!("Warm")));
    let with_list =
        json!({"content": [{"type": "text", "text": "x"}], "tags": ["c, d", "e"], "is_private": true});
    let id = made(post(&site.world, POSTS, &with_list), POSTS);
    let back = read_back(&site.world, &id, true);
    assert_eq!((&back["state"], &back["tags"]), (&json!("private"), &json!(["c", "d", "e"])));
    assert_eq!(get(&site.world, Who::Key, &format!("{POSTS}?id={id}")).0, 404, "for its owner alone");
    let queued = json!({"content": [{"type": "text", "text": "x"}], "state": "queue", "publish_on": "2026-12-24T18:00:00+00:00"});
    assert_eq!(post(&site.world, POSTS, &queued).1["response"]["state"], "queued");
}

#[test]
fn an_edit_changes_what_it_says_and_no_more() {
    let site = Made::new();
    let first = json!({"content": [{"type": "text", "text": "Eleven"}], "tags": "one", "state": "draft"});
    let id = made(post(&site.world, POSTS, &first), POSTS);
    let (status, answer) = put(&site, &id, &json!({"content": [{"type": "text", "text": "Twelve"}]}));
    assert_eq!((status, &answer["response"]["id"]), (200, &json!(id)));
    let back = read_back(&site.world, &id, true);
    assert_eq!((&back["tags"], &back["state"]), (&json!(["one"]), &json!("draft")));
    assert_eq!(back["content"][0]["text"], "Twelve");
    assert_eq!(put(&site, &id, &json!({"state": "published", "tags": ""})).0, 200);
    let back = read_back(&site.world, &id, true);
    assert_eq!((&back["tags"], &back["state"]), (&json!([]), &json!("published")));
    assert_eq!(back["content"][0]["text"], "Twelve");
}

#[test]
fn a_reblog_carries_its_trail_and_shows_its_key() {
    let site = Made::new();
    let (photo, key) = (site.photo.id.0, site.world.site.reblog_key(site.photo.id));
    let reblog = |more: Value| {
        let mut body = json!({
            "content": [{"type": "text", "text": "Well seen"}],
            "parent_tumblelog_uuid": "t:0aY0xL2Fi1OFJg4YxpmegQ", "parent_post_id": photo.to_string(), "reblog_key": key,
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        post(&site.world, POSTS, &body)
    };
    let back = read_back(&site.world, &made(reblog(json!({})), POSTS), true);
    assert_eq!(back["reblogged_from_id"], photo.to_string());
    assert_eq!(back["trail"].as_array().map(Vec::len), Some(1));
    let hidden = made(reblog(json!({"hide_trail": true, "parent_post_id": photo, "content": []})), POSTS);
    assert_eq!(read_back(&site.world, &hidden, true)["trail"], json!([]));
    // An edit leaves out items of the trail that the reblog has now.
    let edit = |id: &str, change: Value| {
        let path = format!("{POSTS}/{id}");
        send(&site.world, Who::Owner, (Method::PUT, &path), "application/json", change.to_string())
    };
    let carried = made(reblog(json!({})), POSTS);
    let (status, answer) = edit(&carried, json!({"exclude_trail_items": [7]}));
    assert_eq!(status, 400, "{answer}");
    assert_eq!(edit(&carried, json!({"exclude_trail_items": [0]})).0, 200);
    let back = read_back(&site.world, &carried, true);
    assert_eq!((&back["trail"], &back["content"][0]["text"]), (&json!([]), &json!("Well seen")));
    let carried = made(reblog(json!({})), POSTS);
    assert_eq!(edit(&carried, json!({"comment": "<p>Seen twice</p>"})).0, 200);
    assert_eq!(read_back(&site.world, &carried, true)["content"][0]["text"], "Seen twice");
    assert_eq!(edit(&carried, json!({"comment": "*Thrice*", "format": "markdown"})).0, 200);
    assert_eq!(read_back(&site.world, &carried, true)["content"][0]["text"], "Thrice");
    let both = json!({"comment": "a", "content": [{"type": "text", "text": "b"}]});
    assert_eq!(edit(&carried, both).1["errors"][0]["code"], 8001);
    assert_eq!(edit(&site.text.id.to_string(), json!({"comment": "Lost"})).1["errors"][0]["code"], 8001);
    assert_eq!(edit(&carried, json!({"hide_trail": true})).0, 200);
    assert_eq!(read_back(&site.world, &carried, true)["trail"], json!([]));
    let without = made(reblog(json!({"exclude_trail_items": [0]})), POSTS);
    assert_eq!(read_back(&site.world, &without, true)["trail"], json!([]));
    for (more, status, code, words) in [
        (json!({"reblog_key": "wrong"}), 400, 8002, "reblog_key"),
        (json!({"reblog_key": null}), 400, 8002, "reblog_key"),
        (json!({"parent_post_id": 7}), 400, 8002, "parent_post_id"),
        (json!({"parent_post_id": null}), 400, 8002, "parent_post_id"),
        (json!({"parent_tumblelog_uuid": "bees"}), 400, 8002, "parent_tumblelog_uuid"),
        (json!({"exclude_trail_items": [5]}), 400, 0, "exclude_trail_items"),
        (json!({"exclude_trail_items": ["x"]}), 400, 0, "exclude_trail_items"),
        (json!({"content": [{"type": "video", "media": {"url": "/media/x.mp4"}}]}), 403, 8008, "content"),
        // The reblog has content of its own here: the words would be lost.
        (json!({"comment": "And more"}), 400, 8001, "comment and content cannot be combined"),
    ] {
        let (found, answer) = reblog(more.clone());
        let error = &answer["errors"][0];
        assert_eq!((found, &error["code"]), (status, &json!(code)), "{more}: {answer}");
        assert!(error["detail"].as_str().unwrap().contains(words), "{answer}");
    }
    // Words in the older way, where no blocks are sent.
    let older = json!({"comment": "*Warm* words", "format": "markdown", "content": null});
    let back = read_back(&site.world, &made(reblog(older), POSTS), true);
    assert_eq!(
        (&back["content"][0]["text"], back["content"].as_array().map(Vec::len)),
        (&json!("Warm words"), Some(1))
    );
    let original = json!({"comment": "Lost", "tags": "a"});
    assert_eq!(
        post(&site.world, POSTS, &original).1["errors"][0]["code"],
        8001,
        "only a reblog has a comment"
    );
    let plain = get(&site.world, Who::Key, "/v2/blog/bees/posts?filter=text").1;
    let body = plain["response"]["posts"][0]["caption"].as_str().unwrap();
    assert!(
        !body.contains('<') && body.contains("staff:\nThree hills") && body.contains("How lovely"),
        "{body}"
    );
}

#[test]
fn likes_need_the_posts_key() {
    let site = Made::new();
    let id = site.reblog.id;
    let like =
        |path: &str, id: Value, key: &str| post(&site.world, path, &json!({"id": id, "reblog_key": key})).0;
    let key = site.world.site.reblog_key(id);
    let count = || {
        get(&site.world, Who::Key, &format!("/v2/blog/bees/notes?id={id}&mode=likes")).1["response"]["total_notes"].clone()
    };
    let before = count().as_i64().unwrap();
    assert_eq!(like("/v2/user/like", json!(id.0), &key), 200);
    assert_eq!(like("/v2/user/like", json!(id.to_string()), &key), 200, "again");
    assert_eq!(count().as_i64(), Some(before + 1));
    assert_eq!(like("/v2/user/unlike", json!(id.to_string()), &key), 200);
    assert_eq!(count().as_i64(), Some(before));
    assert_eq!(like("/v2/user/like", json!(id.0), "wrong"), 404);
    assert_eq!(like("/v2/user/like", json!(id.0), ""), 400);
    assert_eq!(like("/v2/user/like", json!(null), &key), 400);
}

#[test]
fn what_is_deleted_is_gone() {
    let site = Made::new();
    let path = "/v2/blog/staff/post/delete";
    let delete = |id: Value| post(&site.world, path, &json!({ "id": id })).0;
    assert_eq!(delete(json!(site.reblog.id.0)), 404, "of another blog");
    assert_eq!(delete(json!(site.draft.id.to_string())), 200);
    assert_eq!(delete(json!(site.draft.id.0)), 404);
    assert_eq!(post(&site.world, "/v2/blog/reader/post/delete", &json!({"id": site.bare.id.0})).0, 403);
}

#[test]
fn a_submission_goes_to_anothers_inbox() {
    let site = Made::new();
    let body = json!({"content": [{"type": "text", "text": "For you"}], "state": "unapproved"});
    let (status, answer) = post(&site.world, "/v2/blog/reader/posts", &body);
    // A blog takes submissions only when its owner says so.
    assert!(status == 201 || status == 403, "{answer}");
    assert_eq!(post(&site.world, POSTS, &body).0, 400);
    assert_eq!(post(&site.world, "/v2/blog/reader/posts", &json!({"content": body["content"]})).0, 403);
}
