//! Notifications and filters.

use super::{done, read};
use crate::api::ask::Who;
use crate::api::made::Made;
use crate::api::schema::{self};
use axum::http::Method;
use serde_json::{Value, json};

#[test]
fn notifications_tell_what_was_done_and_are_muted_by_post() {
    let made = Made::new();
    let owner = Who::Owner;
    let list = |query: &str| {
        let path = format!("/v2/blog/staff/notifications?{query}");
        read(&made, owner, &path, &schema::NOTIFICATIONS)
    };
    let kinds = |list: &Value| -> Vec<String> {
        let all = list["notifications"].as_array().unwrap();
        all.iter().map(|notice| notice["type"].as_str().unwrap().to_owned()).collect()
    };
    let all = list("");
    insta::assert_json_snapshot!("notifications", all);
    assert_eq!(kinds(&list("types[]=reply&types[]=reblog_with_content")), ["reply", "reblog_with_content"]);
    assert_eq!(kinds(&list("types=reply,reblog_with_content")), ["reply", "reblog_with_content"]);
    assert_eq!(
        kinds(&list("types=reply%2C%20Like&rollups=false")).first().map(String::as_str),
        Some("reply")
    );
    assert!(!kinds(&list(&format!("omit_post_ids[]={}", made.photo.id))).contains(&"reply".to_owned()));
    assert_eq!(kinds(&list(&format!("omit_post_ids={},{}", made.photo.id, made.text.id))), [""; 0]);
    let ids: std::collections::BTreeSet<String> =
        all["notifications"].as_array().unwrap().iter().map(|notice| notice["id"].to_string()).collect();
    assert_eq!(ids.len(), all["notifications"].as_array().unwrap().len(), "each has an id of its own");
    let mut paged = Vec::new();
    let mut page = list("limit=1&rollups=false");
    loop {
        paged.extend(kinds(&page));
        let Some(next) = page["_links"]["next"]["href"].as_str().map(str::to_owned) else { break };
        page = read(&made, owner, &next, &schema::NOTIFICATIONS);
    }
    assert_eq!(paged, kinds(&list("rollups=false")));

    let mute = format!("/v2/blog/staff/posts/{}/mute", made.text.id);
    let muted = || {
        let post = read(&made, owner, &format!("/v2/blog/staff/posts/{}", made.text.id), &schema::SINGLE);
        (post["muted"].clone(), post["mute_end_timestamp"].clone())
    };
    assert_eq!(muted(), (json!(false), json!(0)));
    done(&made, owner, &Method::POST, &mute, &json!({}), 200);
    assert_eq!(muted(), (json!(true), json!(0)), "for ever");
    let told = done(&made, owner, &Method::POST, &mute, &json!({"mute_length_seconds": 60}), 200);
    assert_eq!(told, json!([]), "an empty success is an empty list");
    let end = made.world.site.clock().now().seconds() + 60;
    assert_eq!(muted(), (json!(true), json!(end)));
    let other = read(&made, Who::Account, &format!("/v2/blog/staff/posts/{}", made.text.id), &schema::SINGLE);
    assert!(other.get("muted").is_none(), "only its owner is told");
    let like = || {
        done(&made, Who::Account, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 200);
        made.world.run(made.world.site.unlike_post(made.text.id, made.world.blog("reader"))).unwrap();
        made.world.run(made.world.site.like_post(made.text.id, made.world.blog("reader"))).unwrap();
    };
    let likes = |by: &str| {
        let list = list("types[]=like&rollups=false");
        let all = list["notifications"].as_array().unwrap().clone();
        all.iter()
            .filter(|n| n["from_tumblelog_name"] == by && n["target_post_id"] == made.text.id.to_string())
            .count()
    };
    like();
    assert_eq!(likes("reader"), 0);
    done(&made, owner, &Method::DELETE, &mute, &json!({}), 200);
    like();
    assert_eq!(likes("reader"), 1);
    assert_eq!(kinds(&list("types[]=follow")), ["follow"]);
    done(&made, owner, &Method::POST, &mute, &json!({"mute_length_seconds": -1}), 400);
    done(&made, owner, &Method::POST, &mute, &json!({"mute_length_seconds": i64::MAX}), 400);
    done(&made, owner, &Method::POST, "/v2/blog/bees/posts/5/mute", &json!({}), 404);
    done(&made, owner, &Method::POST, &format!("/v2/blog/bees/posts/{}/mute", made.text.id), &json!({}), 404);
}

