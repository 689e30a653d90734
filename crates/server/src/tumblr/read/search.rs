//! `GET /v2/timeline/search`: everything a query selects, in the language of the search page.

use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::params::choose_all;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::shared_params;
use model::PostType;
use model::time::Unit;
use tumblelog::Selection;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("query", Kind::Text, "Words and conditions: spring #kalbajar type:photo"),
        Param::new("q", Kind::Text, "The same as query"),
        Param::new("tag[]", Kind::List, "Tags, all of which a post must have"),
        Param::new(
            "mode",
            Kind::Choice(&["latest", "recent", "top", "oldest"]),
            "Order; latest if not given",
        ),
        Param::new(
            "sort",
            Kind::Choice(&["latest", "recent", "desc", "top", "oldest", "asc"]),
            "The same as mode",
        ),
        Param::new("days", Kind::Number, "Posts of so many last days only"),
        Param::new("post_type_filter", Kind::Text, "A type of post; several with commas between"),
        Param::new("before", Kind::Time, "Posts published before this second"),
        Param::new("after", Kind::Time, "Posts published after this second"),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let params = &call.params;
    let asked = params.text("query").or_else(|| params.text("q")).unwrap_or_default();
    let tags: Vec<String> = params.list("tag").into_iter().map(str::to_owned).collect();
    if asked.is_empty() && tags.is_empty() {
        return Err(Refusal::Parameter("query: say what to look for: words, #tags, conditions".to_owned()));
    }
    let query = asked.to_owned();
    // Beside the query and not within it, so that a mistake is told at the place where it was written.
    let days = params.number("days", 0..=36_500)?.filter(|days| *days > 0);
    let since = days.map(|days| call.app.now().minus(days, Unit::Day));
    let order = match post_lists::sort(&call, "sort")? {
        Some(sort) => sort,
        None => post_lists::sort(&call, "mode")?.unwrap_or_default(),
    };
    let types = types_named("post_type_filter", &params.split_list("post_type_filter"))?;
    let selection = Selection { tags, types, query, since, ..Selection::default() };
    Reply::ok(&post_lists::timeline(&call, selection, order).await?)
}

/// Some of the eight types, named by a parameter; clients spell “no filter” as a word.
///
/// # Errors
/// Any other word.
pub fn types_named(name: &str, values: &[&str]) -> Result<Vec<PostType>, Refusal> {
    if values.iter().any(|value| ["all", "none"].iter().any(|word| word.eq_ignore_ascii_case(value))) {
        return Ok(Vec::new());
    }
    choose_all(name, values, &types())
}

/// The eight types by name.
fn types() -> Vec<(&'static str, PostType)> {
    PostType::ALL.iter().map(|kind| (kind.name(), *kind)).collect()
}
