//! One client of the load: what it did, and how much of that was acknowledged.

use super::wire::ask;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(120);

/// Where the servers are at the moment, and how much has been done.
pub struct Scene {
    addresses: Mutex<Vec<SocketAddr>>,
    /// Requests, answered or not.
    pub done: AtomicUsize,
    /// A blog of posts to like and reblog: their ids and keys.
    pub common: Vec<(String, String)>,
    /// Its uuid.
    pub common_uuid: String,
}

impl Scene {
    pub fn new(addresses: Vec<SocketAddr>, common: Vec<(String, String)>, common_uuid: String) -> Self {
        Self { addresses: Mutex::new(addresses), done: AtomicUsize::new(0), common, common_uuid }
    }

    /// The address of a server; clients are spread over all of them by their numbers.
    pub fn address(&self, number: usize) -> SocketAddr {
        let addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses[number % addresses.len()]
    }

    /// A server runs again, elsewhere.
    pub fn moved(&self, server: usize, address: SocketAddr) {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)[server] = address;
    }
}

/// Whether something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    No,
    /// Ordered, and never answered: either is right.
    Perhaps,
    Yes,
}

/// One post that a client ordered, known by a tag of its own.
#[derive(Debug)]
pub struct Ordered {
    pub marker: String,
    /// Its id, where the order was acknowledged.
    pub id: Option<String>,
    /// What its words may be.
    pub texts: Vec<String>,
    pub deleted: Done,
}

/// A client with a blog of its own.
pub struct Worker {
    pub blog: String,
    pub bearer: String,
    pub posts: Vec<Ordered>,
    /// Of the common posts, in their order.
    pub likes: Vec<Done>,
    /// Its number among the clients, by which it has a server.
    number: usize,
    turn: usize,
}

impl Worker {
    pub fn new(blog: String, bearer: String, number: usize, common: usize) -> Self {
        Self { blog, bearer, posts: Vec::new(), likes: vec![Done::No; common], number, turn: 0 }
    }

    /// Does so many things, reads and writes in turns.
    pub fn work(&mut self, scene: &Scene, operations: usize) {
        for turn in 0..operations {
            self.turn = turn;
            match turn % 10 {
                0 | 4 => self.create(scene, turn % 20 == 4),
                2 => self.like(scene),
                6 => self.edit(scene),
                8 if turn % 20 == 8 => self.delete(scene),
                8 => self.unlike(scene),
                _ => self.read(scene),
            }
        }
    }

    /// Asks until a server is there to hear it; `None` where it went before it answered. A server that answers never
    /// says that it broke.
    fn ask(&self, scene: &Scene, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let begun = Instant::now();
        let stream = loop {
            match TcpStream::connect(scene.address(self.number)) {
                Ok(stream) => break stream,
                Err(error) => assert!(begun.elapsed() < PATIENCE, "no server for {PATIENCE:?}: {error}"),
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let answer = ask(stream, method, path, &self.bearer, &body);
        scene.done.fetch_add(1, Ordering::Relaxed);
        if let Some((status, answer)) = &answer {
            assert!(*status < 400, "{method} {path} {body}: {status} {answer}");
        }
        answer
    }

    fn create(&mut self, scene: &Scene, reblog: bool) {
        let marker = format!("{} {}", self.blog, self.turn);
        let text = format!("The spring of {marker} runs into a trough.");
        let mut order =
            json!({ "content": [{ "type": "text", "text": text }], "tags": format!("faults,{marker}") });
        if reblog && let Some((id, key)) = scene.common.get(self.turn % scene.common.len()) {
            order["parent_tumblelog_uuid"] = scene.common_uuid.as_str().into();
            order["parent_post_id"] = id.as_str().into();
            order["reblog_key"] = key.as_str().into();
        }
        let answer = self.ask(scene, "POST", &format!("/v2/blog/{}/posts", self.blog), &order);
        let id = answer.map(|(_, answer)| {
            answer["response"]["id"].as_str().unwrap_or_else(|| panic!("no id: {answer}")).to_owned()
        });
        self.posts.push(Ordered { marker, id, texts: vec![text], deleted: Done::No });
    }

    /// One of its own posts that is surely there, at this place from the newest.
    fn own(&mut self, back: usize) -> Option<&mut Ordered> {
        let there = |post: &&mut Ordered| post.id.is_some() && post.deleted == Done::No;
        self.posts.iter_mut().rev().filter(there).nth(back)
    }

    fn edit(&mut self, scene: &Scene) {
        let turn = self.turn;
        let Some(post) = self.own(turn % 3) else { return self.read(scene) };
        let (id, marker) = (post.id.clone().unwrap_or_default(), post.marker.clone());
        let text = format!("The spring of {marker} runs dry at {turn}.");
        let order =
            json!({ "content": [{ "type": "text", "text": text }], "tags": format!("faults,{marker}") });
        let path = format!("/v2/blog/{}/posts/{id}", self.blog);
        let acknowledged = self.ask(scene, "PUT", &path, &order).is_some();
        if let Some(post) = self.posts.iter_mut().find(|post| post.marker == marker) {
            if acknowledged {
                post.texts.clear();
            }
            post.texts.push(text);
        }
    }

    fn delete(&mut self, scene: &Scene) {
        let Some(post) = self.own(2) else { return self.read(scene) };
        let (id, marker) = (post.id.clone().unwrap_or_default(), post.marker.clone());
        let answer =
            self.ask(scene, "POST", &format!("/v2/blog/{}/post/delete", self.blog), &json!({ "id": id }));
        if let Some(post) = self.posts.iter_mut().find(|post| post.marker == marker) {
            post.deleted = if answer.is_some() { Done::Yes } else { Done::Perhaps };
        }
    }

    fn like(&mut self, scene: &Scene) {
        let at = self.turn / 10 % scene.common.len();
        self.heart(scene, at, "/v2/user/like", Done::Yes);
    }

    fn unlike(&mut self, scene: &Scene) {
        match self.likes.iter().position(|like| *like == Done::Yes) {
            Some(at) => self.heart(scene, at, "/v2/user/unlike", Done::No),
            None => self.read(scene),
        }
    }

    fn heart(&mut self, scene: &Scene, at: usize, path: &str, then: Done) {
        let (id, key) = &scene.common[at];
        let answer = self.ask(scene, "POST", path, &json!({ "id": id, "reblog_key": key }));
        self.likes[at] = if answer.is_some() { then } else { Done::Perhaps };
    }

    /// Lists, and what it has just written: acknowledged is visible.
    fn read(&mut self, scene: &Scene) {
        let blog = self.blog.clone();
        let own = self.own(0).and_then(|post| post.id.clone());
        let path = match (self.turn % 5, own) {
            (1, Some(id)) => format!("/v2/blog/{blog}/posts/{id}"),
            (3, _) => "/v2/tagged?tag=faults&limit=5".to_owned(),
            (_, _) if self.turn % 4 == 1 => "/v2/user/info".to_owned(),
            _ => format!("/v2/blog/{blog}/posts?limit=10&npf=true"),
        };
        drop(self.ask(scene, "GET", &path, &Value::Null));
    }
}
