//! The documented endpoints and their parameters.

use super::page;
use std::collections::BTreeMap;
use tagstead_server::tumblr::table::{EVERYWHERE, ROUTES};

const BLOG: &str = "/blog/{blog}";

/// Method, path after `/v2`, parameters of the query or the body.
static DOCUMENTED: &[(&str, &str, &[&str])] = &[
    ("GET", "/blog/{blog}/info", &["api_key", "fields[blogs]"]),
    ("GET", "/blog/{blog}/avatar", &[]),
    ("GET", "/blog/{blog}/avatar/{size}", &[]),
    ("GET", "/blog/{blog}/blocks", &["offset", "limit"]),
    ("POST", "/blog/{blog}/blocks", &["blocked_tumblelog", "post_id"]),
    ("POST", "/blog/{blog}/blocks/bulk", &["blocked_tumblelogs", "force"]),
    ("DELETE", "/blog/{blog}/blocks", &["blocked_tumblelog", "anonymous_only"]),
    ("GET", "/blog/{blog}/likes", &["limit", "offset", "before", "after"]),
    ("GET", "/blog/{blog}/following", &["limit", "offset"]),
    ("GET", "/blog/{blog}/followers", &["limit", "offset"]),
    ("GET", "/blog/{blog}/followed_by", &["query"]),
    ("GET", "/blog/{blog}/posts", POSTS),
    ("GET", "/blog/{blog}/posts/{type}", POSTS),
    ("GET", "/blog/{blog}/posts/queue", &["offset", "limit", "filter"]),
    ("POST", "/blog/{blog}/posts/queue/reorder", &["post_id", "insert_after"]),
    ("POST", "/blog/{blog}/posts/queue/shuffle", &[]),
    ("GET", "/blog/{blog}/posts/draft", &["before_id", "filter"]),
    ("GET", "/blog/{blog}/posts/submission", &["offset", "filter"]),
    ("GET", "/blog/{blog}/notifications", &["before", "types[]", "rollups", "omit_post_ids[]"]),
    ("POST", "/blog/{blog}/post", LEGACY),
    ("POST", "/blog/{blog}/post/edit", LEGACY),
    ("POST", "/blog/{blog}/post/edit", &["id"]),
    (
        "POST",
        "/blog/{blog}/post/reblog",
        &[
            "id",
            "reblog_key",
            "comment",
            "native_inline_images",
            "state",
            "tags",
            "tweet",
            "date",
            "format",
            "slug",
        ],
    ),
    ("POST", "/blog/{blog}/posts", BLOCKS),
    (
        "POST",
        "/blog/{blog}/posts",
        &["parent_tumblelog_uuid", "parent_post_id", "reblog_key", "hide_trail", "exclude_trail_items"],
    ),
    ("GET", "/blog/{blog}/posts/{id}", &["post_format"]),
    ("PUT", "/blog/{blog}/posts/{id}", BLOCKS),
    ("PUT", "/blog/{blog}/posts/{id}", &["hide_trail", "exclude_trail_items"]),
    ("POST", "/blog/{blog}/post/delete", &["id"]),
    ("POST", "/blog/{blog}/posts/{id}/mute", &["mute_length_seconds"]),
    ("DELETE", "/blog/{blog}/posts/{id}/mute", &[]),
    ("GET", "/blog/{blog}/notes", &["id", "before_timestamp", "mode"]),
    ("GET", "/user/info", &[]),
    ("GET", "/user/limits", &[]),
    ("GET", "/user/dashboard", &["limit", "offset", "type", "since_id", "reblog_info", "notes_info", "npf"]),
    ("GET", "/user/likes", &["limit", "offset", "before", "after"]),
    ("GET", "/user/following", &["limit", "offset"]),
    ("POST", "/user/follow", &["url", "email"]),
    ("POST", "/user/unfollow", &["url"]),
    ("POST", "/user/like", &["id", "reblog_key"]),
    ("POST", "/user/unlike", &["id", "reblog_key"]),
    ("GET", "/user/filtered_tags", &[]),
    ("POST", "/user/filtered_tags", &["filtered_tags[]"]),
    ("DELETE", "/user/filtered_tags/{tag}", &[]),
    ("GET", "/user/filtered_content", &[]),
    ("POST", "/user/filtered_content", &["filtered_content"]),
    ("DELETE", "/user/filtered_content", &["filtered_content"]),
    ("GET", "/tagged", &["tag", "before", "limit", "filter"]),
];

const POSTS: &[&str] = &[
    "type",
    "id",
    "tag",
    "tag[]",
    "limit",
    "offset",
    "reblog_info",
    "notes_info",
    "filter",
    "before",
    "after",
    "sort",
    "npf",
];

const LEGACY: &[&str] = &[
    "type",
    "state",
    "tags",
    "tweet",
    "date",
    "format",
    "slug",
    "native_inline_images",
    "title",
    "body",
    "caption",
    "link",
    "source",
    "data",
    "data64",
    "quote",
    "url",
    "description",
    "thumbnail",
    "excerpt",
    "author",
    "conversation",
    "external_url",
    "embed",
];

const BLOCKS: &[&str] = &[
    "content",
    "layout",
    "state",
    "publish_on",
    "date",
    "tags",
    "source_url",
    "send_to_twitter",
    "is_private",
    "slug",
    "interactability_reblog",
];

/// Documented and not taken here, with the reason that `docs/api.md` gives.
static ABSENT: &[(&str, &str)] = &[
    ("email", "nobody is found by a mail address"),
    ("/v2/communities", "there are no communities"),
    ("/v2/oembed", "there is no oEmbed"),
];

#[test]
fn every_documented_endpoint_takes_its_documented_parameters() {
    let mut taken: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for route in ROUTES {
        let names = route.params.iter().flat_map(|list| list.iter()).map(|param| param.name);
        taken.insert((route.method.as_str(), route.path), names.collect());
    }
    let everywhere: Vec<&str> = EVERYWHERE.iter().map(|param| param.name).collect();
    for (method, path, params) in DOCUMENTED {
        let names =
            taken.get(&(*method, *path)).unwrap_or_else(|| panic!("{method} {path} is not in the table"));
        for name in *params {
            let absent = ABSENT.iter().any(|(absent, _)| absent == name);
            let known = names.contains(name) || (*method == "GET" && everywhere.contains(name));
            assert!(known != absent, "{method} {path}: {name}");
        }
    }
    assert!(everywhere.contains(&"callback") && everywhere.contains(&"jsonp"));
    assert!(taken.keys().filter(|(_, path)| path.starts_with(BLOG)).count() > 20);
}

#[test]
fn absent_parameters_and_addresses_are_stated_in_the_docs() {
    let page = page();
    for (name, reason) in ABSENT {
        assert!(page.contains(&format!("`{name}`")), "docs/api.md does not say of {name} that {reason}");
    }
}
