//! The address of a PostgreSQL server with its `sslmode` and `sslrootcert`, as libpq means them, and connecting to it. The
//! driver knows three of the five modes and no root certificate, so both are taken out of the address here.

use crate::db::error::describe_with_causes;
use crate::db::postgres_tls::{describe_tls_error, find_tls_error, make_connector};
use crate::{Error, Result};
use postgres::config::{Host, SslMode};
use postgres::error::SqlState;
use postgres::{Client, Config};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long connecting, and an answer to what was sent, may take before the server counts as gone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const SEND_TIMEOUT: Duration = Duration::from_secs(30);
/// How long nothing may be heard before the system asks whether the other side is still there; the driver's default
/// is two hours.
const KEEPALIVE_IDLE: Duration = Duration::from_secs(15);
const DRIVER_KEEPALIVE_IDLE: Duration = Duration::from_secs(2 * 60 * 60);

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protection {
    /// Never encrypted.
    Disable,
    /// Encrypted where the server can, by any certificate.
    Prefer,
    /// Encrypted, by any certificate.
    Require,
    /// Encrypted, by a certificate of a named authority.
    VerifyCa,
    /// The same, and the certificate is for the host.
    VerifyFull,
}

const MODES: [(&str, Protection); 5] = [
    ("disable", Protection::Disable),
    ("prefer", Protection::Prefer),
    ("require", Protection::Require),
    ("verify-ca", Protection::VerifyCa),
    ("verify-full", Protection::VerifyFull),
];

impl Protection {
    fn name(self) -> &'static str {
        MODES.iter().find(|(_, mode)| *mode == self).map_or("", |(name, _)| name)
    }
}

/// A server and how to connect to it.
pub(crate) struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
    protection: Protection,
}

impl Connector {
    /// Reads an address and the certificates it names.
    ///
    /// # Errors
    /// [`Error::Unusable`] with what is wrong with it; never with its password.
    pub fn parse(url: &str) -> Result<Self> {
        let Parameters { rest, mode, root } = split_parameters(url);
        let mut config: Config = rest.parse().map_err(|e: postgres::Error| {
            let why = describe_with_causes(&e);
            Error::Unusable(format!("the address of PostgreSQL cannot be read: {why}"))
        })?;
        let local = !config.get_hosts().is_empty()
            && config.get_hosts().iter().all(|host| matches!(host, Host::Unix(_)));
        // As libpq: a socket of this machine is not encrypted, whatever is asked for.
        let protection =
            if local { Protection::Disable } else { choose_protection(mode.as_deref(), root.is_some())? };
        let root = root.filter(|_| !local);
        let names = protection == Protection::VerifyFull;
        let tls = make_connector(root.as_deref(), names)?;
        config.ssl_mode(match protection {
            Protection::Disable => SslMode::Disable,
            Protection::Prefer => SslMode::Prefer,
            // The driver sends nothing but a request for TLS before TLS is there, and ends where it is refused.
            Protection::Require | Protection::VerifyCa | Protection::VerifyFull => SslMode::Require,
        });
        set_timeouts(&mut config);
        Ok(Self { config, tls, protection })
    }

    /// How a running statement of these connections is cancelled.
    pub fn tls(&self) -> MakeRustlsConnect {
        self.tls.clone()
    }

    /// Connects.
    ///
    /// # Errors
    /// [`Error::Unavailable`] with the server and why it cannot be reached.
    pub fn connect(&self) -> Result<Client> {
        let mut client = self.open_connection().map_err(|error| self.cannot_connect(&error))?;
        // Planning and compiling cost more than these small statements do.
        client.batch_execute("SET jit = off; SET client_min_messages = warning")?;
        Ok(client)
    }

    fn open_connection(&self) -> std::result::Result<Client, postgres::Error> {
        match self.config.connect(self.tls.clone()) {
            // Only preferred: as libpq, where TLS fails, or the server lets nobody in over it (hostnossl), the connection
            // is made without it. Where that fails too, the first reason says more.
            Err(first) if self.protection == Protection::Prefer && is_about_tls(&first) => {
                self.config.clone().ssl_mode(SslMode::Disable).connect(postgres::NoTls).map_err(|_| first)
            }
            opened => opened,
        }
    }

