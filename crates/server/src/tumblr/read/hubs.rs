//! `GET /v2/hubs/{tag}/timeline`: everything with a tag, as its page shows it, filtered further by a query.

use super::post_lists;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use tumblelog::Selection;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("tag[]", ParamKind::List, "Further tags, all of which a post must have"),
        Param::new("q", ParamKind::Text, "A query as the search page takes it: type:photo -#sea before:2024"),
        Param::new(
            "sort",
            ParamKind::Choice(&["latest", "recent", "desc", "top", "oldest", "asc"]),
            "Order; latest if not given",
        ),
        Param::new("before", ParamKind::Time, "Posts published before this second"),
        Param::new("after", ParamKind::Time, "Posts published after this second"),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut tags = vec![call.path_segment("tag")];
    tags.extend(call.params.list_values("tag").into_iter().map(str::to_owned));
    let query = call
        .params
        .text_value("q")
        .or_else(|| call.params.text_value("query"))
        .unwrap_or_default()
        .to_owned();
    let sort = post_lists::read_sort(&call, "sort")?.unwrap_or_default();
    let selection = Selection { tags, query, ..Selection::default() };
    ApiReply::ok(&post_lists::read_timeline(&call, selection, sort).await?)
}
