//! A server that goes away and comes back, without ending it.

use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};

/// Passes connections on to a server while it is open; otherwise ends each as soon as it is made.
#[derive(Debug)]
pub struct Gate {
    address: SocketAddr,
    is_open: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<TcpStream>>>,
}

impl Gate {
    /// An open gate before the server of an address such as `postgres://user@host:port/name`, and the address that leads
    /// through it.
    ///
    /// # Panics
    /// When the address is another, or no port is free.
    pub fn before(url: &str) -> (Self, String) {
        let parts = url.split_once('@').and_then(|(head, rest)| Some((head, rest.split_once('/')?)));
        let Some((head, (server, name))) = parts else { panic!("no server in {url}") };
        let gate = Self::open(server);
        let through = format!("{head}@{}/{name}", gate.address);
        (gate, through)
    }

    fn open(server: &str) -> Self {
        let bound =
            TcpListener::bind("127.0.0.1:0").and_then(|listener| Ok((listener.local_addr()?, listener)));
        let (address, listener) = bound.unwrap_or_else(|error| panic!("no port for a gate: {error}"));
        let (is_open, streams) = (Arc::new(AtomicBool::new(true)), Arc::<Mutex<Vec<_>>>::default());
        let gate = Self { address, is_open: Arc::clone(&is_open), streams: Arc::clone(&streams) };
        let server = server.to_owned();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A client that finds no server is ended, as by a shut gate.
                if is_open.load(SeqCst) {
                    let _ =
                        TcpStream::connect(&server).and_then(|server| join_streams(client, server, &streams));
                }
                // The gate may have been shut meanwhile.
                if !is_open.load(SeqCst) {
                    end_streams(&streams);
                }
            }
        });
        gate
    }

    /// Ends all connections, and each new one.
    pub fn shut(&self) {
        self.is_open.store(false, SeqCst);
        end_streams(&self.streams);
    }

    /// Lets connections through again.
    pub fn reopen(&self) {
        self.is_open.store(true, SeqCst);
    }
}

fn end_streams(streams: &Mutex<Vec<TcpStream>>) {
    for stream in streams.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

fn join_streams(
    client: TcpStream,
    server: TcpStream,
    streams: &Mutex<Vec<TcpStream>>,
) -> std::io::Result<()> {
    forward_bytes(client.try_clone()?, server.try_clone()?);
    forward_bytes(server.try_clone()?, client.try_clone()?);
    streams.lock().unwrap_or_else(PoisonError::into_inner).extend([client, server]);
    Ok(())
}

fn forward_bytes(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
}
