//! Addresses: which are safe to link, which parts only track readers, which host they lead to.

use ::url::Url;
use std::cell::LazyCell;
use std::ops::Deref;

/// Greatest length of an address, in bytes.
const MAX: usize = 2048;

/// The address as a browser reads it, when it is http or https, at most 2,048 bytes and without credentials.
pub fn safe(url: &str) -> Option<String> {
    let url = url.trim();
    if url.len() > MAX {
        return None;
    }
    let parsed = Url::parse(url).ok()?;
    let web = matches!(parsed.scheme(), "http" | "https");
    let bare = parsed.username().is_empty() && parsed.password().is_none();
    // Escaping may make the address longer than it was, so its length is checked again.
    (web && bare && parsed.has_host() && parsed.as_str().len() <= MAX).then(|| parsed.into())
}

/// Parameters that only tell a site which reader or campaign a visit came from.
const TRACKING: [&str; 25] = [
    "igshid",
    "igsh",
    "fbclid",
    "gclid",
    "gclsrc",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "mc_eid",
    "mc_cid",
    "yclid",
    "ysclid",
    "twclid",
    "ttclid",
    "li_fat_id",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "_hsenc",
    "_hsmi",
    "wickedid",
    "s_cid",
    "rb_clickid",
];

/// Parameters that say which reader shared an address at these hosts and those below them, and elsewhere what the page is.
const TRACKING_AT: [(&str, &[&str]); 1] =
    [("si", &["youtube.com", "youtu.be", "youtube-nocookie.com", "spotify.com", "spotify.link"])];

/// The address without tracking parameters; everything else as it was, in its order.
pub fn untracked(url: &str) -> String {
    let (rest, fragment) = match url.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (url, None),
    };
    let Some((path, query)) = rest.split_once('?') else { return url.to_owned() };
    // Read only where a parameter depends on it: most addresses have none of these.
    let at_host = LazyCell::new(|| host(url));
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_tracking(pair, &at_host)).collect();
    let mut made = path.to_owned();
    if !kept.is_empty() {
        made.push('?');
        made.push_str(&kept.join("&"));
    }
    if let Some(fragment) = fragment {
        made.push('#');
        made.push_str(fragment);
    }
    made
}

fn is_tracking(pair: &str, host: &impl Deref<Target = Option<String>>) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    let at_these = || {
        let (_, hosts) = TRACKING_AT.iter().find(|(known, _)| *known == name)?;
        let host = host.as_deref()?;
        let is_below =
            |known: &str| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        hosts.iter().find(|known| is_below(known))
    };
    name.starts_with("utm_") || TRACKING.contains(&name.as_str()) || at_these().is_some()
}

/// The host of an http or https address: lower-case, without `www.`.
pub fn host(url: &str) -> Option<String> {
    let parsed = Url::parse(url.trim()).ok()?;
    if !matches!(parsed.scheme(), "http" | "https") {
        return None;
    }
    let host = parsed.host_str()?.to_ascii_lowercase();
    Some(host.strip_prefix("www.").map_or(host.clone(), str::to_owned))
}
