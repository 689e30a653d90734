//! The signature base string (RFC 5849, 3.4.1).

use super::header::Header;
use super::percent::{percent_decode, percent_encode};

/// All parameters, encoded and sorted: those of the header but `realm` and the signature, of the query, and of a
/// form-encoded body.
pub fn normalize_params(header: &Header, query: &str, form: &[(String, String)]) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (percent_encode(name.as_bytes()), percent_encode(value.as_bytes()));
    let mut all: Vec<_> = header.signed_params().map(|(name, value)| pair(name, value)).collect();
    // Decode and encode again: clients escape differently, and RFC 5849 wants one spelling. In a
    // query “+” is a space.
    all.extend(query.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (percent_encode(&percent_decode(name, true)), percent_encode(&percent_decode(value, true)))
    }));
    all.extend(form.iter().map(|(name, value)| pair(name, value)));
    // The RFC sorts the encoded pairs, by name and then by value; equal pairs cannot be told apart.
    all.sort_unstable();
    all
}

/// The string that is signed. `origin` is scheme and host as the client saw them, `path` is as it was sent.
pub fn base_string(method: &str, origin: &str, path: &str, params: &[(String, String)]) -> String {
    let joined: Vec<_> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let address = format!("{origin}{}", if path.is_empty() { "/" } else { path });
    // The parameters are encoded a second time here: the RFC asks for it.
    let [address, joined] = [address, joined.join("&")].map(|text| percent_encode(text.as_bytes()));
    format!("{}&{address}&{joined}", method.to_ascii_uppercase())
}