    /// Says which server was asked and all that is known of why it did not answer. The address may hold a password, so only
    /// hosts, ports and the name of the database are repeated.
    fn cannot_connect(&self, error: &postgres::Error) -> Error {
        let why = match find_tls_error(error) {
            Some(tls) => describe_tls_error(tls),
            None => describe_with_causes(error),
        };
        // The driver's own words leave open what was asked for.
        let mode = self.protection.name();
        let why = if why.contains("server does not support TLS") {
            format!("it does not speak TLS, and sslmode={mode} sends nothing without it")
        } else {
            why
        };
        Error::Unavailable(format!("PostgreSQL{} cannot be reached: {why}", server_name(&self.config)))
    }
}

fn is_about_tls(error: &postgres::Error) -> bool {
    // The second is “no pg_hba.conf entry for host …, SSL encryption”.
    find_tls_error(error).is_some() || error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}

/// What stands in an address for us, and the rest of it for the driver.
struct Parameters {
    rest: String,
    mode: Option<String>,
    root: Option<PathBuf>,
}

fn split_parameters(url: &str) -> Parameters {
    let mut found = Parameters { rest: url.to_owned(), mode: None, root: None };
    let Some(query) = find_query(url) else { return found };
    let mut kept: Vec<&str> = Vec::new();
    for pair in url[query + 1..].split('&') {
        // A plus sign stands for itself in these addresses.
        let escaped = pair.replace('+', "%2B");
        match url::form_urlencoded::parse(escaped.as_bytes()).next() {
            Some((key, value)) if key == "sslmode" => found.mode = Some(value.into_owned()),
            Some((key, value)) if key == "sslrootcert" => found.root = Some(value.into_owned().into()),
            _ => kept.push(pair),
        }
    }
    let rest = kept.join("&");
    found.rest = if rest.is_empty() { url[..query].to_owned() } else { format!("{}?{rest}", &url[..query]) };
    found
}

/// An address with a root certificate, which goes before one that it names already.
pub(crate) fn add_root_certificate(url: &str, file: &Path) -> String {
    use std::os::unix::ffi::OsStrExt;
    // Escaped byte by byte: a path may hold what ends a parameter.
    let path: String = file
        .as_os_str()
        .as_bytes()
        .iter()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(*byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    let sign = if find_query(url).is_some() { '&' } else { '?' };
    format!("{url}{sign}sslrootcert={path}")
}

/// Where the question mark before the parameters is.
fn find_query(url: &str) -> Option<usize> {
    // The driver ends the name and the password at the first @: a question mark before it belongs to them.
    let server = url.find('@').unwrap_or(0);
    url.get(server..)?.find('?').map(|at| server + at)
}

fn choose_protection(mode: Option<&str>, has_root: bool) -> Result<Protection> {
    let chosen = match mode {
        // Somebody who names an authority wants to be sure of the server.
        None if has_root => Protection::VerifyFull,
        None => Protection::Prefer,
        Some(text) => {
            MODES.iter().find(|(name, _)| *name == text).map(|(_, mode)| *mode).ok_or_else(|| {
                let names = MODES.map(|(name, _)| name).join(", ");
                Error::Unusable(format!("sslmode={text} is not known; accepted are {names}"))
            })?
        }
    };
    match (chosen, has_root) {
        (Protection::VerifyCa | Protection::VerifyFull, false) => Err(Error::Unusable(format!(
            "sslmode={} needs the certificate of the authority: name its file with sslrootcert=FILE in the address, or \
             with --database-root-certificate. Debian keeps the public authorities in \
             /etc/ssl/certs/ca-certificates.crt",
            chosen.name()
        ))),
        (Protection::Disable | Protection::Prefer, true) => Err(Error::Unusable(format!(
            "a root certificate is of no use with sslmode={}; verify-ca and verify-full use it",
            chosen.name()
        ))),
        // As libpq: with a root certificate, require looks at the authority too.
        (Protection::Require, true) => Ok(Protection::VerifyCa),
        _ => Ok(chosen),
    }
}

/// Limits where the address names none: a host that drops packets would hold a thread for minutes or hours.
fn set_timeouts(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(CONNECT_TIMEOUT);
    }
    if config.get_tcp_user_timeout().is_none() {
        // The kernel would otherwise send again for about 15 minutes before it gives up a dead
        // peer.
        config.tcp_user_timeout(SEND_TIMEOUT);
    }
    if config.get_keepalives_idle() == DRIVER_KEEPALIVE_IDLE {
        // A machine that lost its power says nothing more: an answer would be awaited for two hours.
        config
            .keepalives_idle(KEEPALIVE_IDLE)
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3);
    }
}

