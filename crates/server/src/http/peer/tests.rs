use super::*;
use axum::http::HeaderValue;
use proptest::prelude::*;

const NEAR: &str = "10.0.0.1";

fn proxies() -> Proxies {
    let trusted = ["10.0.0.0/8", "fd00::/8"].map(|text| text.parse().unwrap());
    Proxies::new(trusted.to_vec(), "https://Tags.Example:443/")
}

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(*name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

fn seen(remote: &str, lines: &[(&'static str, &str)]) -> Peer {
    proxies().identify_peer(remote.parse().unwrap(), false, &Uri::from_static("/v2/tagged"), &headers(lines))
}

fn addr(remote: &str, lines: &[(&'static str, &str)]) -> String {
    seen(remote, lines).addr.to_string()
}

#[test]
fn without_a_trusted_proxy_nothing_is_believed() {
    let lines = [
        ("host", "Tags.Example"),
        ("x-forwarded-for", "192.0.2.9"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "for=192.0.2.9;proto=https;host=evil.example"),
    ];
    let expected = Peer { addr: [203, 0, 113, 5].into(), https: false, host: "tags.example".into() };
    assert_eq!(seen("203.0.113.5", &lines), expected);
    let nobody = Proxies::default().identify_peer(
        IpAddr::from([127, 0, 0, 1]),
        true,
        &Uri::from_static("/"),
        &headers(&lines),
    );
    assert_eq!(nobody, Peer { addr: [127, 0, 0, 1].into(), https: true, host: "tags.example".into() });
}

#[test]
fn the_right_most_address_that_is_no_proxy_of_ours_counts() {
    for (chain, expected) in [
        ("192.0.2.9", "192.0.2.9"),
        ("192.0.2.9, 10.1.1.1", "192.0.2.9"),
        ("198.51.100.1, 192.0.2.9, 10.1.1.1", "192.0.2.9"),
        ("10.9.9.9", "10.9.9.9"),
        ("192.0.2.9:4711", "192.0.2.9"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("::ffff:10.1.1.1", "10.1.1.1"),
        ("192.0.2.9, fd00::2", "192.0.2.9"),
        // Unreadable: the proxy that wrote it.
        ("192.0.2.9, unknown", NEAR),
        ("192.0.2.9, nonsense, 10.1.1.1", "10.1.1.1"),
        ("192.0.2.9:", NEAR),
        ("192.0.2.9:99999", NEAR),
        ("192.0.2.9 192.0.2.8", NEAR),
        ("192.0.2.256", NEAR),
        ("", NEAR),
        (",", NEAR),
    ] {
        assert_eq!(addr(NEAR, &[("x-forwarded-for", chain)]), expected, "{chain:?}");
    }
    let two = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "192.0.2.9")];
    assert_eq!(addr(NEAR, &two), "192.0.2.9");
    assert_eq!(addr("::ffff:10.0.0.1", &two), "192.0.2.9", "a proxy that comes over IPv6");
}

#[test]
fn scheme_and_host_are_those_of_the_same_step() {
    let own = ("x-forwarded-for", "192.0.2.9");
    let https = |lines: &[_]| seen(NEAR, lines).https;
    assert!(https(&[own, ("x-forwarded-proto", "HTTPS")]));
    assert!(https(&[own, ("x-forwarded-proto", "http, https")]), "the first was the client's");
    assert!(!https(&[own, ("x-forwarded-proto", "https, http")]));
    assert!(!https(&[own, ("x-forwarded-proto", "gopher")]));
    let chain = ("x-forwarded-for", "192.0.2.9, 10.1.1.1");
    assert!(https(&[chain, ("x-forwarded-proto", "https, http")]));
    assert!(https(&[chain, ("x-forwarded-proto", "https")]));
    assert!(https(&[("x-forwarded-proto", "https")]));

    let host = |lines: &[_]| seen(NEAR, lines).host;
    let asked = ("host", "inner:8080");
    assert_eq!(host(&[asked, own, ("x-forwarded-host", "Tags.Example:443")]), "tags.example:443");
    let secure = ("x-forwarded-proto", "https");
    assert_eq!(host(&[asked, own, secure, ("x-forwarded-host", "Tags.Example:443")]), "tags.example");
    assert_eq!(host(&[asked, own, ("x-forwarded-host", "evil.example, tags.example")]), "tags.example");
    for hostile in ["a b", "user@host", "", "host:", "host:0x1", "[::1", "[nonsense]", "a/b", "é", "host:1:2"]
    {
        let line = ("x-forwarded-host", hostile);
        assert_eq!(host(&[asked, own, line]), "inner:8080", "{hostile:?} falls back to what was asked");
        let alone = [("host", hostile)];
        assert_eq!(host(&alone), "tags.example", "{hostile:?} falls back to the site's own");
    }
    assert_eq!(host(&[("host", "a"), ("host", "b")]), "tags.example");
    assert_eq!(host(&[("host", "[2001:DB8::1]:8443")]), "[2001:db8::1]:8443");
    assert_eq!(host(&[("host", &"a".repeat(254))]), "tags.example");
}

#[test]
fn an_address_in_the_request_line_goes_before_the_header() {
    let uri = Uri::from_static("http://Tags.Example:80/v2/tagged");
    let asked = headers(&[("host", "other.example")]);
    assert_eq!(proxies().identify_peer([192, 0, 2, 9].into(), false, &uri, &asked).host, "tags.example");
}

#[test]
fn the_standard_header_is_read_too() {
    let line = "for=198.51.100.1;proto=http;host=evil, For=\"[2001:db8::1]:4711\";proto=https ; Host=\"tags.example\"";
    let expected = Peer { addr: "2001:db8::1".parse().unwrap(), https: true, host: "tags.example".into() };
    assert_eq!(seen(NEAR, &[("forwarded", line), ("host", "inner")]), expected);
    for (line, expected) in [
        ("for=192.0.2.9", "192.0.2.9"),
        ("for=192.0.2.9, for=10.1.1.1;by=10.2.2.2", "192.0.2.9"),
        ("for=\"192.0.2.9:80\"", "192.0.2.9"),
        ("for=unknown", NEAR),
        ("for=_hidden", NEAR),
        ("proto=https", NEAR),
        ("for=192.0.2.9;for=192.0.2.8", NEAR),
        ("for=\"192.0.2.9", NEAR),
        ("for=\"a, for=\"192.0.2.9\"", NEAR),
        ("for", NEAR),
        ("for=192.0.2.9 for=192.0.2.8", NEAR),
        ("", NEAR),
    ] {
        assert_eq!(addr(NEAR, &[("forwarded", line)]), expected, "{line:?}");
    }
}

#[test]
fn two_headers_that_name_two_clients_are_not_believed() {
    let old = ("x-forwarded-for", "192.0.2.9");
    assert_eq!(addr(NEAR, &[old, ("forwarded", "for=192.0.2.9")]), "192.0.2.9");
    assert_eq!(addr(NEAR, &[old, ("forwarded", "for=198.51.100.7")]), NEAR);
    assert_eq!(addr(NEAR, &[old, ("forwarded", "for=\"")]), NEAR);
}

#[test]
fn ranges_are_read_or_refused() {
    let holds = |network: &str, addr: &str| {
        network.parse::<Network>().unwrap().contains_address(addr.parse().unwrap())
    };
    assert!(holds("192.0.2.77/24", "192.0.2.1"));
    assert!(holds("192.0.2.1", "192.0.2.1") && !holds("192.0.2.1", "192.0.2.2"));
    assert!(holds("::ffff:192.0.2.0/120", "192.0.2.1"));
    assert!(holds("0.0.0.0/0", "192.0.2.1") && !holds("0.0.0.0/0", "::1"));
    for text in ["", "192.0.2.0/33", "localhost", "192.0.2", "::/129", "10.0.0.0/8/8"] {
        assert!(text.parse::<Network>().is_err(), "{text}");
    }
}

proptest! {
    /// The client is whom the proxy saw, or the proxy itself, whatever the client wrote before.
    #[test]
    fn a_client_cannot_pass_for_another(
        written in proptest::collection::vec("[ -~]{0,40}", 0..4),
        standard in proptest::option::of("(for=|\"|;|,|192[.]0[.]2[.]1|host=|[ -~]){0,12}"),
        same_line: bool,
    ) {
        let real = "203.0.113.77";
        let mut lines: Vec<(&'static str, String)> =
            written.iter().map(|text| ("x-forwarded-for", text.clone())).collect();
        match lines.last_mut() {
            Some((_, last)) if same_line => *last = format!("{last}, {real}"),
            _ => lines.push(("x-forwarded-for", real.to_owned())),
        }
        lines.extend(standard.map(|text| ("forwarded", text)));
        let lines: Vec<_> = lines.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let found = addr(NEAR, &lines);
        prop_assert!(found == real || found == NEAR, "{found} of {lines:?}");
    }

    /// The like for a proxy that writes the standard header and knows none of the older ones.
    #[test]
    fn nor_behind_a_proxy_that_writes_the_standard_header(
        written in "(for=|\"|;|,|192[.]0[.]2[.]1|host=|[ -~]){0,12}",
        old in proptest::option::of("[ -~]{0,40}"),
        same_line: bool,
    ) {
        let real = "203.0.113.77";
        let own = format!("for={real}");
        let joined = format!("{written}, {own}");
        let mut lines = if same_line {
            vec![("forwarded", joined.as_str())]
        } else {
            vec![("forwarded", written.as_str()), ("forwarded", own.as_str())]
        };
        lines.extend(old.as_deref().map(|text| ("x-forwarded-for", text)));
        let found = addr(NEAR, &lines);
        prop_assert!(found == real || found == NEAR, "{found} of {lines:?}");
    }

    /// A host is read as it was written, or not at all.
    #[test]
    fn a_host_never_holds_more_than_a_name_and_a_port(text in "\\PC{0,40}") {
        if let Some(read) = parse_host(&text, true) {
            prop_assert!(read.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_:[]".contains(&b)));
            prop_assert!(text.to_ascii_lowercase().starts_with(&read));
        }
    }
}
