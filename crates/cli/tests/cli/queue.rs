//! A server publishes its queues on time, once, also when it is killed on the way and another takes over.

use crate::publisher::open;
use crate::run::Home;
use crate::serve::Server;
use model::{BlogName, Clock, PostId, State, Time, clock::SystemClock};
use npf::{Block, Document};
use std::time::{Duration, Instant};
use tumblelog::{NewBlog, NewPost};

const POSTS: i64 = 120;

#[test]
fn what_is_due_is_published_once_though_the_server_is_killed() {
    for home in Home::each() {
        let root = fill(&home, POSTS, 25);
        let first = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]));
        std::thread::sleep(Duration::from_millis(150));
        // Dropped, it is killed and not asked.
        drop(first);
        let second = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]));
        let until = Instant::now() + Duration::from_secs(60);
        let all = format!("data-total=\"{POSTS}\"");
        while !second.get("/tagged/tea").1.contains(&all) {
            assert!(Instant::now() < until, "not all were published");
            std::thread::sleep(Duration::from_millis(200));
        }
        assert_eq!(second.stop(), Some(0));
        let site = open(home.url());
        let page = runtime().block_on(site.post_page("root", root)).unwrap().unwrap();
        assert_eq!((page.card.post.notes, page.notes_held), (POSTS, POSTS as u64), "each is one note");
        assert_eq!(home.checked(), POSTS as u64 + 1);
    }
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Reblogs of one post, to be published one after another from now on, so many milliseconds apart.
pub fn fill(home: &Home, count: i64, apart: i64) -> PostId {
    let site = open(home.url());
    let words = |text: &str| Document::new(vec![Block::text(text)]);
    runtime().block_on(async {
        let [root, walks] = ["root", "walks"].map(|name| BlogName::parse(name).unwrap());
        for blog in [&root, &walks] {
            site.create_blog(NewBlog::with_name(blog.clone())).await.unwrap();
        }
        let first = site.publish_post(NewPost::new(root, words("root"))).await.unwrap().id;
        let now = SystemClock.now();
        for n in 0..count {
            let new = NewPost {
                state: State::Queued,
                publish_on: Some(Time(now.0 + n * apart)),
                reblog_of: Some(first),
                tags: vec!["tea".into()],
                ..NewPost::new(walks.clone(), words("more"))
            };
            site.publish_post(new).await.unwrap();
        }
        first
    })
}
