//! Requests that cost much, and a database that fails: what a reader is told.

use super::world::World;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::net::IpAddr;
use std::sync::Arc;
use store::{DatabaseUrl, Store};
use tagstead_server::{App, Limits, Peer, ServerOptions, router};
use testkit::FakeClock;
use tower::ServiceExt;
use tumblelog::Site;

/// A site over a database of its own that may be taken away.
struct Small {
    router: axum::Router,
    database: testkit::Database,
    _media: tempfile::TempDir,
}

impl Small {
    fn new(budget: u64, limits: Limits) -> Self {
        let database = testkit::sqlite();
        let store = Store::open(&DatabaseUrl::parse(&database.url).unwrap(), 2, [7; 16]).unwrap();
        let clock = Arc::new(FakeClock::default());
        let media = tempfile::tempdir().unwrap();
        let site = Site::new(store, clock.clone(), testkit::ids(), media.path().to_owned());
        let settings = ServerOptions { base_url: "https://tags.example".into(), limits };
        let router = router(App::new(site.with_read_budget(budget), clock, settings));
        Self { router, database, _media: media }
    }

    async fn get(&self, path: &str, address: [u8; 4]) -> (StatusCode, String, String) {
        let peer = Peer { addr: IpAddr::from(address), https: true, host: "tags.example".into() };
        let request = Request::get(path).extension(peer).body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let after =
            response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec();
        (status, after.unwrap_or_default(), String::from_utf8(body).unwrap())
    }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

const HOME: [u8; 4] = [192, 0, 2, 1];

#[test]
fn a_list_that_would_read_too_much_is_refused_with_words_that_help() {
    let world = World::peopled();
    let phrases = "%22water+of%22+OR+%22of+this%22";
    // Nothing is refused with the usual budget.
    for path in ["/search", "/charts", "/complete", "/export", "/v2/tagged"] {
        assert_ne!(
            world.get(&format!("{path}?q={phrases}")).status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{path}"
        );
    }
}

#[test]
fn addresses_have_a_share_of_the_expensive_pages_and_exempt_ones_have_none() {
    let exempt = Limits { exempt: vec!["198.51.100.0/24".parse().unwrap()], ..Limits::without_limits() };
    let small = Arc::new(Small::new(1_000_000, exempt));
    let ask = |address: [u8; 4]| {
        let small = Arc::clone(&small);
        async move { small.get("/charts?q=%22a+b%22", address).await }
    };
    run(async {
        for (address, shared) in [(HOME, true), ([198, 51, 100, 7], false)] {
            // As many as the lane takes at once.
            let tasks: Vec<_> = (0..30).map(|_| tokio::spawn(ask(address))).collect();
            let mut statuses = Vec::new();
            for task in tasks {
                let (status, after, page) = task.await.unwrap();
                if status == StatusCode::TOO_MANY_REQUESTS {
                    assert_eq!(after, "5");
                    assert!(page.contains("expensive requests at once"), "{page}");
                }
                statuses.push(status.as_u16());
            }
            assert!(statuses.contains(&200) && statuses.iter().all(|status| [200, 429].contains(status)));
            assert_eq!(statuses.contains(&429), shared, "{statuses:?}");
        }
    });
}

#[test]
fn a_database_that_is_gone_is_503_everywhere_until_it_is_back() {
    let small = Small::new(1_000_000, Limits::without_limits());
    let path = std::path::Path::new(small.database.url.strip_prefix("sqlite:").unwrap());
    let aside = path.with_extension("aside");
    run(async {
        assert_eq!(small.get("/", HOME).await.0, StatusCode::OK);
        std::fs::rename(path, &aside).unwrap();
        for page in ["/", "/tagged/a", "/charts?q=a", "/search?q=%22a+b%22", "/v2/blog/a/info?api_key=k"] {
            let (status, after, body) = small.get(page, HOME).await;
            assert_eq!((status, after.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "60"), "{page} {body}");
        }
        std::fs::rename(&aside, path).unwrap();
        assert_eq!(small.get("/tagged/a", HOME).await.0, StatusCode::OK);
    });
}
