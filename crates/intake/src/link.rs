//! Addresses as other systems write them, and what they tell about who posted.

use model::Source;

/// Services that programs post through: a link on one of these hosts at the end of a post, with next to no words,
/// was put there by a feed robot.
const SHORTENERS: &[&str] = &[
    "dlvr.it",
    "ift.tt",
    "bit.ly",
    "buff.ly",
    "ow.ly",
    "tinyurl.com",
    "is.gd",
    "goo.gl",
    "hubs.ly",
    "lnkd.in",
];

/// Services whose apps post the same thing to several sites and end it with a link to the original.
const CROSS_POSTERS: &[&str] = &[
    "instagram.com",
    "instagr.am",
    "facebook.com",
    "fb.me",
    "twitter.com",
    "x.com",
    "t.co",
    "flickr.com",
    "flic.kr",
    "youtube.com",
    "youtu.be",
    "vimeo.com",
    "pinterest.com",
    "pin.it",
    "swarmapp.com",
    "medium.com",
];

/// Longest address taken for one, in bytes: what browsers and the site accept.
const LONGEST: usize = 2048;

/// Whether programs post through this host.
pub(crate) fn is_shortener(url: &str) -> bool {
    npf::url::host(url).is_some_and(|host| SHORTENERS.contains(&host.as_str()))
}

/// Whether a link to this host at the end of a post tells where the post comes from.
pub(crate) fn tells_source(url: &str) -> bool {
    is_shortener(url) || npf::url::host(url).is_some_and(|host| CROSS_POSTERS.contains(&host.as_str()))
}

/// The address itself: out of a redirector that names it, safe, without tracking parameters.
pub(crate) fn clean(url: &str) -> Option<String> {
    let safe = npf::url::safe(url.trim())?;
    let inner = url::Url::parse(&safe).ok().and_then(|parsed| target(&parsed));
    Some(npf::url::untracked(&inner.and_then(|url| npf::url::safe(&url)).unwrap_or(safe)))
}

/// What a redirector's address leads to.
fn target(url: &url::Url) -> Option<String> {
    match url.host_str()? {
        "t.umblr.com" => url.query_pairs().find(|(key, _)| key == "z").map(|(_, value)| value.into_owned()),
        // The whole query is the address, without a key before it.
        "href.li" => url.query().map(str::to_owned),
        _ => None,
    }
}

/// A source, where the address is one we can keep.
pub(crate) fn source(url: &str, title: &str) -> Option<Source> {
    Some(Source { url: clean(url)?, title: title.trim().to_owned() })
}

/// The addresses written out in a text, as byte ranges. Closing punctuation is not part of one.
pub(crate) fn find(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = vec![];
    let mut from = 0;
    while let Some(start) = next_scheme(text, from) {
        let rest = &text[start..];
        let end = rest.find(|c: char| c.is_whitespace() || "<>\"“”«»".contains(c)).unwrap_or(rest.len());
        let mut url = rest[..end].trim_end_matches(|c: char| ".,;:!?…'’".contains(c));
        if url.len() > LONGEST {
            url = "";
        }
        // A closing bracket belongs to an address only where the address opened it.
        while url.ends_with(')') && url.matches(')').count() > url.matches('(').count() {
            url = &url[..url.len() - 1];
        }
        if url.len() > "https://".len() {
            found.push(start..start + url.len());
        }
        // Never the same place again, or the search would not end.
        from = start + end.max(1);
    }
    found
}

/// Where the next `http://` or `https://` begins, at or after a byte offset.
fn next_scheme(text: &str, from: usize) -> Option<usize> {
    let begins = |at: &usize| {
        let rest = &text[*at..];
        rest.starts_with("http://") || rest.starts_with("https://")
    };
    text.get(from..)?.match_indices("http").map(|(at, _)| from + at).find(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirectors_and_tracking_go() {
        assert_eq!(
            clean("https://t.umblr.com/redirect?z=https%3A%2F%2Fhoney.example%2Fa%3Futm_source%3Dx&t=abc")
                .unwrap(),
            "https://honey.example/a"
        );
        assert_eq!(clean("https://href.li/?https://honey.example/b").unwrap(), "https://honey.example/b");
        assert_eq!(clean("javascript:alert(1)"), None);
    }

    #[test]
    fn addresses_end_before_punctuation() {
        let text = "See (https://a.example/x_(y)), http://b.example. and https:// alone";
        let urls: Vec<_> = find(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(urls, ["https://a.example/x_(y)", "http://b.example"]);
    }
}
