//! Where people may be sent back to: addresses on the web over TLS, addresses of programs on a person's own device
//! (RFC 8252), and nothing else.

use model::Invalid;
use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// Most addresses of one client.
const MOST: usize = 10;
/// Longest address, in bytes.
const LONGEST: usize = 2000;
/// Schemes under which a browser would run or read something of its own, or speak another protocol. Addresses that were
/// registered before a scheme came onto this list are refused when they are used.
const REFUSED: &[&str] = &[
    "about",
    "blob",
    "chrome",
    "chrome-extension",
    "data",
    "file",
    "filesystem",
    "ftp",
    "intent",
    "jar",
    "javascript",
    "moz-extension",
    "res",
    "resource",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// Reads the addresses a client registers. They are kept as they were typed, because they are compared letter by letter.
///
/// # Errors
/// On an address that is not absolute, has a fragment or a user name, or is of a scheme that is not accepted; or on too
/// many.
pub(super) fn parse_redirects(addresses: &[String]) -> Result<Vec<String>, Invalid> {
    let mut out: Vec<String> = Vec::new();
    for address in addresses.iter().map(|address| address.trim()).filter(|address| !address.is_empty()) {
        check_redirect(address)?;
        if !out.iter().any(|known| known == address) {
            out.push(address.to_owned());
        }
    }
    if out.len() > MOST {
        return Err(Invalid::new(format!("{} redirect addresses; use at most {MOST}", out.len())));
    }
    Ok(out)
}

fn check_redirect(address: &str) -> Result<(), Invalid> {
    // The answer repeats the address, which may be megabytes long.
    let short: String = address.chars().take(80).collect();
    let bad = |why: &str| {
        Invalid::new(format!(
            "“{short}” is no redirect address: {why}; use an absolute one such as https://app.example/callback"
        ))
    };
    if address.len() > LONGEST {
        return Err(bad("it is too long"));
    }
    // The URL parser strips tabs and line ends, so what was compared would not be what the browser
    // gets.
    if !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(bad("it has white space or characters that must be percent-encoded"));
    }
    let url = Url::parse(address).map_err(|_| bad("it is not absolute"))?;
    // RFC 6749, 3.1.2 forbids it; an empty fragment counts too.
    if url.fragment().is_some() {
        return Err(bad("it has a fragment"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad("it has a user name"));
    }
    check_scheme(&url).map_err(bad)
}

/// RFC 8252: TLS on the web (7.2), plain HTTP to a program on the same machine (7.3), and an app's own scheme, which is
/// a domain name turned round (7.1), so that no two apps choose the same by accident.
fn check_scheme(url: &Url) -> Result<(), &'static str> {
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => Err("plain http is accepted for 127.0.0.1, [::1] and localhost alone"),
        scheme if REFUSED.contains(&scheme) => Err("its scheme is not accepted"),
        scheme if is_domain_turned_round(scheme) => Ok(()),
        _ => Err("an app's own scheme must be a domain name turned round, such as com.example.app:/callback"),
    }
}

fn is_loopback(url: &Url) -> bool {
    is_loopback_address(url) || url.host_str() == Some("localhost")
}

fn is_loopback_address(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        Some(Host::Domain(_)) | None => false,
    }
}

fn is_domain_turned_round(scheme: &str) -> bool {
    let mut labels = scheme.split('.');
    let starts_with_letter = |label: &str| label.starts_with(|c: char| c.is_ascii_lowercase());
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.ends_with('-')
    };
    // Top-level domains begin with a letter.
    labels.next().is_some_and(|first| starts_with_letter(first) && is_label(first))
        && labels.next().is_some_and(is_label)
        && labels.all(is_label)
}

/// The address a person is sent back to: the one asked for, which must be registered, or the only one there is.
///
/// # Errors
/// When it is not registered letter by letter, or none is named where there are several.
pub(super) fn choose_redirect<'a>(
    registered: &'a [String],
    asked: Option<&'a str>,
) -> Result<&'a str, Invalid> {
    let chosen = match (asked, registered) {
        (Some(asked), _) if registered.iter().any(|known| matches(known, asked)) => asked,
        (Some(_), _) => {
            return Err(Invalid::new("the redirect address is not one that the client registered"));
        }
        (None, [only]) => only,
        (None, []) => return Err(Invalid::new("the client has registered no redirect address")),
        (None, _) => {
            return Err(Invalid::new("the client has several redirect addresses; name one of them"));
        }
    };
    match Url::parse(chosen) {
        // Checked again at use: an address may have been registered under older rules.
        Ok(url) if !REFUSED.contains(&url.scheme()) => Ok(chosen),
        _ => {
            Err(Invalid::new("the scheme of the redirect address is not accepted any more; register another"))
        }
    }
}

