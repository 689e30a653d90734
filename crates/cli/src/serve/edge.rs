//! What stands between the network and the site: TLS, proxies, limits.

use crate::Failure;
use crate::serve::operation::OperationArguments;
use model::clock::SystemClock;
use server::tls::{Certificates, Source, certificate_names};
use server::{ConnectionLimits, ConnectionSettings, Limits, MetricsToken, Network, Protection, Proxies};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// A year.
const HSTS_SECONDS: u32 = 31_536_000;
/// How often the certificate's files are looked at.
const LOOK: Duration = Duration::from_secs(60);

#[derive(clap::Args, Default)]
pub struct EdgeArguments {
    #[command(flatten)]
    tls: TlsArguments,
    /// Addresses of proxies whose X-Forwarded-For, -Proto and -Host or Forwarded are believed, such as 10.0.0.0/8;
    /// may be given several times. A proxy must overwrite what its clients send.
    #[arg(long, value_name = "CIDR", help_heading = "Proxies")]
    trusted_proxy: Vec<Network>,
    #[command(flatten)]
    limits: LimitArguments,
    #[command(flatten)]
    connections: ConnectionArguments,
    #[command(flatten)]
    protection: ProtectionArguments,
    #[command(flatten)]
    operation: OperationArguments,
}

#[derive(clap::Args, Default)]
#[command(next_help_heading = "Protection")]
struct ProtectionArguments {
    /// Seconds for which browsers are told to come back over HTTPS alone (Strict-Transport-Security), 0 to make them
    /// forget it [default: 31536000 with --tls-cert, else it is not sent]. Behind a proxy it is sent where the proxy says
    /// that its client speaks HTTPS.
    #[arg(long, value_name = "SECONDS")]
    hsts_seconds: Option<u32>,
    /// Serve /metrics, and /healthz and /readyz, at this address too, over plain HTTP; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// Serve /metrics to programs that send “Authorization: Bearer TOKEN”. Without this and --metrics-listen there is no
    /// such page.
    #[arg(long, value_name = "TOKEN", env = "TAGSTEAD_METRICS_TOKEN", hide_env_values = true)]
    metrics_token: Option<String>,
}

#[derive(clap::Args, Default)]
#[command(next_help_heading = "Connections")]
struct ConnectionArguments {
    /// Connections open at once; further ones wait [default: 4096]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    connections: Option<u32>,
    /// Connections open at once from one address, or one /64 of IPv6, 0 for any number; further ones are closed.
    /// Trusted proxies have no such limit [default: 64]
    #[arg(long, value_name = "N")]
    connections_per_address: Option<u32>,
    /// Close a connection after so many seconds without a request; after 2 while more than three quarters of all
    /// are open [default: 30]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    connection_idle_seconds: Option<u32>,
    /// Close a connection whose client has taken nothing of an answer for so many seconds [default: 20]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    connection_write_seconds: Option<u32>,
}

impl ConnectionArguments {
    fn connection_limits(&self) -> ConnectionLimits {
        let usual = ConnectionLimits::default();
        let count =
            |given: Option<u32>, usual| given.map_or(usual, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let seconds = |given: Option<u32>, usual| given.map_or(usual, |n| Duration::from_secs(n.into()));
        let idle = seconds(self.connection_idle_seconds, usual.idle);
        ConnectionLimits {
            total: count(self.connections, usual.total),
            per_address: count(self.connections_per_address, usual.per_address),
            idle,
            // Pressure must never let connections live longer than without it.
            idle_under_pressure: usual.idle_under_pressure.min(idle),
            write: seconds(self.connection_write_seconds, usual.write),
        }
    }
}

#[derive(clap::Args, Default)]
#[command(next_help_heading = "TLS")]
struct TlsArguments {
    /// Speak HTTPS with the certificate in this PEM file, those of the authorities between it and a root after it.
    /// It is read again on SIGHUP, and within a minute of a change.
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// Its private key in PEM, without a passphrase.
    #[arg(long, value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Speak HTTPS with a certificate of our own making. The authority behind it, which clients must be told to
    /// trust, is tls/ca.pem in the data folder; it is made once and kept.
    #[arg(long)]
    tls_self_signed: bool,
    /// A further host name or IP address for --tls-self-signed, beside localhost and the host of --base-url; may be
    /// given several times.
    #[arg(long, value_name = "NAME")]
    tls_name: Vec<String>,
}

#[derive(clap::Args, Default)]
#[command(next_help_heading = "Limits of the API")]
struct LimitArguments {
    /// Requests by one address in a minute, 0 for any number [default: 300]
    #[arg(long, value_name = "N")]
    api_limit_address_minute: Option<u32>,
    /// Requests by one address in an hour [default: 18000]
    #[arg(long, value_name = "N")]
    api_limit_address_hour: Option<u32>,
    /// Requests by one address in a day [default: 432000]
    #[arg(long, value_name = "N")]
    api_limit_address_day: Option<u32>,
    /// Requests with one key in an hour [default: 1000]
    #[arg(long, value_name = "N")]
    api_limit_key_hour: Option<u32>,
    /// Requests with one key in a day [default: 5000]
    #[arg(long, value_name = "N")]
    api_limit_key_day: Option<u32>,
    /// Addresses whose requests are not counted, such as 127.0.0.0/8; may be given several times.
    #[arg(long, value_name = "CIDR")]
    api_limit_exempt: Vec<Network>,
    /// No limits: for tests, and where a proxy has its own.
    #[arg(long)]
    no_rate_limit: bool,
}

impl EdgeArguments {
    pub fn scheme(&self) -> &'static str {
        if self.tls.tls_self_signed || self.tls.tls_cert.is_some() { "https" } else { "http" }
    }

