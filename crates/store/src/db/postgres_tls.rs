//! TLS to PostgreSQL: which certificates are accepted, and what was wrong with one that was not.

use crate::{Error, Result};
use std::error::Error as StdError;
use std::path::Path;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use tokio_rustls::rustls::crypto::{
    WebPkiSupportedAlgorithms, ring, verify_tls12_signature, verify_tls13_signature,
};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{
    self, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

/// How far the server's certificate is looked at.
#[derive(Debug)]
struct ServerCheck {
    /// Authorities that may have signed it; `None` accepts any certificate.
    roots: Option<Roots>,
    /// Whether it must be for the name of the host.
    names: bool,
    algorithms: WebPkiSupportedAlgorithms,
}

/// The certificates of a file.
#[derive(Debug)]
struct Roots {
    store: RootCertStore,
    listed: Vec<CertificateDer<'static>>,
}

/// A connector that encrypts and accepts any certificate, or those of the authorities in a file; with `names`, only for
/// the host that was asked for.
///
/// # Errors
/// [`Error::Unusable`] where the file cannot be read or holds no certificate.
pub(crate) fn make_connector(root_file: Option<&Path>, names: bool) -> Result<MakeRustlsConnect> {
    // Named here and not the process's default, which nobody has installed in commands and tests.
    let provider = Arc::new(ring::default_provider());
    let check = ServerCheck {
        roots: root_file.map(read_roots).transpose()?,
        names,
        algorithms: provider.signature_verification_algorithms,
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::Unusable(format!("TLS cannot be used: {e}")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(check))
        .with_no_client_auth();
    // Asked for by servers that take TLS without a request for it first (sslnegotiation=direct).
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

fn read_roots(file: &Path) -> Result<Roots> {
    let bad = |words: String| Error::Unusable(format!("the root certificate {}: {words}", file.display()));
    let bytes = std::fs::read(file).map_err(|e| bad(format!("cannot be read: {e}")))?;
    let listed = CertificateDer::pem_slice_iter(&bytes)
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|e| bad(format!("a certificate in PEM is accepted: {e}")))?;
    let mut store = RootCertStore::empty();
    // A list of public authorities may hold old ones that rustls does not understand: they are left out.
    let (added, _) = store.add_parsable_certificates(listed.iter().cloned());
    if added == 0 {
        return Err(bad("it holds no certificate in PEM".into()));
    }
    Ok(Roots { store, listed })
}

impl ServerCertVerifier for ServerCheck {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let Some(roots) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        let parsed = ParsedCertificate::try_from(end_entity)?;
        let algorithms = self.algorithms.all;
        match verify_server_cert_signed_by_trust_anchor(&parsed, &roots.store, intermediates, now, algorithms)
        {
            // `openssl req -x509` makes a server's certificate that is also its own authority, which webpki refuses as a
            // server's after it has looked at the dates. The operator named this very certificate.
            Err(rustls::Error::InvalidCertificate(CertificateError::Other(_)))
                if roots.listed.iter().any(|root| root.as_ref() == end_entity.as_ref()) => {}
            checked => checked?,
        }
        if self.names {
            verify_server_name(&parsed, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// What TLS found wrong, anywhere among the causes of an error.
pub(crate) fn find_tls_error<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        // An I/O error keeps what it wraps apart from its causes.
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = error
            .downcast_ref()
            .or_else(|| wrapped.and_then(|inner| (inner as &(dyn StdError + 'static)).downcast_ref()));
        if tls.is_some() {
            return tls;
        }
        next = error.source();
    }
    None
}

/// The same in words for an operator.
pub(crate) fn describe_tls_error(error: &rustls::Error) -> String {
    let rustls::Error::InvalidCertificate(wrong) = error else { return format!("TLS failed: {error}") };
    match wrong {
        CertificateError::UnknownIssuer => {
            "its certificate is not signed by an authority of the root certificate file".into()
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            let names = if presented.is_empty() {
                // As libpq did before 2017, a common name would be taken; rustls takes alternative names alone.
                "no host (it has no subjectAltName)".to_owned()
            } else {
                presented.join(", ")
            };
            let expected = expected.to_str();
            format!(
                "its certificate is for {names} and not for {expected}; sslmode=verify-ca does not ask for the name"
            )
        }
        CertificateError::NotValidForName => "its certificate is for another host".into(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("its certificate has expired: {error}")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            format!("its certificate is not valid yet: {error}")
        }
        _ => format!("its certificate is not accepted: {error}"),
    }
}