fn server_name(config: &Config) -> String {
    let ports = config.get_ports();
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .enumerate()
        .map(|(at, host)| {
            // As in libpq, one port may stand for all hosts.
            let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                #[cfg(unix)]
                Host::Unix(folder) => format!("{}, port {port}", folder.display()),
            }
        })
        .collect();
    let database = config.get_dbname().map(|name| format!(", database {name},")).unwrap_or_default();
    format!(" at {}{database}", hosts.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> String {
        match Connector::parse(url) {
            Err(Error::Unusable(words)) => words,
            Err(other) => panic!("{other:?}"),
            Ok(_) => panic!("{url} was accepted"),
        }
    }

    fn protection(url: &str) -> Protection {
        Connector::parse(url).map(|connector| connector.protection).unwrap()
    }

    #[test]
    fn our_parameters_are_taken_out_and_the_rest_stays() {
        let split = |url| {
            let Parameters { rest, mode, root } = split_parameters(url);
            (rest, mode.unwrap_or_default(), root.map(|path| path.display().to_string()).unwrap_or_default())
        };
        let expect = |rest: &str, mode: &str, root: &str| (rest.to_owned(), mode.to_owned(), root.to_owned());
        assert_eq!(split("postgres://a:p?w@h/d"), expect("postgres://a:p?w@h/d", "", ""));
        assert_eq!(
            split("postgres://a:p?w@h/d?application_name=x%20y&sslmode=verify-full&sslrootcert=/a+b%20c.pem"),
            expect("postgres://a:p?w@h/d?application_name=x%20y", "verify-full", "/a+b c.pem")
        );
        assert_eq!(split("postgres:///d?sslmode=disable"), expect("postgres:///d", "disable", ""));
        let named = add_root_certificate("postgres://a:p?w@h/d", Path::new("/a b&c+d.pem"));
        assert_eq!(split(&named), expect("postgres://a:p?w@h/d", "", "/a b&c+d.pem"));
        let again = add_root_certificate(&named, Path::new("/é.pem"));
        assert_eq!(split(&again), expect("postgres://a:p?w@h/d", "", "/é.pem"), "the last one counts");
    }

    #[test]
    fn modes_are_those_of_libpq() {
        assert_eq!(protection("postgres://u@h/d"), Protection::Prefer);
        for (name, mode) in &MODES[..3] {
            assert_eq!(protection(&format!("postgres://u@h/d?sslmode={name}")), *mode);
        }
        // A local socket is never encrypted.
        assert_eq!(protection("postgres://u@%2Frun%2Fpg/d?sslmode=verify-full"), Protection::Disable);
        assert_eq!(
            choose_protection(None, true).unwrap(),
            Protection::VerifyFull,
            "a named authority is used"
        );
        assert_eq!(choose_protection(Some("require"), true).unwrap(), Protection::VerifyCa);
    }

    #[test]
    fn what_cannot_be_is_refused_without_the_password() {
        for (url, part) in [
            (
                "postgres://u:s3cret@h/d?sslmode=allow",
                "accepted are disable, prefer, require, verify-ca, verify-full",
            ),
            ("postgres://u:s3cret@h/d?sslmode=verify-ca", "name its file with sslrootcert=FILE"),
            ("postgres://u:s3cret@h/d?sslmode=prefer&sslrootcert=/x", "of no use with sslmode=prefer"),
            (
                "postgres://u:s3cret@h/d?sslrootcert=/nonexistent",
                "/nonexistent: cannot be read: No such file",
            ),
            ("postgres://u:s3cret@h/d?sslrootcert=/dev/null", "it holds no certificate in PEM"),
            ("postgres://u:s3cret@h/d?speed=high", "unknown option `speed`"),
            ("postgres://u:s3cret@h:port/d", "the address of PostgreSQL cannot be read"),
        ] {
            let words = refused(url);
            assert!(words.contains(part) && !words.contains("s3cret"), "{url}: {words}");
        }
    }
}