    /// The edge of a site with its data in `folder`.
    pub fn open(&self, folder: &Path, base_url: &str) -> Result<ConnectionSettings, Failure> {
        let proxies = Proxies::new(self.trusted_proxy.clone(), base_url);
        let certificates = match self.tls.certificate_source(folder, base_url)? {
            Some(source) => Some(Certificates::open(source, Arc::new(SystemClock)).map_err(usage_failure)?),
            None => None,
        };
        let connections = self.connections.connection_limits();
        Ok(ConnectionSettings { certificates, proxies, connections, ..ConnectionSettings::default() })
    }

    /// Where `/metrics` has an address of its own.
    pub fn metrics_listen(&self) -> Option<SocketAddr> {
        self.protection.metrics_listen
    }

    /// How the server is watched.
    pub fn operation(&self) -> &OperationArguments {
        &self.operation
    }

    pub fn protection(&self) -> Result<Protection, Failure> {
        let given = &self.protection;
        // Not for certificates of our own: browsers apply it to every port of a host, also to those of localhost.
        let usual = self.tls.tls_cert.as_ref().map(|_| HSTS_SECONDS);
        // An empty variable counts as unset.
        let token = given.metrics_token.as_deref().filter(|token| !token.is_empty());
        let metrics_token = token
            .map(MetricsToken::new)
            .transpose()
            .map_err(|why| Failure::Usage(format!("--metrics-token: {why}")))?;
        Ok(Protection { hsts_seconds: given.hsts_seconds.or(usual), metrics_token })
    }

    pub fn limits(&self) -> Limits {
        let (given, usual) = (&self.limits, Limits::default());
        if given.no_rate_limit {
            return Limits::without_limits();
        }
        Limits {
            address_minute: given.api_limit_address_minute.unwrap_or(usual.address_minute),
            address_hour: given.api_limit_address_hour.unwrap_or(usual.address_hour),
            address_day: given.api_limit_address_day.unwrap_or(usual.address_day),
            key_hour: given.api_limit_key_hour.unwrap_or(usual.key_hour),
            key_day: given.api_limit_key_day.unwrap_or(usual.key_day),
            exempt: given.api_limit_exempt.clone(),
        }
    }
}

impl TlsArguments {
    /// Checked here and not by clap, because some of them may stand in the configuration file.
    fn certificate_source(&self, folder: &Path, base_url: &str) -> Result<Option<Source>, Failure> {
        let refuse = |words: &str| Err(Failure::Usage(words.to_owned()));
        if !self.tls_self_signed && !self.tls_name.is_empty() {
            return refuse("--tls-name is for --tls-self-signed");
        }
        match (&self.tls_cert, &self.tls_key, self.tls_self_signed) {
            (None, None, false) => Ok(None),
            (None, None, true) => {
                let names = certificate_names(base_url, &self.tls_name).map_err(usage_failure)?;
                Ok(Some(Source::Own { folder: folder.join("tls"), names }))
            }
            (Some(certificate), Some(key), false) => {
                Ok(Some(Source::Files { certificate: certificate.clone(), key: key.clone() }))
            }
            (_, _, true) => refuse("give --tls-self-signed or --tls-cert with --tls-key, not both"),
            (Some(_), None, false) => refuse("--tls-cert needs its --tls-key"),
            (None, Some(_), false) => refuse("--tls-key needs its --tls-cert"),
        }
    }
}

fn usage_failure(error: impl std::error::Error) -> Failure {
    Failure::Usage(error.to_string())
}

/// Reads the certificate anew as long as the process lives: on SIGHUP, and when its files have changed.
pub fn keep_fresh(certificates: Arc<Certificates>) -> std::io::Result<()> {
    let mut told = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        loop {
            let now = tokio::select! {
                _ = told.recv() => true,
                () = tokio::time::sleep(LOOK) => false,
            };
            match certificates.refresh_certificate(now) {
                Ok(true) => tracing::info!("the TLS certificate was read anew"),
                Ok(false) => {}
                // Files that are half written or wrong must not end the service: the old
                // certificate goes on.
                Err(error) => tracing::error!(%error, "the TLS certificate stays as it was"),
            }
        }
    });
    Ok(())
}
