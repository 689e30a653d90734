//! `GET /v2/hubs/{tag}/timeline`: everything with a tag, as its page shows it, filtered further by a query.

use super::call::Call;
use super::envelope::Reply;
use super::error::Refusal;
use super::lists;
use super::route::{Kind, Param};
use super::style;
use tumblelog::Selection;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("tag[]", Kind::List, "Further tags, all of which a post must have"),
        Param::new("q", Kind::Text, "A query as the search page takes it: type:photo -#sea before:2024"),
        Param::new(
            "sort",
            Kind::Choice(&["latest", "recent", "desc", "top", "oldest", "asc"]),
            "Order; latest if not given",
        ),
        Param::new("before", Kind::Time, "Posts published before this second"),
        Param::new("after", Kind::Time, "Posts published after this second"),
    ],
    style::PAGE,
    style::POSTS,
    style::BLOGS,
];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut tags = vec![call.segment("tag")];
    tags.extend(call.params.list("tag").into_iter().map(str::to_owned));
    let query = call.params.text("q").or_else(|| call.params.text("query")).unwrap_or_default().to_owned();
    let sort = lists::sort(&call, "sort")?.unwrap_or_default();
    let selection = Selection { tags, query, ..Selection::default() };
    Reply::ok(&lists::timeline(&call, selection, sort).await?)
}
