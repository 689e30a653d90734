//! What a person pastes to name a post: a number, an address of ours, or the address it had elsewhere.

use model::{BlogName, Invalid, PostId};

/// Longest text looked at, in bytes.
const LONGEST: usize = 2_048;

/// A post as it was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// By its number here, and by its blog where the address said it.
    Ours {
        /// The blog.
        blog: Option<BlogName>,
        /// The number.
        id: PostId,
    },
    /// By its address on another site.
    Elsewhere {
        /// The address, without what only tracks readers.
        url: String,
        /// Its host: lower case, without `www.`.
        host: String,
        /// The number in it, where the site is one whose numbers imports keep.
        number: Option<i64>,
    },
}

/// Reads what was pasted; `base_url` is the site's own address.
///
/// # Errors
/// When it is no address of a post, with words that say what is.
pub fn parse_address(text: &str, base_url: &str) -> Result<Address, Invalid> {
    let text = text.trim();
    let bad = || {
        Invalid::new(
            "that is no address of a post: use its number, its address here (/@blog/123), or the address it had \
             on another site (https://…)",
        )
    };
    // The text comes from a search box and may be a pasted page.
    if text.is_empty() || text.len() > LONGEST {
        return Err(bad());
    }
    if let Some(id) = parse_number(text) {
        return Ok(Address::Ours { blog: None, id: PostId(id) });
    }
    if let Some(path) = text.strip_prefix("/@").or_else(|| text.strip_prefix('@')) {
        return parse_own_path(path).ok_or_else(bad);
    }
    let url = npf::url::safe(text).ok_or_else(bad)?;
    let host = npf::url::host(&url).ok_or_else(bad)?;
    if npf::url::host(base_url).as_deref() == Some(host.as_str()) {
        let (_, path) = url.split_once("/@").ok_or_else(bad)?;
        return parse_own_path(path).ok_or_else(bad);
    }
    let tumblr = host == "tumblr.com" || host.ends_with(".tumblr.com");
    Ok(Address::Elsewhere {
        // Only imports from Tumblr keep the ids of posts; elsewhere a number would meet a
        // stranger's post.
        number: if tumblr { first_number(&url) } else { None },
        url: npf::url::untracked(&url),
        host,
    })
}

fn parse_own_path(path: &str) -> Option<Address> {
    let path = path.split(['?', '#']).next()?;
    let mut segments = path.split('/');
    let blog = BlogName::parse(segments.next()?).ok()?;
    Some(Address::Ours { blog: Some(blog), id: PostId(parse_number(segments.next()?)?) })
}

/// The number of a post in an address of Tumblr: the first segment of the path that is one.
fn first_number(url: &str) -> Option<i64> {
    url.split(['?', '#']).next()?.split('/').skip(3).find_map(parse_number)
}

/// `+5` and `05` parse as numbers and are no ids.
fn parse_number(text: &str) -> Option<i64> {
    let good = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| good)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_are_named_in_many_ways() {
        let ours = |blog: Option<&str>, id| Address::Ours {
            blog: blog.map(|name| BlogName::parse(name).unwrap()),
            id: PostId(id),
        };
        let base = "https://tags.example/";
        for (text, expected) in [
            (" 12 ", ours(None, 12)),
            ("/@walks/12/some-words", ours(Some("walks"), 12)),
            ("@walks/12", ours(Some("walks"), 12)),
            ("https://tags.example/@walks/12?x=1#notes", ours(Some("walks"), 12)),
        ] {
            assert_eq!(parse_address(text, base).unwrap(), expected, "{text}");
        }
        for (text, host, number) in [
            ("https://walks.tumblr.com/post/7001/spring?igshid=a", "walks.tumblr.com", Some(7001)),
            ("https://www.tumblr.com/walks/7001", "tumblr.com", Some(7001)),
            ("https://www.tumblr.com/blog/view/walks/7001", "tumblr.com", Some(7001)),
            ("https://mastodon.example/@walks/12", "mastodon.example", None),
        ] {
            let Address::Elsewhere { host: found, number: id, .. } = parse_address(text, base).unwrap()
            else {
                panic!("{text}")
            };
            assert_eq!((found.as_str(), id), (host, number), "{text}");
        }
        for bad in [
            "",
            "+5",
            "05",
            "-1",
            "walks",
            "/@walks",
            "/@walks/x",
            "https://tags.example/tagged/x",
            "javascript:alert(1)",
            "99999999999999999999",
        ] {
            assert!(parse_address(bad, base).is_err(), "{bad}");
        }
    }
}
