//! A site with a few posts behind the router.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use model::{BlogName, Post, Precision, Source, Time};
use npf::Document;
use std::sync::Arc;
use store::{DatabaseUrl, Store};
use tagstead_server::{App, Limits, Settings, router};
use testkit::{Database, FakeClock};
use tower::ServiceExt;
use tumblelog::{NewBlog, NewPost, Site};

pub struct World {
    pub site: Site,
    router: Router,
    runtime: tokio::runtime::Runtime,
    pub media: tempfile::TempDir,
    _database: Database,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub fn at(text: &str) -> Time {
    Time::parse(text).unwrap().0
}

impl World {
    /// Empty.
    pub fn new() -> Self {
        let database = testkit::sqlite();
        let store = Store::open(&DatabaseUrl::parse(&database.url).unwrap(), 2, [7; 16]).unwrap();
        let clock = Arc::new(FakeClock::at(at("2026-11-22T12:00:00Z")));
        let media = tempfile::tempdir().unwrap();
        let site = Site::new(store, clock.clone(), testkit::ids(), media.path().to_owned());
        let settings = Settings {
            title: "Tagstead".into(),
            base_url: "https://tags.example/".into(),
            limits: Limits::default(),
        };
        let router = router(App::new(site.clone(), clock, settings));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { site, router, runtime, media, _database: database }
    }

    /// With 45 posts, by a person and a robot, in two languages, under tags of all sorts.
    pub fn peopled() -> Self {
        let world = Self::new();
        for i in 0..45 {
            let month = 1 + i % 12;
            let text = if i % 3 == 0 {
                format!("Kəlbəcərdə bal yığımı başladı, şəhərə yol açıqdır {i}")
            } else {
                format!("The water of this spring number {i} is warm all through the winter")
            };
            let mut tags = vec!["kalbajar"];
            tags.extend(match i {
                0 => &["c++", "a/b"][..],
                1 => &["living in sin", "Şuşa"],
                2 => &["آب گرم", "🐝", ".."],
                _ => &["honey"],
            });
            world.publish(
                if i % 5 == 4 { "wire" } else { "almanac" },
                &text,
                &tags,
                &format!("2025-{month:02}-10"),
            );
        }
        world
    }

    pub fn blog(&self, name: &str) -> BlogName {
        let name = BlogName::parse(name).unwrap();
        let new = NewBlog { robot: name.as_str() == "wire", ..NewBlog::named(name) };
        self.runtime.block_on(self.site.create_blog(new)).unwrap().name
    }

    pub fn publish(&self, blog: &str, text: &str, tags: &[&str], day: &str) -> Post {
        let content = serde_json::json!([{"type": "text", "text": text}]).to_string();
        self.publish_with(blog, &content, |new| {
            new.tags = tags.iter().map(|&tag| tag.into()).collect();
            new.published = Some(at(day));
        })
    }

    pub fn publish_with(&self, blog: &str, content: &str, change: impl FnOnce(&mut NewPost)) -> Post {
        let mut new = NewPost::new(self.blog(blog), Document::from_json(content).unwrap());
        new.source = Some(Source { url: "https://www.instagram.com/p/abc".into(), title: String::new() });
        change(&mut new);
        let post = self.runtime.block_on(self.site.publish(new)).unwrap();
        assert_eq!(post.precision, Precision::Exact);
        post
    }

    pub fn ask(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let body = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec();
            Answer { status, headers, body }
        })
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap())
    }

    pub fn get_with(&self, path: &str, name: header::HeaderName, value: &str) -> Answer {
        self.ask(Request::get(path).header(name, value).body(Body::empty()).unwrap())
    }
}

/// What stands between two marks, each time.
pub fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    text.split(from).skip(1).filter_map(|rest| rest.split(to).next()).collect()
}
