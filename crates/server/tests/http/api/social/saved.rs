//! Searches that a person keeps, over HTTP.

use super::{Who, done, read, schema};
use crate::api::made::Made;
use crate::browser::account;
use axum::http::Method;
use serde_json::{Value, json};
use std::time::Duration;

const PATH: &str = "/v2/user/saved_searches";

/// A site whose visitors have accounts, to which searches belong: the first is that of the owner.
fn peopled() -> Made {
    let made = Made::new();
    let ids = ["mara", "ada"].map(|name| account(&made.world, name).id.0);
    assert_eq!(ids, [1, 2]);
    made
}

fn list(made: &Made, who: Who) -> Vec<(String, Value, bool)> {
    let told = read(made, who, PATH, &schema::SAVED_SEARCHES);
    let of = |one: &Value| {
        let name = one["name"].as_str().unwrap().to_owned();
        (name, one["unread_count"].clone(), one["unread_more"].as_bool().unwrap())
    };
    told["saved_searches"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn a_search_is_kept_counts_what_is_new_and_is_forgotten() {
    let made = peopled();
    let me = Who::Account;
    let kept = done(&made, me, &Method::POST, PATH, &json!({"query": "#tea", "name": "Tea"}), 201);
    let (id, search) = (kept["id"].as_str().unwrap(), &kept["saved_search"]);
    assert_eq!((search["query"].as_str(), search["unread_count"].as_u64()), (Some("#tea"), Some(0)));
    let followed = done(&made, me, &Method::POST, PATH, &json!({"query": "#TEA"}), 201);
    assert_eq!(followed["id"], id, "a tag is followed once");
    done(&made, me, &Method::POST, PATH, &json!({"query": "#honey -#tea"}), 201);

    made.world.clock.advance(Duration::from_secs(60));
    made.world.publish("staff", "Black, with thyme.", &["tea"], "2026-11-22");
    made.world.publish_with("staff", r#"[{"type":"text","text":"Green."}]"#, |new| {
        new.tags = vec!["Tea".into()];
        new.published = None;
    });
    let told =
        |tea: u64| vec![("#honey -#tea".to_owned(), json!(0), false), ("Tea".to_owned(), json!(tea), false)];
    assert_eq!(list(&made, me), told(1), "what is dated before the search was kept is not new");
    assert_eq!(list(&made, Who::Owner), [], "each account has its own");

    for (who, method, path, status) in [
        (Who::Owner, Method::POST, format!("{PATH}/{id}/read"), 404),
        (Who::Owner, Method::DELETE, format!("{PATH}/{id}"), 404),
        (me, Method::POST, format!("{PATH}/{id}/read"), 200),
        (me, Method::DELETE, format!("{PATH}/9999999999999999999"), 404),
    ] {
        done(&made, who, &method, &path, &json!({}), status);
    }
    assert_eq!(list(&made, me), told(0));
    done(&made, me, &Method::DELETE, &format!("{PATH}/{id}"), &json!({}), 200);
    assert_eq!(list(&made, me).len(), 1);
}

#[test]
fn a_search_that_cannot_be_kept_is_refused_in_words() {
    let made = peopled();
    for body in [
        json!({}),
        json!({"query": ""}),
        json!({"query": "type:pic"}),
        json!({"query": "#tea", "name": "x".repeat(81)}),
        json!({"query": "(".repeat(2001)}),
    ] {
        done(&made, Who::Account, &Method::POST, PATH, &body, 400);
    }
    done(&made, Who::Account, &Method::POST, PATH, &json!({"query": "#tea", "name": "Tea"}), 201);
    done(&made, Who::Account, &Method::POST, PATH, &json!({"query": "#honey", "name": "Tea"}), 400);
    done(&made, Who::Key, &Method::POST, PATH, &json!({"query": "#tea"}), 401);
}
