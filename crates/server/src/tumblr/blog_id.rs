//! `{blog-identifier}`: a name, a host name or a uuid, in every spelling clients use.

use super::error::Refusal;
use crate::state::{App, Settings};
use model::{Blog, BlogName, BlogUuid};
use tumblelog::BlogLookup;

/// What stands after a blog's name in a host name of the original.
const ELSEWHERE: &str = ".tumblr.com";

/// Reads `staff`, `staff.tumblr.com`, `staff.` and our own host, `t:…`, and `t:….tumblr.com`, which is what some
/// clients make of a uuid. `None` where it cannot name a blog of ours.
pub fn parse_blog_id(text: &str, settings: &Settings) -> Option<BlogLookup> {
    let text = text.trim();
    let url = url::Url::parse(&settings.base_url).ok();
    let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    let port = url.as_ref().and_then(url::Url::port).map(|port| format!(".{host}:{port}"));
    // The port comes before the bare host: an address with a port ends in both.
    let ends = [Some(ELSEWHERE.to_owned()), port, (!host.is_empty()).then(|| format!(".{host}"))];
    let name = ends.iter().flatten().find_map(|end| strip_end(text, end)).unwrap_or(text);
    match BlogUuid::parse(name) {
        Ok(uuid) => Some(BlogLookup::Uuid(uuid)),
        Err(_) => BlogName::parse(name).ok().map(BlogLookup::Name),
    }
}

/// Host names are the same in any case; uuids are not.
fn strip_end<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(end.len())?;
    let (name, rest) = (text.get(..at)?, text.get(at..)?);
    (rest.eq_ignore_ascii_case(end) && !name.is_empty()).then_some(name)
}

/// The blog.
///
/// # Errors
/// [`Refusal::NotFound`] where there is none.
pub async fn find_blog(app: &App, text: &str) -> Result<Blog, Refusal> {
    let missing = || {
        // The text comes from the client: an endless one must not be echoed.
        let shown: String = text.chars().take(64).collect();
        Refusal::NotFound(format!(
            "There is no blog “{shown}” here; a name, a host name such as name.tumblr.com, or a uuid is accepted."
        ))
    };
    let named = parse_blog_id(text, app.settings()).ok_or_else(missing)?;
    app.site().find_blog(named).await?.ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tumblelog::settings::SettingsCache;

    #[test]
    fn a_blog_has_many_spellings() {
        let settings = |base: &str| Settings::new(base, SettingsCache::default());
        let ours = settings("https://tags.example");
        let staff = Some(BlogLookup::Name(BlogName::parse("staff").unwrap()));
        let uuid = "t:0aY0xL2Fi1OFJg4YxpmegQ";
        let by_uuid = Some(BlogLookup::Uuid(BlogUuid::parse(uuid).unwrap()));
        for text in ["staff", "Staff", "staff.tumblr.com", "STAFF.Tumblr.com", "staff.tags.example"] {
            assert_eq!(parse_blog_id(text, &ours), staff, "{text}");
        }
        let local = settings("http://127.0.0.1:8080");
        assert_eq!(parse_blog_id("staff.127.0.0.1:8080", &local), staff);
        for text in [uuid, "t:0aY0xL2Fi1OFJg4YxpmegQ.tumblr.com", "t:0aY0xL2Fi1OFJg4YxpmegQ.tags.example"] {
            assert_eq!(parse_blog_id(text, &ours), by_uuid, "{text}");
        }
        for text in ["", ".tumblr.com", "staff.example", "t:short", "a b", "ə.tumblr.com", "é.com"] {
            assert_eq!(parse_blog_id(text, &ours), None, "{text}");
        }
    }
}