/// Letter by letter; but a program on the person's own machine gets whatever port is free at that moment (RFC 8252,
/// 7.3). That holds for addresses and not for `localhost`, which may be another machine.
fn matches(known: &str, asked: &str) -> bool {
    if known == asked {
        return true;
    }
    let (Ok(known), Ok(mut other)) = (Url::parse(known), Url::parse(asked)) else { return false };
    let loopback = |url: &Url| url.scheme() == "http" && is_loopback_address(url);
    // What was asked for must be as plainly written as what was registered.
    loopback(&known)
        && loopback(&other)
        && other.as_str() == asked
        && other.set_port(known.port()).is_ok()
        && other == known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_a_browser_may_be_sent_to() {
        let one = |text: &str| parse_redirects(&[text.to_owned()]);
        for good in [
            "https://app.example/cb?x=1",
            "http://127.0.0.1:9000/",
            "http://127.0.0.1/cb",
            "http://[::1]:9000/cb",
            "http://localhost:3000/cb",
            "com.example.app:/cb",
            "com.example.app://cb",
            "io.github.ada-walks.app2:/cb",
        ] {
            assert_eq!(one(good).unwrap(), [good]);
        }
        for bad in [
            "/cb",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a.example/1",
            "about:blank",
            "ws://a.example/",
            "wss://a.example/",
            "ftp://a.example/",
            "intent://a.example/#Intent;end",
            "https://a.example/#x",
            "https://a.example/#",
            "com.example.app:/cb#x",
            "https://a b",
            "https://u:p@a.example/",
            "https://u@a.example/",
            "com.example.app://u@cb",
            "http://app.example/cb",
            "http://127.0.0.1.example/cb",
            "http://192.168.1.5/cb",
            "app://cb",
            "app:/cb",
            "com.:/cb",
            "com.-a-:/cb",
            "https://a.example/\nhttps://b.example/",
        ] {
            assert!(one(bad).is_err(), "{bad}");
        }
        assert_eq!(one("  ").unwrap(), [] as [&str; 0]);
        let many: Vec<_> = (0..11).map(|n| format!("https://a.example/{n}")).collect();
        assert!(parse_redirects(&many).is_err());
    }

    #[test]
    fn a_redirect_is_matched_letter_by_letter() {
        let all = ["https://a.example/cb".to_owned(), "https://b.example/cb".to_owned()];
        assert_eq!(choose_redirect(&all, Some("https://b.example/cb")).unwrap(), all[1]);
        for wrong in [
            "https://b.example/cb/",
            "https://b.example/cb?x",
            "https://B.example/cb",
            "https://b.example:444/cb",
            "oob",
        ] {
            assert!(choose_redirect(&all, Some(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(choose_redirect(&all[..1], None).unwrap(), all[0]);
        assert!(choose_redirect(&all, None).is_err() && choose_redirect(&[], None).is_err());
        let old = ["ws://a.example/".to_owned()];
        assert!(choose_redirect(&old, None).is_err() && choose_redirect(&old, Some(&old[0])).is_err());
    }

    #[test]
    fn a_loopback_address_has_any_port() {
        let all = ["http://127.0.0.1/cb".to_owned(), "http://[::1]:1/cb".to_owned()];
        for good in
            ["http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", "http://[::1]:51004/cb", "http://[::1]/cb"]
        {
            assert_eq!(choose_redirect(&all, Some(good)).unwrap(), good);
        }
        for wrong in [
            "http://127.0.0.1:51004/other",
            "http://127.0.0.1:51004/cb?x",
            "http://localhost:51004/cb",
            "https://127.0.0.1:51004/cb",
            "http://127.0.0.2:51004/cb",
            "http://127.1:51004/cb",
            "http://u@127.0.0.1:51004/cb",
            "http://127.0.0.1:51004/cb#x",
        ] {
            assert!(choose_redirect(&all, Some(wrong)).is_err(), "{wrong}");
        }
        let named = ["http://localhost:3000/cb".to_owned()];
        assert!(choose_redirect(&named, Some("http://localhost:3001/cb")).is_err());
    }
}
