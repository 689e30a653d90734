//! The client that speaks to a store: the one place that sends requests, with limits of time and size. The store is the
//! operator's own, so its address is not examined.

use crate::error::{Error, Result};
use std::fs::File;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use ureq::config::Config;
use ureq::http::{Response, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, SendBody};

/// Time to connect, TLS included.
const CONNECT: Duration = Duration::from_secs(5);
/// Time until an answer begins.
const ANSWER: Duration = Duration::from_secs(10);
/// Time for the whole of an answer, of [`LONGEST`] bytes at most.
const BODY: Duration = Duration::from_secs(20);
/// Bytes of an answer: lists of 1,000 objects have less than half of it.
const LONGEST: u64 = 2 << 20;
/// The slowest that a file may be sent, in bytes a second, and the time that any may take.
const SLOWEST: u64 = 128 << 10;
const SENDING: Duration = Duration::from_secs(20);
/// Connections that are kept for the next request.
const IDLE: usize = 16;

#[derive(Debug)]
pub(super) struct HttpClient {
    agent: Agent,
}

/// What a store answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// `Content-Length`.
    pub(super) length: Option<u64>,
    pub(super) body: Vec<u8>,
}

impl HttpClient {
    /// A client; one that speaks TLS trusts the roots of this machine.
    pub(super) fn new(tls: bool) -> Result<Self> {
        let mut config = Config::builder()
            .http_status_as_error(false)
            // A redirect means a wrong region, and its address is not signed.
            .max_redirects(0)
            .proxy(None)
            .user_agent(concat!("tagstead/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_recv_body(Some(BODY))
            .max_idle_connections(IDLE)
            .max_idle_connections_per_host(IDLE);
        if tls {
            config = config.tls_config(trust_machine_roots()?);
        }
        Ok(Self { agent: config.build().new_agent() })
    }

    pub(super) fn send_get(&self, url: &str) -> Result<Answer> {
        read_answer(self.agent.get(url).call())
    }

    pub(super) fn get_range(&self, url: &str, range: &Range<u64>) -> Result<Answer> {
        let last = range.end.saturating_sub(1);
        read_answer(self.agent.get(url).header(header::RANGE, format!("bytes={}-{last}", range.start)).call())
    }

    pub(super) fn send_head(&self, url: &str) -> Result<Answer> {
        read_answer(self.agent.head(url).call())
    }

    pub(super) fn send_delete(&self, url: &str) -> Result<Answer> {
        read_answer(self.agent.delete(url).call())
    }

    /// Sends a file from where it stands. A long one has longer for it.
    pub(super) fn put_file(&self, url: &str, file: &mut File) -> Result<Answer> {
        let length = file.metadata()?.len();
        let limit = SENDING + Duration::from_secs(length / SLOWEST);
        let request = self.agent.put(url).header(header::CONTENT_LENGTH, length.to_string());
        let request = request.config().timeout_send_body(Some(limit)).build();
        read_answer(request.send(SendBody::from_reader(file)))
    }
}

/// The roots that the machine trusts: a store with a certificate of one's own authority works where the machine trusts it.
fn trust_machine_roots() -> Result<TlsConfig> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        let why = found.errors.first().map(|error| format!(": {error}")).unwrap_or_default();
        return Err(Error::Settings(format!(
            "this machine has no list of trusted authorities for TLS (Debian: ca-certificates){why}"
        )));
    }
    let roots = found.certs.iter().map(|root| Certificate::from_der(root).to_owned());
    Ok(TlsConfig::builder()
        .root_certs(RootCerts::from(roots.collect::<Vec<_>>()))
        // The one that the server's own TLS uses.
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build())
}

fn read_answer(answered: Result<Response<Body>, ureq::Error>) -> Result<Answer> {
    let mut response = answered.map_err(describe_failure)?;
    let status = response.status().as_u16();
    let length = response
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok());
    let body = response.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(describe_failure)?;
    Ok(Answer { status, length, body })
}

fn describe_failure(error: ureq::Error) -> Error {
    // The words of these errors name no address, which would hold a signature.
    Error::Unavailable(match error {
        ureq::Error::Timeout(what) => format!("it did not answer in time ({what})"),
        ureq::Error::HostNotFound => "its host name is not known".to_owned(),
        ureq::Error::BadUri(_) => "its address cannot be used".to_owned(),
        other => other.to_string(),
    })
}
