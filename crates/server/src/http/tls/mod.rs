//! TLS: the certificate that is shown, and how a connection begins. Everything is rustls on ring, TLS 1.2 and 1.3.

mod files;
mod plain_http;
mod self_signed;

pub use self_signed::certificate_names;

use model::Clock;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

/// The name under which both ends agree on HTTP/2.
pub(crate) const HTTP2: &[u8] = b"h2";

/// Certificates that cannot be used; the words say which file and what is wrong with it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CertificateError(String);

/// Where the certificate comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// PEM files of the operator's.
    Files {
        /// The server's certificate, then those between it and a root.
        certificate: PathBuf,
        /// Its private key, not encrypted.
        key: PathBuf,
    },
    /// Files of our own making: an authority that is made once, and a certificate by it for these names, made anew
    /// when the names change or its end is near.
    Own {
        /// Where they are kept.
        folder: PathBuf,
        /// See [`certificate_names`].
        names: Vec<String>,
    },
}

/// The certificate shown to clients, which can change while the server runs.
pub struct Certificates {
    source: Source,
    clock: Arc<dyn Clock>,
    provider: Arc<CryptoProvider>,
    shown: RwLock<Shown>,
}

#[derive(Debug)]
struct Shown {
    key: Arc<CertifiedKey>,
    /// Of the files it was read from.
    changed: Vec<Option<SystemTime>>,
}

impl Certificates {
    /// Reads the files, and makes them where they are of our own making.
    ///
    /// # Errors
    /// When a file cannot be read or written, or what is in it does not fit together.
    pub fn open(source: Source, clock: Arc<dyn Clock>) -> Result<Arc<Self>, CertificateError> {
        let provider = Arc::new(ring::default_provider());
        prepare_source(&source, clock.as_ref(), &provider)?;
        let shown = RwLock::new(read_source(&source, &provider)?);
        Ok(Arc::new(Self { source, clock, provider, shown }))
    }

    /// Reads the files again: always where `now` says so, otherwise when their times of change differ. True when
    /// the certificate was replaced; connections that are open keep theirs.
    ///
    /// # Errors
    /// As [`Certificates::open`]; the certificate shown before stays.
    pub fn refresh_certificate(&self, now: bool) -> Result<bool, CertificateError> {
        prepare_source(&self.source, self.clock.as_ref(), &self.provider)?;
        // Cloned, so that the lock is not held while files are read.
        let before = self.shown.read().unwrap_or_else(PoisonError::into_inner).changed.clone();
        if !now && before == changed_times(&self.source) {
            return Ok(false);
        }
        // Read completely before the lock: a file that is broken leaves the old certificate in
        // place.
        let fresh = read_source(&self.source, &self.provider)?;
        *self.shown.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(true)
    }

    /// The authority to hand to clients, where it is of our own making.
    pub fn authority_path(&self) -> Option<PathBuf> {
        match &self.source {
            Source::Files { .. } => None,
            Source::Own { folder, .. } => Some(self_signed::authority_path(folder)),
        }
    }

    /// What begins a connection.
    ///
    /// # Errors
    /// Where the library refuses its own defaults.
    pub(crate) fn make_acceptor(self: &Arc<Self>) -> io::Result<TlsAcceptor> {
        let resolver: Arc<dyn ResolvesServerCert> = self.clone();
        let mut config = ServerConfig::builder_with_provider(self.provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        // In the order of our preference; a client that names none speaks HTTP/1.
        config.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("source", &self.source).finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // One certificate for all names: a client without SNI gets an answer too.
        Some(self.shown.read().unwrap_or_else(PoisonError::into_inner).key.clone())
    }
}

fn prepare_source(
    source: &Source,
    clock: &dyn Clock,
    provider: &CryptoProvider,
) -> Result<(), CertificateError> {
    match source {
        Source::Files { .. } => Ok(()),
        Source::Own { folder, names } => {
            self_signed::ensure_certificate(folder, names, clock.now(), provider)
        }
    }
}

fn read_source(source: &Source, provider: &CryptoProvider) -> Result<Shown, CertificateError> {
    // Before the reading: a change in between is then seen by the next look.
    let changed = changed_times(source);
    let [certificate, key] = source_paths(source);
    Ok(Shown { key: Arc::new(files::read_certificate(&certificate, &key, provider)?), changed })
}

fn source_paths(source: &Source) -> [PathBuf; 2] {
    match source {
        Source::Files { certificate, key } => [certificate.clone(), key.clone()],
        Source::Own { folder, .. } => self_signed::server_paths(folder),
    }
}

fn changed_times(source: &Source) -> Vec<Option<SystemTime>> {
    let time = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    source_paths(source).iter().map(|path| time(path)).collect()
}

/// The beginning of a connection: TLS, or nothing where the client does not speak it. One that speaks HTTP is told.
///
/// # Errors
/// When the handshake fails.
pub(crate) async fn begin_handshake(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
) -> io::Result<Option<TlsStream<TcpStream>>> {
    /// The first byte of a TLS connection: a record of the type “handshake”.
    const HANDSHAKE: u8 = 0x16;
    let mut first = [0];
    // Peeked, not read: the handshake must find the byte still there.
    match stream.peek(&mut first).await? {
        0 => Ok(None),
        _ if first == [HANDSHAKE] => acceptor.accept(stream).await.map(Some),
        // A method of HTTP begins with a letter.
        _ if first[0].is_ascii_alphabetic() => plain_http::refuse_plain_http(stream).await.map(|()| None),
        _ => Ok(None),
    }
}

fn certificate_error(path: &Path, what: impl std::fmt::Display) -> CertificateError {
    CertificateError(format!("{}: {what}", path.display()))
}

impl From<rcgen::Error> for CertificateError {
    fn from(error: rcgen::Error) -> Self {
        Self(format!("the certificate cannot be made: {error}"))
    }
}

impl From<rustls::Error> for CertificateError {
    fn from(error: rustls::Error) -> Self {
        Self(format!("the certificate cannot be used: {error}"))
    }
}
