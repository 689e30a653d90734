//! Where people may be sent back to.

use model::Invalid;
use url::Url;

/// Most addresses of one client.
const MOST: usize = 10;
/// Longest address, in bytes.
const LONGEST: usize = 2000;
/// Schemes under which a browser would run or read something of its own.
const REFUSED: &[&str] =
    &["javascript", "data", "vbscript", "file", "blob", "about", "filesystem", "view-source"];

/// Reads the addresses a client registers. They are kept as they were typed, because they are compared letter by letter.
///
/// # Errors
/// On an address that is not absolute, has a fragment or a scheme that is refused; or on too many.
pub(super) fn read(addresses: &[String]) -> Result<Vec<String>, Invalid> {
    let mut out: Vec<String> = Vec::new();
    for address in addresses.iter().map(|address| address.trim()).filter(|address| !address.is_empty()) {
        check(address)?;
        if !out.iter().any(|known| known == address) {
            out.push(address.to_owned());
        }
    }
    if out.len() > MOST {
        return Err(Invalid::new(format!("{} redirect addresses; use at most {MOST}", out.len())));
    }
    Ok(out)
}

fn check(address: &str) -> Result<(), Invalid> {
    let short: String = address.chars().take(80).collect();
    let bad = |why: &str| {
        Invalid::new(format!(
            "“{short}” is no redirect address: {why}; use an absolute one such as https://app.example/callback"
        ))
    };
    if address.len() > LONGEST {
        return Err(bad("it is too long"));
    }
    if !address.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(bad("it has white space or characters that must be percent-encoded"));
    }
    let url = Url::parse(address).map_err(|_| bad("it is not absolute"))?;
    if url.fragment().is_some() {
        return Err(bad("it has a fragment"));
    }
    if REFUSED.contains(&url.scheme()) {
        return Err(bad("its scheme is not accepted"));
    }
    if matches!(url.scheme(), "http" | "https") && (!url.username().is_empty() || url.password().is_some()) {
        return Err(bad("it has a user name"));
    }
    Ok(())
}

/// The address a person is sent back to: the one asked for, which must be registered, or the only one there is.
///
/// # Errors
/// When it is not registered letter by letter, or none is named where there are several.
pub(super) fn choose<'a>(registered: &'a [String], asked: Option<&str>) -> Result<&'a str, Invalid> {
    match (asked, registered) {
        (Some(asked), _) => registered
            .iter()
            .find(|known| *known == asked)
            .map(String::as_str)
            .ok_or_else(|| Invalid::new("the redirect address is not one that the client registered")),
        (None, [only]) => Ok(only),
        (None, []) => Err(Invalid::new("the client has registered no redirect address")),
        (None, _) => Err(Invalid::new("the client has several redirect addresses; name one of them")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_a_browser_may_be_sent_to() {
        let one = |text: &str| read(&[text.to_owned()]);
        for good in
            ["https://app.example/cb?x=1", "http://127.0.0.1:9000/", "com.example.app:/cb", "app://cb"]
        {
            assert_eq!(one(good).unwrap(), [good]);
        }
        for bad in [
            "/cb",
            "javascript:alert(1)",
            "https://a.example/#x",
            "https://a b",
            "data:text/html,x",
            "https://u:p@a.example/",
            "https://a.example/\nhttps://b.example/",
        ] {
            assert!(one(bad).is_err(), "{bad}");
        }
        assert_eq!(one("  ").unwrap(), [] as [&str; 0]);
        let many: Vec<_> = (0..11).map(|n| format!("https://a.example/{n}")).collect();
        assert!(read(&many).is_err());
    }

    #[test]
    fn a_redirect_is_matched_letter_by_letter() {
        let all = ["https://a.example/cb".to_owned(), "https://b.example/cb".to_owned()];
        assert_eq!(choose(&all, Some("https://b.example/cb")).unwrap(), all[1]);
        for wrong in ["https://b.example/cb/", "https://b.example/cb?x", "https://B.example/cb", "oob"] {
            assert!(choose(&all, Some(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(choose(&all[..1], None).unwrap(), all[0]);
        assert!(choose(&all, None).is_err() && choose(&[], None).is_err());
    }
}
