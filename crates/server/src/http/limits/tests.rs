use super::*;
use crate::http::peer::Peer;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use model::Clock;
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use testkit::FakeClock;
use tower::ServiceExt;

fn addr(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn at(seconds: i64) -> Time {
    Time(1_795_348_800_000 + seconds * 1000)
}

fn taken(limiter: &Limiter, times: usize, from: &str, key: Option<&str>, now: Time) -> usize {
    (0..times).filter(|_| limiter.take_request(addr(from), key, now).is_allowed()).count()
}

#[test]
fn the_documented_numbers_hold() {
    let limiter = Limiter::new(Limits::default());
    assert_eq!(taken(&limiter, 400, "192.0.2.1", None, at(0)), 300);
    assert_eq!(limiter.take_request(addr("192.0.2.1"), None, at(59)).retry_after, Some(1));
    assert_eq!(taken(&limiter, 400, "192.0.2.1", None, at(60)), 300);
    assert_eq!(taken(&limiter, 400, "192.0.2.2", None, at(60)), 300, "another address");
    let hour: usize = (0..60).map(|n| taken(&limiter, 400, "192.0.2.3", None, at(n * 60))).sum();
    assert_eq!(hour, 18_000);
    let day: usize = (0..24 * 60).map(|n| taken(&limiter, 301, "192.0.2.4", None, at(n * 60))).sum();
    assert_eq!(day, 432_000);

    let keyed = |n: u8, now| taken(&limiter, 250, &format!("198.51.100.{n}"), Some("key"), now);
    assert_eq!((0..10).map(|n| keyed(n, at(0))).sum::<usize>(), 1_000);
    assert_eq!((1..6).map(|h| (0..10).map(|n| keyed(n, at(h * 3600))).sum::<usize>()).sum::<usize>(), 4_000);
    let verdict = limiter.take_request(addr("203.0.113.1"), Some("key"), at(6 * 3600));
    assert_eq!(verdict.retry_after, Some(18 * 3600));
    assert_eq!(verdict.day, Some(Allowance { limit: 5_000, remaining: 0, reset: 18 * 3600 }));
    assert!(limiter.take_request(addr("203.0.113.1"), Some("other key"), at(6 * 3600)).is_allowed());
    assert_eq!(keyed(0, at(24 * 3600)), 250, "the next day");
}

#[test]
fn what_is_refused_is_not_counted_anywhere() {
    let limits = Limits { address_minute: 2, ..Limits::default() };
    let limiter = Limiter::new(limits);
    taken(&limiter, 50, "192.0.2.1", Some("key"), at(0));
    let verdict = limiter.take_request(addr("192.0.2.9"), Some("key"), at(0));
    assert_eq!(verdict.hour, Some(Allowance { limit: 1_000, remaining: 997, reset: 3_600 }));
}

#[test]
fn addresses_of_one_customer_are_one() {
    let limiter = Limiter::new(Limits { address_minute: 3, ..Limits::default() });
    assert_eq!(taken(&limiter, 3, "2001:db8:1:2::1", None, at(0)), 3);
    assert!(!limiter.take_request(addr("2001:db8:1:2:ffff::9"), None, at(0)).is_allowed());
    assert!(limiter.take_request(addr("2001:db8:1:3::1"), None, at(0)).is_allowed());
    assert_eq!(taken(&limiter, 9, "192.0.2.1", None, at(0)), 3);
    assert!(!limiter.take_request(addr("::ffff:192.0.2.1"), None, at(0)).is_allowed());
}

#[test]
fn lifted_limits_and_exempt_addresses_are_not_counted() {
    let none = Limiter::new(Limits::without_limits());
    assert_eq!(taken(&none, 10_000, "192.0.2.1", Some("key"), at(0)), 10_000);
    assert_eq!(none.take_request(addr("192.0.2.1"), Some("key"), at(0)), LimitVerdict::default());
    let limits =
        Limits { address_minute: 2, exempt: vec!["127.0.0.0/8".parse().unwrap()], ..Limits::default() };
    let limiter = Limiter::new(limits);
    assert_eq!(taken(&limiter, 10_000, "127.0.0.1", Some("key"), at(0)), 10_000);
    assert_eq!(taken(&limiter, 10, "192.0.2.1", Some("key"), at(0)), 2);
    let loopback = Limiter::new(Limits::default());
    assert_eq!(taken(&loopback, 400, "127.0.0.1", None, at(0)), 300, "unless the operator says so");
}

#[test]
fn a_clock_that_is_set_back_locks_nobody_out() {
    let limiter = Limiter::new(Limits::default());
    assert_eq!(taken(&limiter, 400, "192.0.2.1", None, at(0)), 300);
    assert!(limiter.take_request(addr("192.0.2.1"), None, at(-100_000)).is_allowed());
}

#[test]
fn memory_is_bounded_and_the_latest_are_remembered() {
    let limiter = Limiter::with_room(Limits { address_minute: 1, ..Limits::default() }, 100);
    let host = |n: u32| IpAddr::from(n.to_be_bytes());
    for n in 0..10_000 {
        limiter.take_request(host(n), Some(&format!("key {n}")), at(0));
        assert!(!limiter.take_request(host(n.saturating_sub(20)), None, at(0)).is_allowed(), "{n}");
    }
    let counts = limiter.counts.lock().unwrap();
    assert!(counts.addresses.len() <= 100 && counts.keys.len() <= 100);
    drop(counts);
    assert!(limiter.take_request(host(5), None, at(0)).is_allowed(), "forgotten long ago");
}

/// As a route's frame calls it.
async fn frame(
    State((limiter, clock)): State<(Arc<Limiter>, Arc<FakeClock>)>,
    peer: Peer,
    request: Request,
    next: Next,
) -> Response {
    let key = request.uri().query().and_then(|query| query.strip_prefix("api_key="));
    let verdict = limiter.take_request(peer.addr, key, clock.now());
    let mut response = match verdict.is_allowed() {
        true => next.run(request).await,
        false => StatusCode::TOO_MANY_REQUESTS.into_response(),
    };
    verdict.write_headers(response.headers_mut());
    response
}

#[test]
fn a_router_says_what_is_left_and_when_to_come_back() {
    let clock = Arc::new(FakeClock::default());
    let limits = Limits { address_minute: 0, address_hour: 4, key_hour: 2, ..Limits::default() };
    let state = (Arc::new(Limiter::new(limits)), clock.clone());
    let router =
        Router::new().route("/v2/tagged", get(async || "[]")).layer(from_fn_with_state(state, frame));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let ask = |path: &str| {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = runtime.block_on(router.clone().oneshot(request)).unwrap();
        let mut lines: Vec<_> = response
            .headers()
            .iter()
            .filter(|(name, _)| *name != "content-length" && *name != "content-type")
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        lines.sort();
        format!("{}\n{}", response.status(), lines.join("\n"))
    };
    let first = ask("/v2/tagged?api_key=k");
    clock.advance(Duration::from_secs(600));
    ask("/v2/tagged?api_key=k");
    let refused = ask("/v2/tagged?api_key=k");
    let keyless = ask("/v2/tagged");
    insta::assert_snapshot!([first, refused, keyless].join("\n\n"));
}

proptest! {
    /// A client of one window is served as a naive count says.
    #[test]
    fn windows_agree_with_a_naive_count(asks in proptest::collection::vec((0u8..3, 0i64..40), 1..300)) {
        let limiter = Limiter::new(Limits { address_minute: 5, address_hour: 12, ..Limits::without_limits() });
        let mut naive: HashMap<(u8, i64), (i64, u32)> = HashMap::new();
        let mut now = 0;
        for (client, later) in asks {
            now += later;
            let window = |naive: &HashMap<_, _>, length: i64| match naive.get(&(client, length)) {
                Some(&(begun, count)) if now - begun < length => (begun, count),
                _ => (now, 0),
            };
            let expected = window(&naive, 60).1 < 5 && window(&naive, 3600).1 < 12;
            for length in [60, 3600] {
                let (begun, count) = window(&naive, length);
                if expected {
                    naive.insert((client, length), (begun, count + 1));
                }
            }
            let verdict = limiter.take_request(IpAddr::from([192, 0, 2, client]), None, at(now));
            prop_assert_eq!(verdict.is_allowed(), expected);
            if let Some(wait) = verdict.retry_after {
                prop_assert!((1..=3600).contains(&wait));
            }
        }
    }
}
