//! Certificates of our own making: an authority, kept, and a server certificate by it.

use super::{CertificateError, certificate_error, files};
use model::Time;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PublicKeyData, date_time_ymd,
};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::net::IpAddr;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::{DnsName, ServerName, UnixTime};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// The longest that every client accepts, in days.
const SERVER_DAYS: i64 = 397;
/// It is made anew this many days before its end.
const EARLY_DAYS: i64 = 30;
/// Of the authority; it is never replaced, because clients were told to trust it.
const AUTHORITY_DAYS: i64 = 20 * 365;
/// Clients' clocks may be behind ours.
const SLACK_DAYS: i64 = 2;
const MOST_NAMES: usize = 100;

/// The authority's certificate: what a client is told to trust.
pub fn authority_path(folder: &Path) -> PathBuf {
    folder.join("ca.pem")
}

/// The server's certificate and key.
pub fn server_paths(folder: &Path) -> [PathBuf; 2] {
    [folder.join("server.pem"), folder.join("server.key")]
}

/// What a certificate for the site stands for: this machine, the host of `base_url`, and `more`; sorted, each once.
///
/// # Errors
/// When one of `more` is neither a host name (`*.` may stand before it) nor an IP address, or there are over 100.
pub fn certificate_names(base_url: &str, more: &[String]) -> Result<Vec<String>, CertificateError> {
    let mut names: Vec<String> = ["localhost", "127.0.0.1", "::1"].map(String::from).into();
    let host = base_url.parse::<axum::http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
    names.extend(host.as_deref().and_then(parse_name));
    for given in more {
        names.push(parse_name(given).ok_or_else(|| {
            CertificateError(format!(
                "“{given}” cannot be in a certificate; use a host name, *.name or an IP address"
            ))
        })?);
    }
    // Sorted, since the title of the file is compared as text on the next start.
    names.sort();
    names.dedup();
    if names.len() > MOST_NAMES {
        return Err(CertificateError(format!(
            "a certificate has at most {MOST_NAMES} names, not {}",
            names.len()
        )));
    }
    Ok(names)
}

fn parse_name(text: &str) -> Option<String> {
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']')).unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Some(address.to_string());
    }
    let name = text.to_ascii_lowercase();
    DnsName::try_from(name.strip_prefix("*.").unwrap_or(&name)).ok()?;
    Some(name)
}

/// Makes what is missing in `folder`, and the server's certificate where its names are others or its end is near.
pub fn ensure_certificate(
    folder: &Path,
    names: &[String],
    now: Time,
    provider: &CryptoProvider,
) -> Result<(), CertificateError> {
    std::fs::DirBuilder::new()
        .recursive(true)
        // The folder holds private keys.
        .mode(0o700)
        .create(folder)
        .map_err(|error| certificate_error(folder, format_args!("cannot be made: {error}")))?;
    if is_current(folder, names, now, provider) {
        return Ok(());
    }
    let [certificate, key] = server_paths(folder);
    let issuer = read_issuer(folder, now)?;
    let fresh = KeyPair::generate()?;
    let mut params = certificate_params(now, SERVER_DAYS, "Tagstead server");
    params.subject_alt_names = CertificateParams::new(names)?.subject_alt_names;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let signed = params.signed_by(&fresh, &issuer)?;
    // The key goes first: if the process dies here, the pair does not fit and is made anew.
    write_file(&key, &fresh.serialize_pem(), 0o600)?;
    write_file(&certificate, &format!("{}\n{}", names_line(names), signed.pem()), 0o644)
}

/// Text before a certificate is permitted in PEM; it tells a person, and us, which names are in it.
fn names_line(names: &[String]) -> String {
    format!("Names: {}", names.join(" "))
}

/// Whether the server's certificate is for these names, by the authority that is there, with its own key, for the
/// days to come.
fn is_current(folder: &Path, names: &[String], now: Time, provider: &CryptoProvider) -> bool {
    let [certificate, key] = server_paths(folder);
    let titled = files::read_bytes(&certificate).is_ok_and(|bytes| {
        String::from_utf8_lossy(&bytes).lines().next() == Some(names_line(names).as_str())
    });
    titled
        && files::read_certificate(&certificate, &key, provider).is_ok()
        && verify_current(folder, names, now, provider).unwrap_or(false)
}

fn verify_current(
    folder: &Path,
    names: &[String],
    now: Time,
    provider: &CryptoProvider,
) -> Result<bool, CertificateError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(files::read_chain(&authority_path(folder))?);
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(provider.clone()))
        .build()
        .map_err(|error| CertificateError(error.to_string()))?;
    // Verified as of 30 days ahead, so that it is renewed before clients see it expire.
    let seconds = u64::try_from(Time(now.0 + EARLY_DAYS * DAY_MS).seconds()).unwrap_or(0);
    let then = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let [certificate, _] = server_paths(folder);
    let chain = files::read_chain(&certificate)?;
    let Some((leaf, between)) = chain.split_first() else { return Ok(false) };
    // A wildcard is no server name and cannot be verified; the title has compared it already.
    let mut plain = names.iter().filter_map(|name| ServerName::try_from(name.as_str()).ok());
    Ok(plain.all(|name| verifier.verify_server_cert(leaf, between, &name, &[], then).is_ok()))
}

/// The authority that is there; a new one where there is none at all.
fn read_issuer(folder: &Path, now: Time) -> Result<Issuer<'static, KeyPair>, CertificateError> {
    let path = authority_path(folder);
    let secret = folder.join("ca.key");
    // A missing key is an error and not a reason for a new authority: clients trust the old one.
    if path.exists() {
        let text = files::read_bytes(&secret).map_err(|error| {
            CertificateError(format!(
                "{error}; put the key of {} back, or remove both to make new ones",
                path.display()
            ))
        })?;
        let key = KeyPair::from_pem(&String::from_utf8_lossy(&text))
            .map_err(|error| certificate_error(&secret, format_args!("no private key in PEM: {error}")))?;
        return Ok(Issuer::new(authority_params(&key, now), key));
    }
    let key = KeyPair::generate()?;
    let params = authority_params(&key, now);
    let made = params.self_signed(&key)?;
    // The key first: a certificate without its key would stop the next start.
    write_file(&secret, &key.serialize_pem(), 0o600)?;
    write_file(&path, &made.pem(), 0o644)?;
    Ok(Issuer::new(params, key))
}

/// The name has a part of the key's digest, so that two sites' authorities are told apart.
fn authority_params(key: &KeyPair, now: Time) -> CertificateParams {
    let digest = Sha256::digest(key.der_bytes());
    let mark: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    let mut params = certificate_params(now, AUTHORITY_DAYS, &format!("Tagstead authority {mark}"));
    // It signs server certificates only; a path length of 0 permits no authority below it.
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn certificate_params(now: Time, days: i64, name: &str) -> CertificateParams {
    let date = |days: i64| {
        let (year, month, day, ..) = Time(now.0 + days * DAY_MS).parts();
        date_time_ymd(year.into(), month.unsigned_abs(), day.unsigned_abs())
    };
    let mut params = CertificateParams::default();
    params.not_before = date(-SLACK_DAYS);
    params.not_after = date(days);
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

/// Whole under its name, or not at all.
fn write_file(path: &Path, text: &str, mode: u32) -> Result<(), CertificateError> {
    let put = || {
        // Readable by its owner alone from the beginning.
        let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
        // Synced before the rename, or a crash could leave an empty file under the name.
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    put().map_err(|error: std::io::Error| certificate_error(path, format_args!("cannot be written: {error}")))
}
