//! Queues, drafts and the inbox.

use super::{done, held, ids, read};
use crate::api::ask::{Who, get};
use crate::api::made::Made;
use crate::api::schema::{self};
use axum::http::Method;
use model::State;
use serde_json::json;
use tumblelog::Actor;

#[test]
fn a_queue_is_put_in_order() {
    let made = Made::new();
    let owner = Who::Owner;
    let posts: Vec<i64> = ["one", "two", "three"].map(|text| held(&made, State::Queued, text).id.0).into();
    let queue =
        |query: &str| read(&made, owner, &format!("/v2/blog/staff/posts/queue?{query}"), &schema::HELD);
    let list = queue("");
    assert_eq!((ids(&list["posts"]), &list["total_posts"]), (posts.clone(), &json!(3)));
    let times: Vec<i64> = list["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["scheduled_publish_time"].as_i64().unwrap())
        .collect();
    assert!(times.is_sorted() && times[0] > made.world.site.clock().now().seconds(), "{times:?}");
    let single = read(&made, owner, &format!("/v2/blog/staff/posts/{}", posts[1]), &schema::SINGLE);
    assert_eq!(single["scheduled_publish_time"], times[1]);

    let reorder = "/v2/blog/staff/posts/queue/reorder";
    done(
        &made,
        owner,
        &Method::POST,
        reorder,
        &json!({"post_id": posts[2].to_string(), "insert_after": 0}),
        200,
    );
    assert_eq!(ids(&queue("")["posts"]), [posts[2], posts[0], posts[1]]);
    done(&made, owner, &Method::POST, reorder, &json!({"post_id": posts[2], "insert_after": posts[0]}), 200);
    let first = queue("limit=2");
    assert_eq!(ids(&first["posts"]), [posts[0], posts[2]]);
    assert_eq!(first["_links"]["next"]["query_params"]["offset"], "2");
    assert_eq!(ids(&queue("offset=2")["posts"]), [posts[1]]);
    done(&made, owner, &Method::POST, "/v2/blog/staff/posts/queue/shuffle", &json!({}), 200);
    assert_eq!(queue("")["total_posts"], 3);

    for body in [json!({}), json!({"post_id": "x"}), json!({"post_id": posts[0], "insert_after": -1})] {
        done(&made, owner, &Method::POST, reorder, &body, 400);
    }
    done(&made, owner, &Method::POST, reorder, &json!({"post_id": 5}), 404);
    done(&made, Who::Account, &Method::POST, reorder, &json!({"post_id": posts[0]}), 403);
    done(&made, Who::Key, &Method::POST, reorder, &json!({"post_id": posts[0]}), 401);
}

#[test]
fn drafts_and_the_inbox_are_their_owners() {
    let made = Made::new();
    let world = &made.world;
    let more = held(&made, State::Draft, "Second thoughts");
    let path = "/v2/blog/staff/posts/draft";
    let drafts = read(&made, Who::Owner, &format!("{path}?limit=1"), &schema::HELD);
    assert_eq!(drafts["total_posts"], 2);
    let rest = read(&made, Who::Owner, drafts["_links"]["next"]["href"].as_str().unwrap(), &schema::HELD);
    let mut both = [ids(&drafts["posts"]), ids(&rest["posts"])].concat();
    both.sort_unstable();
    let mut wanted = [made.draft.id.0, more.id.0];
    wanted.sort_unstable();
    assert_eq!(both, wanted);

    let open = model::BlogSettings { anonymous_asks: true, submissions: true, ..Default::default() };
    let staff = world.blog("staff");
    world.run(world.site.set_blog_settings(&staff, open)).unwrap();
    let document = || npf::Document::from_json(r#"[{"type":"text","text":"Where is the spring?"}]"#).unwrap();
    world
        .run(world.site.send_ask(staff.clone(), Some(Actor::from(world.blog("reader"))), false, document()))
        .unwrap();
    let submission = |by: Option<&str>, name: &str| tumblelog::Submission {
        to: staff.clone(),
        by: by.map(|by| Actor::from(world.blog(by))),
        guest_name: name.into(),
        guest_email: String::new(),
        content: document(),
        kind: None,
        tags: vec!["guest".into()],
    };
    world.run(world.site.submit_post(submission(Some("reader"), ""))).unwrap();
    world.run(world.site.submit_post(submission(None, "A walker"))).unwrap();
    let inbox = read(&made, Who::Owner, "/v2/blog/staff/posts/submission?filter=text", &schema::HELD);
    let mut told: Vec<String> = inbox["posts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|post| {
            format!(
                "{} {} {} {} {}",
                post["type"],
                post["is_submission"],
                post["post_author"],
                post["anonymous_name"],
                post["asking_name"]
            )
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            r#""answer" null null null "reader""#,
            r#""text" true "reader" "" null"#,
            r#""text" true null "A walker" null"#,
        ]
    );
    for list in ["posts/draft", "posts/submission", "posts/queue", "followers", "notifications", "blocks"] {
        let path = format!("/v2/blog/staff/{list}");
        for (who, status) in [(Who::Nobody, 401), (Who::Key, 401), (Who::Account, 403), (Who::Owner, 200)] {
            assert_eq!(get(world, who, &path).0, status, "{who:?} {path}");
        }
    }
}
