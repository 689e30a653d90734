//! Asking the API as each kind of visitor.

use crate::world::{Answer, World};
use axum::body::Body;
use axum::http::{Method, Request, header};
use model::{Account, AccountId, BlogId, Client, ClientId, Scopes, Time};
use serde_json::Value;
use tagstead_server::visitor::Visitor;
use tumblelog::BlogLookup;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Nobody,
    Key,
    /// Somebody with a blog of their own, `reader`.
    Account,
    /// The owner of `staff` and `bees`.
    Owner,
}

impl Who {
    pub const ALL: [Self; 4] = [Self::Nobody, Self::Key, Self::Account, Self::Owner];

    pub fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Key => "key",
            Self::Account => "account",
            Self::Owner => "owner",
        }
    }
}

pub fn blog_id(world: &World, name: &str) -> BlogId {
    let named = BlogLookup::Name(world.blog(name));
    world.run(world.site.find_blog(named)).unwrap().unwrap().id
}

pub fn visitor(world: &World, who: Who) -> Visitor {
    let client = Client {
        id: ClientId(1),
        owner: AccountId(1),
        name: "a program".into(),
        key: "ck".into(),
        redirects: Vec::new(),
        created: Time(0),
        public: false,
    };
    let account = |id, name: &str, blogs: &[&str]| Visitor::Account {
        client: Some(client.clone()),
        account: Account {
            id: AccountId(id),
            name: name.into(),
            blogs: blogs.iter().map(|name| blog_id(world, name)).collect(),
            created: Time(0),
            moderator: false,
        },
        scopes: Scopes { basic: true, write: true, offline_access: false },
    };
    match who {
        Who::Nobody => Visitor::Nobody,
        Who::Key => Visitor::Key(client),
        Who::Account => account(2, "reader", &["reader"]),
        Who::Owner => account(1, "mara", &["staff", "bees"]),
    }
}

pub fn ask_with(world: &World, who: Who, method: Method, path: &str, body: Body) -> Answer {
    let mut request = Request::builder().method(method).uri(path).body(body).unwrap();
    request.extensions_mut().insert(visitor(world, who));
    world.ask(request)
}

/// A request with a body of a media type, and the status and JSON of its answer.
pub fn send(world: &World, who: Who, to: (Method, &str), mime: &str, body: impl Into<Body>) -> (u16, Value) {
    let request = Request::builder().method(to.0).uri(to.1).header(header::CONTENT_TYPE, mime);
    let mut request = request.body(body.into()).unwrap();
    request.extensions_mut().insert(visitor(world, who));
    told(&world.ask(request), to.1)
}

/// The status and JSON of an answer.
pub fn told(answer: &Answer, path: &str) -> (u16, Value) {
    let value: Value = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|error| panic!("{path}: {error}: {}", String::from_utf8_lossy(&answer.body)));
    assert_eq!(value["meta"]["status"], answer.status.as_u16(), "{path}");
    (answer.status.as_u16(), value)
}

/// JSON, posted by the owner of `staff`.
pub fn post(world: &World, path: &str, body: &Value) -> (u16, Value) {
    send(world, Who::Owner, (Method::POST, path), "application/json", body.to_string())
}

/// The id of what was made.
pub fn made(answer: (u16, Value), path: &str) -> String {
    let (status, mut answer) = answer;
    assert_eq!(status, 201, "{path}: {answer}");
    match answer["response"]["id"].take() {
        Value::String(id) => id,
        other => panic!("{path}: the id is {other}"),
    }
}

/// A post as its owner reads it back, in blocks or an older type.
pub fn read_back(world: &World, id: &str, npf: bool) -> Value {
    let (status, mut answer) =
        get(world, Who::Owner, &format!("/v2/blog/staff/posts?id={id}&npf={npf}&reblog_info=true"));
    assert_eq!(status, 200, "{id}: {answer}");
    super::schema::check(&answer, &super::schema::POSTS);
    answer["response"]["posts"][0].take()
}

/// A GET, with its status.
pub fn get(world: &World, who: Who, path: &str) -> (u16, Value) {
    let answer = ask_with(world, who, Method::GET, path, Body::empty());
    let value: Value = serde_json::from_slice(&answer.body)
        .unwrap_or_else(|error| panic!("{path}: {error}: {}", String::from_utf8_lossy(&answer.body)));
    assert_eq!(value["meta"]["status"], answer.status.as_u16(), "{path}");
    (answer.status.as_u16(), value)
}

/// The `response` of a GET with a key that succeeds.
pub fn response(world: &World, path: &str) -> Value {
    let (status, mut value) = get(world, Who::Key, path);
    assert_eq!(status, 200, "{path}: {value}");
    value["response"].take()
}
