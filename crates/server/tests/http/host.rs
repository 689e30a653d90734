//! Requests that do not say plainly which host they are for, over a connection.

use crate::world::World;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::JoinHandle;
use tagstead_server::{ConnectionSettings, router, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The site at an address of its own.
struct Serving {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Serving {
    fn start(world: &World) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, address) = std::sync::mpsc::channel();
        let router = router(world.app.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                serve(listener, router, ConnectionSettings::default(), async { drop(stopped.await) })
                    .await
                    .unwrap();
            });
        });
        Self { address: address.recv().unwrap(), stop, thread }
    }

    /// The status of the answer to a head of these lines, and the answer.
    fn ask(&self, lines: &[&str]) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = lines.iter().map(|line| format!("{line}\r\n")).collect::<String>();
        stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }
}

#[test]
fn a_missing_doubled_or_odd_host_is_refused() {
    let world = World::new();
    let serving = Serving::start(&world);
    for good in [
        "Host: tags.example",
        "Host: tags.example:8080",
        "Host: 127.0.0.1:8080",
        "Host: [::1]:8080",
        "Host: api.tumblr.com",
        "Host: TAGS.example",
    ] {
        assert_eq!(serving.ask(&["GET /robots.txt HTTP/1.1", good]).0, 200, "{good}");
    }
    for odd in [
        "Host:",
        "Host: a b",
        "Host: a.example, b.example",
        "Host: a.example/path",
        "Host: user@a.example",
        "Host: a.example:port",
        "Host: a.example:99999",
        "Host: [::1",
        "Host: \u{259}.example",
        "Host: <script>",
    ] {
        let (status, answer) = serving.ask(&["GET /robots.txt HTTP/1.1", odd]);
        assert_eq!(status, 400, "{odd}");
        assert!(!answer.contains("script"), "what was sent is not sent back");
    }
    for lines in [
        &["GET /robots.txt HTTP/1.1"][..],
        &["GET /healthz HTTP/1.1"],
        &["GET /robots.txt HTTP/1.1", "Host: tags.example", "Host: tags.example"],
        &["GET /robots.txt HTTP/1.1", "Host: tags.example", "host: evil.example"],
        &["GET /v2/info HTTP/1.1", "Host: tags.example", "Host: evil.example"],
        &["POST /sign-in HTTP/1.1", "Content-Length: 0"],
        &["GET /robots.txt HTTP/1.0"],
        &["GET http://user@tags.example/robots.txt HTTP/1.1", "Host: tags.example"],
        &["GET http://tags.example/robots.txt HTTP/1.1"],
    ] {
        let (status, answer) = serving.ask(lines);
        assert_eq!(status, 400, "{lines:?}");
        assert!(answer.contains("Host"), "{answer}");
    }
    assert_eq!(serving.ask(&["GET /healthz HTTP/1.0"]).0, 200, "load balancers ask so");
    assert_eq!(serving.ask(&["GET /readyz HTTP/1.0"]).0, 200, "load balancers ask so");
    assert_eq!(serving.ask(&["GET /robots.txt HTTP/1.0", "Host: tags.example"]).0, 200);
    assert_eq!(serving.ask(&["GET http://tags.example/robots.txt HTTP/1.1", "Host: tags.example"]).0, 200);
    serving.stop.send(()).unwrap();
    serving.thread.join().unwrap();
}

#[test]
fn no_link_or_redirect_is_made_of_the_host_that_was_asked() {
    let world = World::peopled();
    let serving = Serving::start(&world);
    for path in ["/tagged/kalbajar", "/account", "/tagged/Kalbajar", "/tagged/kalbajar/rss"] {
        let (_, answer) = serving.ask(&[&format!("GET {path} HTTP/1.1"), "Host: evil.example"]);
        assert!(!answer.contains("evil.example"), "{path}");
    }
    serving.stop.send(()).unwrap();
    serving.thread.join().unwrap();
}
