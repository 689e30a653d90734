//! Polls: when they were made, and their results.

use super::ask::{Who, get, made, post, read_back, response, send};
use super::made::Made;
use axum::http::Method;
use serde_json::{Value, json};

const POSTS: &str = "/v2/blog/staff/posts";

fn poll_of(made: &Made, id: &str) -> Value {
    read_back(&made.world, id, true)["content"][0].clone()
}

#[test]
fn a_poll_says_when_it_was_made_and_has_no_votes() {
    let made = Made::new();
    let poll = &response(&made.world, "/v2/blog/polls/posts?npf=true")["posts"][0]["content"][0];
    // An import may bring none of it: then it was made with its post.
    assert_eq!(
        (&poll["created_at"], &poll["timestamp"], &poll["settings"]["expire_after"]),
        (&json!("2026-02-03 04:05:06 GMT"), &json!(1_770_091_506), &json!(86400))
    );
    let results =
        |poll: &str| get(&made.world, Who::Key, &format!("/v2/polls/polls/{}/{poll}/results", made.poll.id));
    let (status, answer) = results("spring");
    assert_eq!((status, &answer["response"]), (200, &json!({"results": {"upper": 0, "lower": 0}})));
    assert_eq!(results("other").0, 404);
    let text = format!("/v2/polls/staff/{}/spring/results", made.text.id);
    assert_eq!(get(&made.world, Who::Key, &text).0, 404);
    let elsewhere = format!("/v2/polls/staff/{}/spring/results", made.poll.id);
    assert_eq!(get(&made.world, Who::Key, &elsewhere).0, 404, "a poll is found on its own blog only");
}

#[test]
fn a_new_poll_was_made_now_and_keeps_that_through_edits() {
    let made = Made::new();
    let new = json!({"content": [{"type": "poll", "question": "Warm?", "created_at": "1999-01-01 00:00:00 GMT",
        "timestamp": 1, "answers": [{"answer_text": "Yes"}, {"answer_text": "No"}]}]});
    let id = self::made(post(&made.world, POSTS, &new), POSTS);
    let first = poll_of(&made, &id);
    assert_eq!(
        (&first["created_at"], &first["timestamp"]),
        (&json!("2026-11-22 12:00:00 GMT"), &json!(1_795_348_800))
    );
    // Without names of its own it gets some, by which its results are found.
    let (poll, answer) =
        (first["client_id"].as_str().unwrap(), first["answers"][1]["client_id"].as_str().unwrap());
    let (_, results) = get(&made.world, Who::Key, &format!("/v2/polls/staff/{id}/{poll}/results"));
    assert_eq!(results["response"]["results"][answer], 0);
    made.world.clock.advance(std::time::Duration::from_secs(3600));
    let mut changed = first.clone();
    changed["question"] = json!("Is it warm?");
    let path = format!("{POSTS}/{id}");
    let more =
        json!({"content": [changed, {"type": "poll", "client_id": "b", "question": "Cold?", "answers": []}]});
    let (status, answer) =
        send(&made.world, Who::Owner, (Method::PUT, &path), "application/json", more.to_string());
    assert_eq!(status, 200, "{answer}");
    let after = read_back(&made.world, &id, true);
    assert_eq!(after["content"][0]["created_at"], first["created_at"]);
    assert_eq!(after["content"][1]["created_at"], "2026-11-22 13:00:00 GMT");
}
