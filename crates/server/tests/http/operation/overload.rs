//! A site with more work than its database can take: what is beyond the queue is refused, and told when to come again.

use crate::security_log::logged_under;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use std::sync::{Arc, mpsc};
use store::{DatabaseUrl, Error, Store};
use tagstead_server::{
    App, Limits, Operation, Protection, RequestLog, ServerOptions, metrics_router, router,
};
use testkit::FakeClock;
use tower::ServiceExt;
use tumblelog::Site;

/// More than wait in any queue.
const MANY: usize = 2000;

struct Stalled {
    store: Store,
    app: App,
    router: Router,
    _media: tempfile::TempDir,
    _database: testkit::Database,
}

impl Stalled {
    fn new() -> Self {
        let database = testkit::sqlite();
        let store = Store::open(&DatabaseUrl::parse(&database.url).unwrap(), 1, [7; 16]).unwrap();
        let media = tempfile::tempdir().unwrap();
        let clock = Arc::new(FakeClock::default());
        let site = Site::new(store.clone(), clock.clone(), testkit::ids(), media.path().to_owned());
        let options =
            ServerOptions { base_url: "https://tags.example".into(), limits: Limits::without_limits() };
        let operation = Operation { request_log: RequestLog::All, ..Operation::default() };
        let app = App::with_operation(site, clock, options, Protection::default(), operation);
        Self { store, router: router(app.clone()), app, _media: media, _database: database }
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let after =
            response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap().to_owned());
        (response.status(), after.unwrap_or_default())
    }

    /// Waits until all calls of a test have been made.
    async fn wait_for_calls(&self, lane: &str) {
        loop {
            let figures = self.store.calls().read_figures();
            let figures = figures.iter().find(|figures| figures.lane.name() == lane).unwrap();
            if figures.waiting as u64 + figures.refused >= MANY as u64 {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn metric(&self, name: &str) -> u64 {
        let request = Request::get("/metrics").body(Body::empty()).unwrap();
        let response = metrics_router(self.app.clone()).oneshot(request).await.unwrap();
        let body = axum::body::to_bytes(response.into_body(), 4 << 20).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        text.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().parse().unwrap()
    }
}

/// Work that holds a thread of the database until the sender is dropped.
fn hold_thread() -> (mpsc::Sender<()>, impl FnMut(&mut store::Tx<'_>) -> Result<(), Error> + Send + 'static) {
    let (release, held) = mpsc::channel();
    (release, move |_: &mut store::Tx<'_>| {
        let _ = held.recv();
        Ok(())
    })
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn reads_beyond_the_queue_are_503_with_a_time_for_pages_and_api_alike() {
    let site = Stalled::new();
    run(async {
        let (release, held) = hold_thread();
        let store = site.store.clone();
        let holder = tokio::spawn(async move { store.read(held).await });
        // More readers than are let in, each in a task of its own.
        let readers: Vec<_> = (0..MANY)
            .map(|_| {
                let store = site.store.clone();
                tokio::spawn(async move { store.read(|_| Ok::<_, Error>(())).await })
            })
            .collect();
        site.wait_for_calls("read").await;
        let waiting = site.metric("tagstead_store_waiting{lane=\"read\"}").await;
        assert!((100..1024).contains(&waiting), "{waiting} wait: the queue is bounded");
        assert!(site.metric("tagstead_store_refused_total{lane=\"read\"}").await > 900);
        for path in ["/", "/tagged/a", "/@a", "/tagged/a/rss", "/readyz", "/v2/tagged?tag=a&api_key=k"] {
            let answer = site.ask(Request::get(path).body(Body::empty()).unwrap()).await;
            assert_eq!(answer, (StatusCode::SERVICE_UNAVAILABLE, "5".to_owned()), "{path}");
        }
        let form = "grant_type=client_credentials&client_id=a&client_secret=b";
        let token = Request::post("/v2/oauth2/token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        assert_eq!(site.ask(token.unwrap()).await, (StatusCode::SERVICE_UNAVAILABLE, "5".to_owned()));
        // What needs no database goes on.
        assert_eq!(site.ask(Request::get("/healthz").body(Body::empty()).unwrap()).await.0, StatusCode::OK);
        drop(release);
        holder.await.unwrap().unwrap();
        let mut answered = 0;
        for reader in readers {
            match reader.await.unwrap() {
                Ok(()) => answered += 1,
                Err(error) => assert!(matches!(error, Error::Busy(_)), "{error}"),
            }
        }
        assert_eq!(answered, waiting, "those that were let in are answered");
        assert_eq!(site.ask(Request::get("/").body(Body::empty()).unwrap()).await.0, StatusCode::OK);
    });
}

#[test]
fn writes_beyond_the_queue_are_refused_and_reads_go_on() {
    let site = Stalled::new();
    run(async {
        let (release, held) = hold_thread();
        let store = site.store.clone();
        let holder = tokio::spawn(async move { store.write(held).await });
        let writers: Vec<_> = (0..MANY)
            .map(|_| {
                let store = site.store.clone();
                tokio::spawn(async move { store.write(|_| Ok::<_, Error>(())).await })
            })
            .collect();
        site.wait_for_calls("write").await;
        assert_eq!(site.ask(Request::get("/tagged/a").body(Body::empty()).unwrap()).await.0, StatusCode::OK);
        drop(release);
        holder.await.unwrap().unwrap();
        let mut refused = 0;
        for writer in writers {
            if let Err(error) = writer.await.unwrap() {
                assert!(matches!(error, Error::Busy(_)), "{error}");
                refused += 1;
            }
        }
        assert_eq!(site.metric("tagstead_store_refused_total{lane=\"write\"}").await, refused);
        assert!(refused > 900, "{refused}");
    });
}

#[test]
fn a_client_that_leaves_is_logged_without_a_status_and_waits_no_longer() {
    let site = Stalled::new();
    run(async {
        let (release, held) = hold_thread();
        let store = site.store.clone();
        let holder = tokio::spawn(async move { store.read(held).await });
        // The only thread is taken when nobody waits for it any more.
        while site.store.calls().read_figures()[0].wait.count == 0 {
            tokio::task::yield_now().await;
        }
        let request = Request::get("/").body(Body::empty()).unwrap();
        let mut answer = Box::pin(site.router.clone().oneshot(request));
        let polled = futures_util::future::poll_immediate(&mut answer).await;
        assert!(polled.is_none(), "it waits for the database");
        assert_eq!(site.store.calls().read_figures()[0].waiting, 1);
        let lines = logged_under("request", || drop(answer));
        assert_eq!(lines.len(), 1, "{lines:#?}");
        assert!(lines[0].contains("the client left") && lines[0].contains("route=\"/\""), "{lines:#?}");
        assert!(!lines[0].contains("status"), "{lines:#?}");
        assert_eq!(site.store.calls().read_figures()[0].waiting, 0);
        drop(release);
        holder.await.unwrap().unwrap();
        assert_eq!(site.metric("tagstead_http_abandoned_total").await, 1);
    });
}
