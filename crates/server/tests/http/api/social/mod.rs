//! What blogs do to one another, over HTTP: two people follow, block, filter, and look after what waits.

mod block;
mod follow;
mod likes;
mod limits;
mod notices;
mod queue;
mod saved;

use super::ask::{Who, get};
use super::made::Made;
use super::schema::{self, Type, check};
use axum::body::Body;
use axum::http::{Method, Request};
use model::{Post, State};
use serde_json::Value;
use tumblelog::NewPost;

/// A request with JSON.
fn send(made: &Made, who: Who, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    request.extensions_mut().insert(crate::api::ask::visitor(&made.world, who));
    let answer = made.world.ask(request);
    let value: Value = serde_json::from_slice(&answer.body).unwrap();
    check(&value, &schema::ANY);
    (answer.status.as_u16(), value)
}

fn done(made: &Made, who: Who, method: &Method, path: &str, body: &Value, status: u16) -> Value {
    let (found, mut answer) = send(made, who, method.clone(), path, body);
    assert_eq!(found, status, "{method} {path} {body}: {answer}");
    answer["response"].take()
}

fn read(made: &Made, who: Who, path: &str, wanted: &Type) -> Value {
    let (status, mut answer) = get(&made.world, who, path);
    assert_eq!(status, 200, "{path}: {answer}");
    check(&answer, wanted);
    answer["response"].take()
}

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().map(|post| post["id"].as_i64().unwrap()).collect()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|blog| blog["name"].as_str().unwrap()).collect()
}

fn held(made: &Made, state: State, text: &str) -> Post {
    made.world.publish_with(
        "staff",
        &format!(r#"[{{"type":"text","text":"{text}"}}]"#),
        |new: &mut NewPost| {
            new.state = state;
            new.published = None;
            new.source = None;
        },
    )
}
