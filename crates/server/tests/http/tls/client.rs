//! A client that trusts one authority, and a server to talk to.

use axum::Router;
use axum::routing::get;
use model::Clock;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tagstead_server::tls::{Certificates, Source, certificate_names};
use tagstead_server::{ConnectionSettings, Peer, serve};
use testkit::FakeClock;
use tokio::sync::oneshot;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::time_provider::TimeProvider;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

pub type Secure = StreamOwned<ClientConnection, TcpStream>;

/// A server on a free port of this machine, stopped with this value.
pub struct Running {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    pub fn start(certificates: &Arc<Certificates>) -> Self {
        let edge =
            ConnectionSettings { certificates: Some(certificates.clone()), ..ConnectionSettings::default() };
        Self::serve(edge, Router::new())
    }

    /// With these routes beside `/`.
    pub fn serve(edge: ConnectionSettings, more: Router) -> Self {
        let (stop, stopped) = oneshot::channel();
        let (tell, address) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let router = more.route("/", get(async |peer: Peer| format!("{peer:?}")));
                serve(listener, router, edge, async { drop(stopped.await) }).await.unwrap();
            });
        });
        Self { address: address.recv().unwrap(), stop: Some(stop), thread: Some(thread) }
    }

    /// Stops it and waits for its end.
    pub fn stop(&mut self) {
        if let (Some(stop), Some(thread)) = (self.stop.take(), self.thread.take()) {
            stop.send(()).unwrap();
            thread.join().unwrap();
        }
    }

    pub fn plain(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Self-signed in a folder of its own, at a time that the test sets.
pub struct Own {
    pub folder: tempfile::TempDir,
    pub clock: Arc<FakeClock>,
}

impl Own {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), clock: Arc::new(FakeClock::default()) }
    }

    pub fn source(&self, more: &[&str]) -> Source {
        let more: Vec<String> = more.iter().map(|name| (*name).to_owned()).collect();
        let names = certificate_names("https://Tags.Example:8443", &more).unwrap();
        Source::Own { folder: self.folder.path().join("tls"), names }
    }

    pub fn open(&self, more: &[&str]) -> Arc<Certificates> {
        Certificates::open(self.source(more), self.clock.clone()).unwrap()
    }

    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.folder.path().join("tls").join(file)).unwrap()
    }
}

#[derive(Debug)]
struct At(u64);

impl TimeProvider for At {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(self.0)))
    }
}

/// A client that trusts the authority in a file, at the time of a clock.
pub fn client_config(authority: &Path, clock: &FakeClock, protocols: &[&str]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).unwrap()).unwrap();
    let time = Arc::new(At(u64::try_from(clock.now().seconds()).unwrap()));
    let mut config = ClientConfig::builder_with_details(Arc::new(ring::default_provider()), time)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    config
}

/// Connects under a name, trusting the authority in a file, at the time of a clock.
pub fn connect(
    address: SocketAddr,
    authority: &Path,
    name: &str,
    clock: &FakeClock,
    protocols: &[&str],
) -> io::Result<Secure> {
    let config = client_config(authority, clock, protocols);
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    Ok(StreamOwned::new(connection, stream))
}

/// One request, and the whole of what comes back.
pub fn ask(stream: &mut (impl Read + Write), host: &str) -> String {
    write!(stream, "GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}
