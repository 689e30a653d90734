//! Blocks.

use super::{done, names, read};
use crate::api::ask::Who;
use crate::api::made::Made;
use crate::api::schema::{self};
use axum::http::Method;
use serde_json::json;

#[test]
fn who_is_blocked_stays_outside() {
    let made = Made::new();
    let (me, owner) = (Who::Account, Who::Owner);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 200);
    let blocked = json!({"blocked_tumblelog": "reader.tumblr.com"});
    done(&made, me, &Method::POST, "/v2/blog/staff/blocks", &blocked, 403);
    for known in [false, true] {
        let told = done(&made, owner, &Method::POST, "/v2/blog/staff/blocks", &blocked, 201);
        assert_eq!(told, json!({"already_blocked": known}));
    }
    let list = read(&made, owner, "/v2/blog/staff/blocks", &schema::BLOCKED);
    assert_eq!(names(&list["blocked_tumblelogs"]), ["reader"]);
    let now = made.world.site.clock().now().seconds();
    assert_eq!(list["blocked_tumblelogs"][0]["blocked_timestamp"], now);
    let info = read(&made, owner, "/v2/blog/reader/info", &schema::INFO);
    assert_eq!(info["blog"]["is_blocked_from_primary"], true);
    assert_eq!(read(&made, me, "/v2/user/following", &schema::BLOGS)["total_blogs"], 0);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 403);
    done(
        &made,
        owner,
        &Method::DELETE,
        "/v2/blog/staff/blocks?blocked_tumblelog=reader&anonymous_only=true",
        &json!({}),
        200,
    );
    // There are no blocks of anonymous people, so that removing them all succeeds; naming nobody is 404.
    done(&made, owner, &Method::DELETE, "/v2/blog/staff/blocks?anonymous_only=true", &json!({}), 200);
    done(&made, owner, &Method::DELETE, "/v2/blog/staff/blocks?anonymous_only=false", &json!({}), 404);
    done(&made, owner, &Method::DELETE, "/v2/blog/staff/blocks", &json!({}), 404);
    done(&made, me, &Method::POST, "/v2/user/follow", &json!({"url": "staff"}), 200);
    let both = json!({"blocked_tumblelogs": "reader, bees", "force": true});
    done(&made, owner, &Method::POST, "/v2/blog/staff/blocks/bulk", &both, 200);
    let list = read(&made, owner, "/v2/blog/staff/blocks?limit=1", &schema::BLOCKED);
    assert!(list["_links"]["next"]["href"].is_string());
    done(&made, owner, &Method::POST, "/v2/blog/bees/blocks", &json!({"post_id": made.bare.id.0}), 201);
    assert_eq!(
        names(&read(&made, owner, "/v2/blog/bees/blocks", &schema::BLOCKED)["blocked_tumblelogs"]),
        ["reader"]
    );

    let many = vec!["reader"; 101].join(",");
    for (path, body, status) in [
        ("/v2/blog/staff/blocks", json!({}), 400),
        ("/v2/blog/staff/blocks", json!({"blocked_tumblelog": "staff"}), 400),
        ("/v2/blog/staff/blocks", json!({"blocked_tumblelog": "nobody"}), 404),
        ("/v2/blog/staff/blocks", json!({"anonymous_only": true, "post_id": 5}), 400),
        ("/v2/blog/staff/blocks", json!({"post_id": 5}), 404),
        ("/v2/blog/staff/blocks", json!({"post_id": 5, "blocked_tumblelog": "reader"}), 400),
        ("/v2/blog/staff/blocks/bulk", json!({"blocked_tumblelogs": many}), 400),
        ("/v2/blog/staff/blocks/bulk", json!({"blocked_tumblelogs": ",,"}), 400),
        ("/v2/blog/staff/blocks/bulk", json!({"blocked_tumblelogs": "reader,nobody"}), 404),
    ] {
        done(&made, owner, &Method::POST, path, &body, status);
    }
}
