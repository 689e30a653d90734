//! What a post is a reblog of.

use super::wire::RecordFields;
use model::{PostId, Reblog, TrailItem};

/// Fields that only a reblog fills in.
const TELLING: [&str; 10] = [
    "reblogged_from_id",
    "reblogged_from_name",
    "reblogged_from_url",
    "reblogged_from_uuid",
    "reblogged_root_id",
    "reblogged_root_name",
    "reblogged_root_url",
    "reblogged_root_uuid",
    "parent_post_id",
    "parent_post_url",
];

/// Whether anything tells that a post passes on another, be that named or not: a trail, the content of one, or one of
/// the fields that only a reblog fills in.
pub(super) fn passes_on(post: RecordFields<'_>, trail: &[TrailItem]) -> bool {
    let told = |key: &str| post.text(key).is_some() || post.number(key).is_some_and(|number| number != 0);
    !trail.is_empty()
        || post.object("reblog").text("tree_html").is_some()
        || TELLING.iter().any(|key| told(key))
}

/// The parent and the root, from whichever of the fields tells: the reblog information, the parent's address, or the
/// trail itself. `None` for an original, and for a reblog whose parent cannot be named any more: see [`passes_on`].
pub(super) fn reblog(post: RecordFields<'_>, trail: &[TrailItem]) -> Option<Reblog> {
    let parent = named(post, "reblogged_from_id", "reblogged_from_name")
        .or_else(|| addressed(post, "parent_post_id", &["parent_post_url", "reblogged_from_url"]))
        // The last item of a trail is the post that was reblogged.
        .or_else(|| known(trail.last()?))?;
    let root = named(post, "reblogged_root_id", "reblogged_root_name")
        .or_else(|| addressed(post, "reblogged_root_id", &["reblogged_root_url"]))
        .or_else(|| known(trail.first()?))
        // A reblog that names no root most likely has an original for a parent.
        .unwrap_or_else(|| parent.clone());
    let short = |name: String| name.chars().take(64).collect();
    Some(Reblog { parent: parent.0, parent_blog: short(parent.1), root: root.0, root_blog: short(root.1) })
}

fn named(post: RecordFields<'_>, id: &str, name: &str) -> Option<(PostId, String)> {
    Some((post.post_id(id)?, post.text(name)?.to_owned()))
}

fn addressed(post: RecordFields<'_>, id: &str, urls: &[&str]) -> Option<(PostId, String)> {
    let (found, blog) = urls.iter().find_map(|key| address(post.text(key)?))?;
    Some((post.post_id(id).unwrap_or(found), blog))
}

fn known(item: &TrailItem) -> Option<(PostId, String)> {
    (!item.blog.is_empty()).then_some((item.post?, item.blog.clone()))
}

/// Post and blog of `https://blog.tumblr.com/post/1/slug` or `https://www.tumblr.com/blog/1/slug`.
fn address(url: &str) -> Option<(PostId, String)> {
    let parsed = url::Url::parse(url).ok()?;
    let host = parsed.host_str()?;
    let mut parts = parsed.path_segments()?;
    let first = parts.next()?;
    let id = parts.next()?.parse().ok().filter(|&id: &i64| id > 0)?;
    let blog = if first == "post" { host.strip_suffix(".tumblr.com").unwrap_or(host) } else { first };
    (!blog.is_empty()).then(|| (PostId(id), blog.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_an_address_name_the_post() {
        let expected = Some((PostId(12), "honey".to_owned()));
        assert_eq!(address("https://honey.tumblr.com/post/12/a-slug"), expected);
        assert_eq!(address("https://www.tumblr.com/honey/12/a-slug"), expected);
        assert_eq!(address("https://honey.tumblr.com/"), None);
    }
}
