//! Parameters that many endpoints share, described.

use super::route::{Kind, Param};

/// Every GET.
pub const EVERYWHERE: &[Param] = &[
    Param::new("api_key", Kind::Text, "The client's key"),
    Param::new("callback", Kind::Text, "Answer as a script that calls this function; the status is then 200"),
    Param::new("jsonp", Kind::Text, "The same as callback"),
];

/// Whatever returns blogs.
pub const BLOGS: &[Param] =
    &[Param::new("fields[blogs]", Kind::Text, "Names of fields of blog objects; ?name adds an optional one")];

/// Whatever returns posts.
pub const POSTS: &[Param] = &[
    Param::new("npf", Kind::Flag, "Posts as blocks instead of legacy types"),
    Param::new("filter", Kind::Choice(&["html", "text", "raw"]), "How the words of legacy posts are written"),
    Param::new("reblog_info", Kind::Flag, "Name the posts a reblog comes from"),
    Param::new("notes_info", Kind::Flag, "List each post's 50 newest notes"),
];

/// How many posts a page holds.
pub const LIMIT: Param = Param::new("limit", Kind::Number, "Posts a page, 1 to 50; 20 if not given");
/// Where a list of posts begins.
pub const OFFSET: Param = Param::new("offset", Kind::Number, "Posts to skip");

/// Whatever is paged.
pub const PAGE: &[Param] =
    &[LIMIT, Param::new("page_number", Kind::Text, "Where a page before said that the next begins")];
