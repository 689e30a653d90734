//! A site with a few posts behind the router.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use model::{BlogName, Post, Precision, Source, Time};
use npf::Document;
use std::sync::Arc;
use store::{DatabaseUrl, Store};
use tagstead_server::{App, Limits, Operation, Protection, ServerOptions, router};
use testkit::{Database, FakeClock, FakeSecrets};
use tower::ServiceExt;
use tumblelog::account::PasswordCost;
use tumblelog::settings::{FixedBy, FixedSettings, SettingKey, SettingValue};
use tumblelog::{NewBlog, NewPost, Site};

pub struct World {
    pub site: Site,
    pub clock: Arc<FakeClock>,
    pub app: App,
    /// Name of its database.
    pub label: &'static str,
    router: Router,
    runtime: tokio::runtime::Runtime,
    pub media: tempfile::TempDir,
    database: Database,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body; of a page, with its lines joined: where a template breaks its lines says nothing.
    pub fn text(&self) -> String {
        let text = String::from_utf8(self.body.clone()).unwrap();
        match self.header(header::CONTENT_TYPE).starts_with("text/html") {
            true => text.replace('\n', " "),
            false => text,
        }
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
        Self::on(testkit::sqlite(), Protection::default(), FixedSettings::default())
    }

    /// The same site and database, watched as an operator says.
    pub fn watch_with(&mut self, operation: Operation, protection: Protection) {
        let (site, clock) = (self.site.clone(), self.clock.clone());
        self.app = App::with_operation(site, clock, Self::server_options(), protection, operation);
        self.router = router(self.app.clone());
    }

    fn server_options() -> ServerOptions {
        ServerOptions { base_url: "https://tags.example/".into(), limits: Limits::without_limits() }
    }

    /// Empty, whose operator says where the source code is.
    pub fn with_source(url: &str) -> Self {
        let fixed = FixedSettings::default().with_value(
            SettingKey::SourceUrl,
            SettingValue::from(url.to_owned()),
            FixedBy::Flag,
        );
        Self::with_fixed(fixed)
    }

    /// Empty, started with these settings.
    pub fn with_fixed(fixed: FixedSettings) -> Self {
        Self::on(testkit::sqlite(), Protection::default(), fixed)
    }

    /// Empty, one on each database.
    pub fn each() -> Vec<Self> {
        testkit::databases()
            .into_iter()
            .map(|database| Self::on(database, Protection::default(), FixedSettings::default()))
            .collect()
    }

    /// Empty, protected as an operator says.
    pub fn protected(protection: Protection) -> Self {
        Self::on(testkit::sqlite(), protection, FixedSettings::default())
    }

    fn on(database: Database, protection: Protection, fixed: FixedSettings) -> Self {
        let label = database.label;
        let store = Store::open(&DatabaseUrl::parse(&database.url).unwrap(), 2, [7; 16]).unwrap();
        let clock = Arc::new(FakeClock::at(at("2026-11-22T12:00:00Z")));
        let media = tempfile::tempdir().unwrap();
        let site = Site::new(store, clock.clone(), testkit::ids(), media.path().to_owned())
            .with_secrets(Arc::new(FakeSecrets::seeded(1)), PasswordCost::CHEAP)
            .with_fixed_settings(fixed);
        let settings =
            ServerOptions { base_url: "https://tags.example/".into(), limits: Limits::without_limits() };
        let app = App::with_protection(site.clone(), clock.clone(), settings, protection);
        let router = router(app.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { site, clock, app, label, router, runtime, media, database }
    }

    /// Where its database is.
    pub fn database_url(&self) -> &str {
        &self.database.url
    }

    /// The path of the SQLite database.
    pub fn database_file(&self) -> String {
        self.database.url.strip_prefix("sqlite:").unwrap().to_owned()
    }

    /// The present moment of the site.
    pub fn app_now(&self) -> Time {
        self.site.clock().now()
    }

    /// The same site, reached at another address.
    pub fn reach_at(&mut self, base_url: &str) {
        let settings = ServerOptions { base_url: base_url.into(), limits: Limits::without_limits() };
        self.app = App::new(self.site.clone(), self.clock.clone(), settings);
        self.router = router(self.app.clone());
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

    /// Waits for what the site does.
    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    pub fn blog(&self, name: &str) -> BlogName {
        let name = BlogName::parse(name).unwrap();
        let new = NewBlog { robot: name.as_str() == "wire", ..NewBlog::with_name(name) };
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
        let post = self.runtime.block_on(self.site.publish_post(new)).unwrap();
        assert_eq!(post.precision, Precision::Exact);
        post
    }

    /// The routes of the site, as the router has them: `/copies/{id}`.
    pub fn routes(&self) -> Vec<String> {
        // axum has no list of routes, but names each in quotes where it is written for debugging.
        let text = format!("{:?}", self.router);
        let mut routes: Vec<String> =
            between(&text, "\"/", "\"").into_iter().map(|path| format!("/{path}")).collect();
        // Fallbacks are routes too, under names of axum's own.
        routes.retain(|route| !route.contains("__private__"));
        routes.sort_unstable();
        routes.dedup();
        routes
    }

    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Sends a request past the network. An answer of the API must be as it is described.
    pub fn ask(&self, request: Request<Body>) -> Answer {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let answer = self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (status, headers) = (response.status(), response.headers().clone());
            let body = axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec();
            Answer { status, headers, body }
        });
        crate::api::described::check_answer(&method, &path, answer.status.as_u16(), &answer.body);
        answer
    }

    /// The router itself, for requests that go on at once.
    pub fn router(&self) -> Router {
        self.router.clone()
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

/// A sound of this many bytes, at least 44.
pub fn wav(length: usize) -> Vec<u8> {
    let size = |less: usize| u32::try_from(length - less).unwrap().to_le_bytes();
    let mut bytes = [&b"RIFF"[..], &size(8), b"WAVEfmt \x10\0\0\0\x01\0\x01\0"].concat();
    bytes.extend([8000_u32.to_le_bytes(), 8000_u32.to_le_bytes()].concat());
    bytes.extend([&b"\x01\0\x08\0data"[..], &size(44)].concat());
    bytes.extend((bytes.len()..length).map(|i| u8::try_from(i % 251).unwrap()));
    bytes
}

/// A picture of 120 × 2 white pixels.
pub fn png() -> Vec<u8> {
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0x\0\0\0\x02\x08\0\0\0\0\xb6\xb6G\xa9\0\0\0\x10\
IDATx\xdac\xf8?@\x80a\xa0,\x06\0\x06!\xef\x11w'\x88x\0\0\0\0IEND\xaeB`\x82";
    PNG.to_vec()
}
