//! A certificate and its key from PEM files.

use super::{Unusable, unusable};
use std::io::Read;
use std::path::Path;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

/// More than any chain has, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Both files, checked against each other.
pub fn read(certificate: &Path, key: &Path, provider: &CryptoProvider) -> Result<CertifiedKey, Unusable> {
    let chain = chain(certificate)?;
    let private = PrivateKeyDer::from_pem_slice(&bytes(key)?)
        .map_err(|_| unusable(key, "no private key is in it; PEM without a passphrase is accepted"))?;
    CertifiedKey::from_der(chain, private, provider).map_err(|error| {
        unusable(key, format_args!("this key cannot be used with {}: {error}", certificate.display()))
    })
}

/// The certificates of a file, at least one.
pub fn chain(path: &Path) -> Result<Vec<CertificateDer<'static>>, Unusable> {
    let bytes = bytes(path)?;
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| unusable(path, format_args!("no certificates in PEM: {error}")))?;
    if chain.is_empty() {
        return Err(unusable(path, "no certificate is in it; PEM is accepted"));
    }
    Ok(chain)
}

/// A whole file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Unusable> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| unusable(path, format_args!("cannot be read: {error}")))?;
    if bytes.len() as u64 > LONGEST {
        return Err(unusable(path, "is longer than any certificate (1 MiB)"));
    }
    Ok(bytes)
}
