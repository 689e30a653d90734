//! `GET /v2/hubs/{tag}/timeline`: everything with a tag, as its page shows it, filtered further by a query.

use super::post_lists;
use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::shared_params;
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
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut tags = vec![call.segment("tag")];
    tags.extend(call.params.list("tag").into_iter().map(str::to_owned));
    let query = call.params.text("q").or_else(|| call.params.text("query")).unwrap_or_default().to_owned();
    let sort = post_lists::sort(&call, "sort")?.unwrap_or_default();
    let selection = Selection { tags, query, ..Selection::default() };
    Reply::ok(&post_lists::timeline(&call, selection, sort).await?)
}
