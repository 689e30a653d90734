//! `--base-url`: where readers reach the site.

use url::Url;

/// Reads the address of a site: scheme, host and port. A slash at its end is dropped.
///
/// # Errors
/// In words, for what is no such address. A path is refused too: every page stands at the root of its host, so each
/// link that is made with a path would lead nowhere.
pub fn parse_base_url(text: &str) -> Result<String, String> {
    const ACCEPTED: &str = "http:// or https:// and a host is accepted, such as https://tags.example";
    let url = Url::parse(text.trim()).map_err(|error| format!("{error}; {ACCEPTED}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(ACCEPTED.to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("a name or a password has no place in it; {ACCEPTED}"));
    }
    if url.path() != "/" {
        let path = url.path();
        return Err(format!(
            "the site cannot stand under the path {path}, only at the root of a host; {ACCEPTED}"
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("nothing may stand behind the host; {ACCEPTED}"));
    }
    // One spelling for one site: small letters, Punycode, no default port.
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_accepted_and_written_one_way() {
        for (given, read) in [
            ("https://tags.example", "https://tags.example"),
            ("https://Tags.Example/", "https://tags.example"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("https://tags.example:443", "https://tags.example"),
            ("http://[::1]:80", "http://[::1]"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
        ] {
            assert_eq!(parse_base_url(given).as_deref(), Ok(read), "{given}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_what_is_accepted() {
        for given in [
            "",
            "tags.example",
            "ftp://tags.example",
            "https://",
            "https://tags.example/blog",
            "https://tags.example//",
            "https://tags.example/?x",
            "https://tags.example/#top",
            "https://ada:pw@tags.example",
            "mailto:ada@tags.example",
        ] {
            let message = parse_base_url(given).unwrap_err();
            assert!(message.contains("is accepted"), "{given}: {message}");
        }
        assert!(parse_base_url("https://tags.example/blog").unwrap_err().contains("the path /blog"));
    }
}
