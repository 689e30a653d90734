//! HTTP/2 over TLS, with a client that speaks it frame by frame.

use super::client::{Own, Running, client_config};
use axum::Router;
use axum::extract::Request as Asked;
use axum::routing::get;
use h2::Reason;
use h2::client::{Connection, SendRequest};
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tagstead_server::{ConnectionLimits, ConnectionSettings};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;

/// Longer than any test takes.
const NEVER: Duration = Duration::from_secs(600);
/// More than the windows of a client hold.
const LARGE: usize = 4 << 20;

type Bytes = axum::body::Bytes;
type Sender = SendRequest<Bytes>;

struct World {
    own: Own,
    running: Running,
    authority: std::path::PathBuf,
}

impl World {
    fn new(limits: ConnectionLimits) -> Self {
        let own = Own::new();
        let certificates = own.open(&[]);
        let authority = certificates.authority_path().unwrap();
        let edge = ConnectionSettings {
            certificates: Some(certificates),
            connections: limits,
            ..ConnectionSettings::default()
        };
        let router = Router::new()
            .route("/wait", get(async || pending::<()>().await))
            .route("/soon", get(async || tokio::time::sleep(Duration::from_millis(300)).await))
            .route("/large", get(async || vec![b'a'; LARGE]))
            .route("/asked", get(async |asked: Asked| format!("{} {:?}", asked.uri(), asked.headers())));
        Self { running: Running::serve(edge, router), own, authority }
    }

    async fn connect(&self) -> (Sender, Connection<TlsStream<TcpStream>, Bytes>) {
        let config = client_config(&self.authority, &self.own.clock, &["h2"]);
        let stream = TcpStream::connect(self.running.address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
        h2::client::Builder::new().handshake(stream).await.unwrap()
    }

    /// A connection that goes on by itself.
    async fn connect_running(&self) -> (Sender, tokio::task::JoinHandle<Result<(), h2::Error>>) {
        let (sender, connection) = self.connect().await;
        (sender, tokio::spawn(connection))
    }
}

fn usual() -> ConnectionLimits {
    ConnectionLimits { idle: NEVER, idle_under_pressure: NEVER, write: NEVER, ..ConnectionLimits::default() }
}

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), work).await.unwrap() })
}

