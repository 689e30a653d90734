//! `GET /v2/timeline/search`: everything a query selects, in the language of the search page.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::params::choose_all;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use model::PostType;
use model::time::Unit;
use tumblelog::Selection;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("query", ParamKind::Text, "Words and conditions: spring #kalbajar type:photo"),
        Param::new("q", ParamKind::Text, "The same as query"),
        Param::new("tag[]", ParamKind::List, "Tags, all of which a post must have"),
        Param::new(
            "mode",
            ParamKind::Choice(&["latest", "recent", "top", "oldest"]),
            "Order; latest if not given",
        ),
        Param::new(
            "sort",
            ParamKind::Choice(&["latest", "recent", "desc", "top", "oldest", "asc"]),
            "The same as mode",
        ),
        Param::new("days", ParamKind::Number, "Posts of so many last days only"),
        Param::new("post_type_filter", ParamKind::Text, "A type of post; several with commas between"),
        Param::new("before", ParamKind::Time, "Posts published before this second"),
        Param::new("after", ParamKind::Time, "Posts published after this second"),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let params = &call.params;
    let asked = params.text_value("query").or_else(|| params.text_value("q")).unwrap_or_default();
    let tags: Vec<String> = params.list_values("tag").into_iter().map(str::to_owned).collect();
    if asked.is_empty() && tags.is_empty() {
        return Err(Refusal::Parameter("query: say what to look for: words, #tags, conditions".to_owned()));
    }
    let query = asked.to_owned();
    // Beside the query and not within it, so that a mistake is told at the place where it was written.
    let days = params.number_value("days", 0..=36_500)?.filter(|days| *days > 0);
    let since = days.map(|days| call.app.now().minus(days, Unit::Day));
    let order = match post_lists::read_sort(&call, "sort")? {
        Some(sort) => sort,
        None => post_lists::read_sort(&call, "mode")?.unwrap_or_default(),
    };
    let types = types_named("post_type_filter", &params.split_list("post_type_filter"))?;
    let selection = Selection { tags, types, query, since, ..Selection::default() };
    ApiReply::ok(&post_lists::read_timeline(&call, selection, order).await?)
}

/// Some of the eight types, named by a parameter; clients spell “no filter” as a word.
///
/// # Errors
/// Any other word.
pub fn types_named(name: &str, values: &[&str]) -> Result<Vec<PostType>, Refusal> {
    if values.iter().any(|value| ["all", "none"].iter().any(|word| word.eq_ignore_ascii_case(value))) {
        return Ok(Vec::new());
    }
    choose_all(name, values, &type_choices())
}

/// The eight types by name.
fn type_choices() -> Vec<(&'static str, PostType)> {
    PostType::ALL.iter().map(|kind| (kind.name(), *kind)).collect()
}
