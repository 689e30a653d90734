//! Parameters that many endpoints share, described.

use super::route::{Param, ParamKind};

/// Every GET.
pub const EVERYWHERE: &[Param] = &[
    Param::new("api_key", ParamKind::Text, "The client's key"),
    Param::new(
        "callback",
        ParamKind::Text,
        "Answer as a script that calls this function; the status is then 200",
    ),
    Param::new("jsonp", ParamKind::Text, "The same as callback"),
];

/// Whatever returns blogs.
pub const BLOGS: &[Param] = &[Param::new(
    "fields[blogs]",
    ParamKind::Text,
    "Names of fields of blog objects; ?name adds an optional one",
)];

/// Whatever returns posts.
pub const POSTS: &[Param] = &[
    Param::new("npf", ParamKind::Flag, "Posts as blocks instead of legacy types"),
    Param::new(
        "filter",
        ParamKind::Choice(&["html", "text", "raw"]),
        "How the words of legacy posts are written",
    ),
    Param::new("reblog_info", ParamKind::Flag, "Name the posts a reblog comes from"),
    Param::new("notes_info", ParamKind::Flag, "List each post's 50 newest notes"),
];

/// How many posts a page holds.
pub const LIMIT: Param = Param::new("limit", ParamKind::Number, "Posts a page, 1 to 50; 20 if not given");
/// Where a list of posts begins.
pub const OFFSET: Param = Param::new("offset", ParamKind::Number, "Posts to skip");

/// Whatever is paged.
pub const PAGE: &[Param] =
    &[LIMIT, Param::new("page_number", ParamKind::Text, "Where a page before said that the next begins")];
