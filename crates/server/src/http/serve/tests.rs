use super::*;
use crate::http::tls;
use axum::routing::get;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream as Stream};
use std::thread::JoinHandle;
use tokio::sync::oneshot;

/// Longer than any test takes: what must not happen would be seen as an end by it.
const NEVER: Duration = Duration::from_secs(600);
const SOON: Duration = Duration::from_millis(100);
/// More than fits into the buffers of both ends.
const LARGE: usize = 64 << 20;

/// Limits that nothing in a test reaches.
const ROOMY: ConnectionLimits =
    ConnectionLimits { total: 4096, per_address: 0, idle: NEVER, idle_under_pressure: NEVER, write: NEVER };
const PATIENT: Timeouts = Timeouts { handshake: NEVER, head: NEVER, farewell: NEVER };

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Running {
    fn start(connections: ConnectionLimits, timeouts: Timeouts, edge: ConnectionSettings) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (tell, address) = std::sync::mpsc::channel();
        let edge = ConnectionSettings { connections, ..edge };
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let router = Router::new()
                    .route("/", get(async || "hello"))
                    .route("/large", get(async || vec![b'a'; LARGE]));
                run_server(listener, router, edge, async { drop(stopped.await) }, timeouts).await.unwrap();
            });
        });
        Self { address: address.recv().unwrap(), stop, thread }
    }

    fn with(connections: ConnectionLimits) -> Self {
        Self::start(connections, PATIENT, ConnectionSettings::default())
    }

    fn connect(&self) -> Stream {
        let stream = Stream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    fn stop(self) {
        self.stop.send(()).unwrap();
        self.thread.join().unwrap();
        assert!(Stream::connect(self.address).is_err());
    }
}

/// Asks and keeps the connection open.
fn ask_and_stay(stream: &mut Stream) {
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"hello") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
}

/// The whole answer; empty where the connection was closed without one.
fn ask(stream: &mut Stream) -> String {
    // Fails where the other end has closed already, which reading tells too.
    let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text);
    text
}

/// Whether the other end closes, in whatever way, before the read timeout.
fn is_closed(stream: &mut Stream) -> bool {
    match stream.read(&mut [0; 1]) {
        Ok(read) => read == 0,
        Err(error) => error.kind() == io::ErrorKind::ConnectionReset,
    }
}

#[test]
fn a_slow_request_head_is_given_up_and_others_get_the_place() {
    let server = Running::start(
        ConnectionLimits { total: 1, ..ROOMY },
        Timeouts { head: SOON, ..PATIENT },
        ConnectionSettings::default(),
    );
    let mut silent = server.connect();
    silent.write_all(b"GET / HT").unwrap();
    assert!(ask(&mut server.connect()).ends_with("hello"));
    server.stop();
}

#[test]
fn a_handshake_that_does_not_end_is_given_up_and_others_get_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let source = tls::Source::Own { folder: folder.path().join("tls"), names: vec!["localhost".into()] };
    let clock = Arc::new(testkit::FakeClock::default());
    let edge = ConnectionSettings {
        certificates: Some(Certificates::open(source, clock).unwrap()),
        ..ConnectionSettings::default()
    };
    let server =
        Running::start(ConnectionLimits { total: 1, ..ROOMY }, Timeouts { handshake: SOON, ..PATIENT }, edge);
    for begun in [&b""[..], b"\x16\x03\x01"] {
        let mut silent = server.connect();
        silent.write_all(begun).unwrap();
        // Only a server that is free again tells a client which does not speak TLS.
        assert!(ask(&mut server.connect()).starts_with("HTTP/1.1 400"));
    }
    server.stop();
}

#[test]
fn one_address_has_its_share_of_connections_and_gets_places_back() {
    let server = Running::with(ConnectionLimits { per_address: 3, ..ROOMY });
    let mut open: Vec<Stream> = (0..3).map(|_| server.connect()).collect();
    open.iter_mut().for_each(ask_and_stay);
    assert_eq!(ask(&mut server.connect()), "", "a fourth is closed");
    ask_and_stay(&mut open[0]);
    drop(open.pop());
    // The place is free when the server has seen the end.
    assert!(std::iter::repeat_with(|| ask(&mut server.connect())).any(|answer| answer.ends_with("hello")));
    server.stop();
}

#[test]
fn trusted_proxies_have_no_share() {
    let edge = ConnectionSettings {
        proxies: Proxies::new(vec!["127.0.0.0/8".parse().unwrap()], "https://tags.example"),
        ..ConnectionSettings::default()
    };
    let server = Running::start(ConnectionLimits { per_address: 1, ..ROOMY }, PATIENT, edge);
    let mut open: Vec<Stream> = (0..5).map(|_| server.connect()).collect();
    open.iter_mut().for_each(ask_and_stay);
    server.stop();
}

#[test]
fn idle_connections_are_closed_before_and_after_a_request() {
    let server = Running::with(ConnectionLimits { idle: SOON, ..ROOMY });
    let mut unused = server.connect();
    let mut begun = server.connect();
    begun.write_all(b"GET / HT").unwrap();
    let mut used = server.connect();
    ask_and_stay(&mut used);
    for stream in [&mut unused, &mut begun, &mut used] {
        assert!(is_closed(stream));
    }
    server.stop();
}

#[test]
fn idle_connections_make_room_only_where_there_is_little() {
    let server = Running::with(ConnectionLimits { total: 8, idle_under_pressure: SOON, ..ROOMY });
    let mut first = server.connect();
    ask_and_stay(&mut first);
    std::thread::sleep(3 * SOON);
    ask_and_stay(&mut first);
    // More than there are places: the last ones are answered because idle ones are closed.
    let mut more: Vec<Stream> = (0..16).map(|_| server.connect()).collect();
    more.iter_mut().for_each(ask_and_stay);
    assert!(is_closed(&mut first));
    server.stop();
}

#[test]
fn a_client_that_does_not_read_is_given_up_and_others_get_the_place() {
    let server = Running::with(ConnectionLimits { total: 1, write: SOON, ..ROOMY });
    let mut deaf = server.connect();
    deaf.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert!(ask(&mut server.connect()).ends_with("hello"));
    let mut got = Vec::new();
    let _ = deaf.read_to_end(&mut got);
    assert!(got.len() < LARGE, "it got a part only");
    server.stop();
}

#[test]
fn a_client_that_reads_gets_the_whole_answer_however_short_the_idle_time() {
    let server = Running::with(ConnectionLimits { idle: Duration::from_millis(1), ..ROOMY });
    let mut stream = server.connect();
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut got = Vec::new();
    stream.read_to_end(&mut got).unwrap();
    assert!(got.len() > LARGE);
    server.stop();
}

#[test]
fn stopping_finishes_what_has_begun_and_closes_the_rest() {
    let server = Running::with(ROOMY);
    let mut idle = server.connect();
    ask_and_stay(&mut idle);
    let mut reading = server.connect();
    reading.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut first = [0; 1024];
    reading.read_exact(&mut first).unwrap();
    let Running { stop, thread, .. } = server;
    stop.send(()).unwrap();
    let mut rest = Vec::new();
    reading.read_to_end(&mut rest).unwrap();
    assert!(rest.len() > LARGE - 1024);
    assert!(is_closed(&mut idle));
    thread.join().unwrap();
}