#[test]
fn notifications_of_one_second_are_all_read_by_time() {
    let made = Made::new();
    let world = &made.world;
    let path = |query: &str| format!("/v2/blog/staff/notifications?rollups=false&limit=2{query}");
    world.clock.advance(std::time::Duration::from_secs(10));
    for n in 0..7 {
        let by = world.blog(&format!("reader-{n}"));
        world.run(world.site.reply_to_post(made.text.id, by, format!("Number {n}"))).unwrap();
    }
    let ids = |page: &Value| -> Vec<String> {
        let all = page["notifications"].as_array().unwrap();
        all.iter().map(|notice| notice["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = "/v2/blog/staff/notifications?rollups=false&limit=50";
    let all = ids(&read(&made, Who::Owner, all, &schema::NOTIFICATIONS));
    let (mut seen, mut query) = (Vec::new(), String::new());
    loop {
        let page = read(&made, Who::Owner, &path(&query), &schema::NOTIFICATIONS);
        let Some(last) = page["notifications"].as_array().unwrap().last() else { break };
        query = format!("&before={}", last["timestamp"]);
        seen.extend(ids(&page));
    }
    assert_eq!(seen, all);
    assert!(all.len() > 7, "{all:?}");
    // The cursor names an exact place.
    let first = read(&made, Who::Owner, &path(""), &schema::NOTIFICATIONS);
    assert_eq!(ids(&first), all[..7]);
    let newest = all[0].parse::<i64>().unwrap() + 1;
    let exact = read(&made, Who::Owner, &path(&format!("&page_number={newest}")), &schema::NOTIFICATIONS);
    assert_eq!(ids(&exact), all[..2]);
}

#[test]
fn filters_are_kept_by_fold_and_refused_twice() {
    let made = Made::new();
    let me = Who::Account;
    let tags = |made: &Made| {
        read(made, me, "/v2/user/filtered_tags", &schema::FILTERED_TAGS)["filtered_tags"].clone()
    };
    done(
        &made,
        me,
        &Method::POST,
        "/v2/user/filtered_tags",
        &json!({"filtered_tags": ["Blue Sky", "c++", "blue sky"]}),
        201,
    );
    let mut kept: Vec<String> = serde_json::from_value(tags(&made)).unwrap();
    kept.sort();
    assert_eq!(kept, ["Blue Sky", "c++"]);
    done(&made, me, &Method::DELETE, "/v2/user/filtered_tags/blue%20SKY", &json!({}), 200);
    done(&made, me, &Method::DELETE, "/v2/user/filtered_tags/blue%20SKY", &json!({}), 404);
    done(&made, me, &Method::DELETE, "/v2/user/filtered_tags/c%2B%2B", &json!({}), 200);
    for body in [json!({}), json!({"filtered_tags": []}), json!({"filtered_tags": ["a".repeat(141)]})] {
        done(&made, me, &Method::POST, "/v2/user/filtered_tags", &body, 400);
    }
    let path = "/v2/user/filtered_content";
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "spoiler ahead"}), 201);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "Spoiler Ahead"}), 400);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "x".repeat(251)}), 400);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": ["one", "two"]}), 201);
    done(
        &made,
        me,
        &Method::DELETE,
        "/v2/user/filtered_content?filtered_content=spoiler%20ahead",
        &json!({}),
        200,
    );
    let mut kept: Vec<String> =
        serde_json::from_value(read(&made, me, path, &schema::FILTERED_CONTENT)["filtered_content"].clone())
            .unwrap();
    kept.sort();
    assert_eq!(kept, ["one", "two"]);
    let most: Vec<String> = (0..198).map(|n| format!("phrase {n}")).collect();
    done(&made, me, &Method::POST, path, &json!({"filtered_content": most}), 201);
    done(&made, me, &Method::POST, path, &json!({"filtered_content": "one more"}), 403);
    done(&made, me, &Method::DELETE, path, &json!({}), 400);
    assert_eq!(tags(&made), json!([]));
}
