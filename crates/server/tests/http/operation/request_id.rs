//! Whose ids of requests are believed.

use crate::world::World;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use tagstead_server::{ConnectionSettings, Proxies, router, serve};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// The id in the answer to a request with these further lines in its head.
fn answered_id(address: SocketAddr, lines: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: x\r\n{lines}Connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, after) = answer.split_once("x-request-id: ").unwrap();
    after.split("\r\n").next().unwrap().to_owned()
}

#[test]
fn the_id_of_a_trusted_proxy_is_kept_and_that_of_others_is_not() {
    for (trusted, kept) in [("127.0.0.0/8", true), ("192.0.2.1", false)] {
        let world = World::new();
        let router = router(world.app.clone());
        let proxies = Proxies::new(vec![trusted.parse().unwrap()], "https://tags.example");
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let edge = ConnectionSettings { proxies, ..ConnectionSettings::default() };
                serve(listener, router, edge, async { drop(stopped.await) }).await.unwrap();
            });
        });
        let address = address.recv().unwrap();
        let id = answered_id(address, "X-Request-Id: 7f3a-edge.1\r\n");
        assert_eq!(id == "7f3a-edge.1", kept, "{trusted}: {id}");
        for odd in
            ["X-Request-Id: a b\r\n", "X-Request-Id: a\r\nX-Request-Id: b\r\n", "X-Request-Id: <b>\r\n", ""]
        {
            let id = answered_id(address, odd);
            assert!(id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{odd}: {id}");
        }
        assert_ne!(answered_id(address, ""), answered_id(address, ""));
        stop.send(()).unwrap();
        thread.join().unwrap();
    }
}