fn request(path: &str, headers: &[(&str, &str)]) -> axum::http::Request<()> {
    let mut request = axum::http::Request::get(format!("https://Tags.Example:443{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap()
}

/// Status and body of the answer to a request.
async fn ask(sender: &Sender, request: axum::http::Request<()>) -> Result<(u16, String), h2::Error> {
    let mut sender = sender.clone().ready().await?;
    let (answer, _) = sender.send_request(request, true)?;
    let answer = answer.await?;
    let status = answer.status().as_u16();
    let mut body = answer.into_body();
    let mut all = Vec::new();
    while let Some(piece) = body.data().await {
        let piece = piece?;
        body.flow_control().release_capacity(piece.len())?;
        all.extend_from_slice(&piece);
    }
    Ok((status, String::from_utf8(all).unwrap()))
}

#[test]
fn requests_of_one_connection_are_answered_beside_each_other() {
    let world = World::new(usual());
    run(async {
        let (sender, _connection) = world.connect_running().await;
        let mut waiting = sender.clone().ready().await.unwrap();
        let (unanswered, _) = waiting.send_request(request("/wait", &[]), true).unwrap();
        let asked: Vec<_> = (0..20)
            .map(|_| {
                let sender = sender.clone();
                tokio::spawn(async move { ask(&sender, request("/", &[])).await })
            })
            .collect();
        for answer in asked {
            let (status, peer) = answer.await.unwrap().unwrap();
            assert_eq!(status, 200);
            assert_eq!(peer, "Peer { addr: 127.0.0.1, https: true, host: \"tags.example\" }");
        }
        let (status, large) = ask(&sender, request("/large", &[])).await.unwrap();
        assert_eq!((status, large.len()), (200, LARGE));
        drop(unanswered);
    });
}

#[test]
fn a_request_looks_as_one_of_http_1() {
    let world = World::new(usual());
    run(async {
        let (sender, _connection) = world.connect_running().await;
        let (_, asked) = ask(&sender, request("/asked?q=a", &[])).await.unwrap();
        assert!(
            asked.starts_with("/asked?q=a {") && asked.contains("\"host\": \"Tags.Example:443\""),
            "{asked}"
        );
        let same = ask(&sender, request("/asked", &[("host", "tags.example:443")])).await.unwrap();
        assert_eq!(same.0, 200);
        for host in ["other.example", "a b"] {
            let (status, why) = ask(&sender, request("/asked", &[("host", host)])).await.unwrap();
            assert_eq!(status, 400, "{host}");
            assert!(why.contains("more than one Host"), "{why}");
        }
        let (status, _) = ask(&sender, request("/nothing", &[])).await.unwrap();
        assert_eq!(status, 404, "the connection goes on");
    });
}

#[test]
fn streams_and_heads_have_limits() {
    let world = World::new(usual());
    run(async {
        let (sender, mut connection) = world.connect().await;
        // The settings of the server come with its first frames.
        let first = ask(&sender, request("/", &[]));
        tokio::select! {
            answer = first => assert_eq!(answer.unwrap().0, 200),
            ended = &mut connection => panic!("{ended:?}"),
        }
        assert_eq!(connection.max_concurrent_send_streams(), 64);
        let connection = tokio::spawn(connection);
        let long = "a".repeat(70 * 1024);
        let refused = ask(&sender, request("/", &[("x-long", &long)])).await;
        assert!(refused.is_err() || refused.is_ok_and(|(status, _)| status == 431), "a head of 70 kB");
        connection.abort();
        // As long an address as HTTP/1 takes.
        let (sender, _connection) = world.connect_running().await;
        let path = format!("/asked?q={}", "a".repeat(25_000));
        assert_eq!(ask(&sender, request(&path, &[])).await.unwrap().0, 200);
    });
}

#[test]
fn a_client_that_gives_up_request_after_request_is_cut_off() {
    let world = World::new(usual());
    run(async {
        let (sender, connection) = world.connect_running().await;
        for _ in 0..5000 {
            let Ok(mut ready) = sender.clone().ready().await else { break };
            let Ok((_answer, mut stream)) = ready.send_request(request("/wait", &[]), true) else { break };
            tokio::task::yield_now().await;
            stream.send_reset(Reason::CANCEL);
        }
        // A server that took all of them would keep the connection, and this would not end.
        drop(sender);
        let _ = connection.await.unwrap();
        // Others are answered.
        let (sender, _connection) = world.connect_running().await;
        assert_eq!(ask(&sender, request("/", &[])).await.unwrap().0, 200);
    });
}

#[test]
fn one_address_has_its_share_of_open_requests_over_all_its_connections() {
    let world = World::new(ConnectionLimits { per_address: 2, ..usual() });
    run(async {
        let (first, _connection) = world.connect_running().await;
        let (second, _connection) = world.connect_running().await;
        let mut waiting = Vec::new();
        for sender in [&first, &first, &first, &second] {
            let mut ready = sender.clone().ready().await.unwrap();
            waiting.push(ready.send_request(request("/wait", &[]), true).unwrap());
        }
        // The frames of one connection are read in their order, those of another at some other time.
        while ask(&first, request("/", &[])).await.unwrap().0 != 429 {}
        assert_eq!(ask(&second, request("/", &[])).await.unwrap().0, 429);
        drop(waiting);
        while ask(&second, request("/", &[])).await.unwrap().0 != 200 {}
    });
}

#[test]
fn an_idle_connection_ends_and_not_while_it_answers() {
    let world = World::new(ConnectionLimits { idle: Duration::from_millis(100), ..usual() });
    run(async {
        let (sender, connection) = world.connect_running().await;
        // Longer than an idle connection may live: a request that is being answered keeps it.
        assert_eq!(ask(&sender, request("/soon", &[])).await.unwrap().0, 200);
        // It ends, in whatever way the last bytes of both ends cross.
        let _ = connection.await.unwrap();
        assert!(ask(&sender, request("/", &[])).await.is_err());
    });
}

#[test]
fn a_client_that_takes_nothing_of_an_answer_is_cut_off() {
    let world = World::new(ConnectionLimits { write: Duration::from_millis(200), ..usual() });
    run(async {
        let (sender, connection) = world.connect_running().await;
        let mut ready = sender.clone().ready().await.unwrap();
        let (answer, _) = ready.send_request(request("/large", &[]), true).unwrap();
        // Its room is never given back, so that the server can send no more than fits into it.
        let mut body = answer.await.unwrap().into_body();
        drop((ready, sender));
        let _ = connection.await.unwrap();
        let mut taken = 0;
        while let Some(Ok(piece)) = body.data().await {
            taken += piece.len();
        }
        assert!(taken < LARGE, "it got a part only");
    });
}

#[test]
fn stopping_finishes_what_has_begun() {
    let mut world = World::new(usual());
    run(async {
        let (sender, connection) = world.connect_running().await;
        let mut ready = sender.clone().ready().await.unwrap();
        let (answer, _) = ready.send_request(request("/soon", &[]), true).unwrap();
        // Its frames are on the way when the other request is answered.
        assert_eq!(ask(&sender, request("/", &[])).await.unwrap().0, 200);
        let stopped = tokio::task::spawn_blocking(move || {
            world.running.stop();
            world
        });
        assert_eq!(answer.await.unwrap().status(), 200);
        assert!(connection.await.unwrap().is_ok());
        drop(stopped.await.unwrap());
        assert!(ask(&sender, request("/", &[])).await.is_err());
    });
}
