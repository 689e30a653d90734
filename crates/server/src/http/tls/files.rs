//! A certificate and its key from PEM files.

use super::{CertificateError, certificate_error};
use std::io::Read;
use std::path::Path;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

/// More than any chain has, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Both files, checked against each other.
pub fn read_certificate(
    certificate: &Path,
    key: &Path,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, CertificateError> {
    let chain = read_chain(certificate)?;
    let private = PrivateKeyDer::from_pem_slice(&read_bytes(key)?).map_err(|_| {
        certificate_error(key, "no private key is in it; PEM without a passphrase is accepted")
    })?;
    // Checked at the start: a key of another certificate would only fail in every handshake.
    CertifiedKey::from_der(chain, private, provider).map_err(|error| {
        certificate_error(
            key,
            format_args!("this key cannot be used with {}: {error}", certificate.display()),
        )
    })
}

/// The certificates of a file, at least one.
pub fn read_chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let bytes = read_bytes(path)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| certificate_error(path, format_args!("no certificates in PEM: {error}")))?;
    if chain.is_empty() {
        return Err(certificate_error(path, "no certificate is in it; PEM is accepted"));
    }
    Ok(chain)
}

/// A whole file.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, CertificateError> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        // A path such as `/dev/zero` must not fill the memory; one byte more than the limit shows
        // it.
        .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| certificate_error(path, format_args!("cannot be read: {error}")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(certificate_error(path, "is longer than any certificate (1 MiB)"));
    }
    Ok(bytes)
}
