//! `GET /v2/blog/{blog}/posts[/{type}]`: a blog's posts by publish time.
//!
//! `page_number` is a cursor and loses nothing. `before` and `after` are whole seconds: a page asked for by one of them
//! goes on past `limit` to the end of the second it would cut, up to 1,000 posts, so that none is lost. `offset` counts
//! posts, and its pages are exact. `total_posts` counts what the tags and types select, whatever the page.

use crate::tumblr::call::{ApiCall, no_post};
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::read::post_lists;
use crate::tumblr::read::search::types_named;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::blog::WholeBlog;
use crate::tumblr::wire::partial::PartialObject;
use crate::tumblr::wire::post::PostObject;
use model::{Blog, PostId, Time};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::permission::rules;
use tumblelog::view::Sort;
use tumblelog::{Posts, Selection, Start, Window};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new(
            "type",
            ParamKind::Text,
            "text, photo, quote, link, chat, audio, video or answer; several with commas between",
        ),
        Param::new("id", ParamKind::Number, "This post alone"),
        Param::new("tag", ParamKind::Text, "A tag the posts must have"),
        Param::new("tag[]", ParamKind::List, "Several tags, all of which a post must have; up to 50"),
        Param::new("offset", ParamKind::Number, "Posts to skip; not with before"),
        Param::new("before", ParamKind::Time, "Posts published before this second"),
        Param::new("after", ParamKind::Time, "Posts published after this second"),
        Param::new("sort", ParamKind::Choice(&["desc", "asc"]), "Newest first, or oldest first"),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// A page of the posts of a blog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BlogPosts {
    /// The blog.
    blog: PartialObject<WholeBlog>,
    /// The posts.
    posts: Vec<PostObject>,
    /// The number of posts of the blog that have the tags and types. It is exact.
    total_posts: u64,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let blog = call.find_blog().await?;
    let page = match call.params.post_id("id")? {
        Some(id) => read_one_post(&call, &maker, &blog, id).await?,
        None => {
            let (selection, window) = (read_selection(&call, &blog)?, read_window(&call)?);
            call.app.site().list_posts(selection, window, post_lists::list_extras(&maker, true)).await?
        }
    };
    let figures = call.app.site().read_blog_figures(&[blog.id]).await?.pop().unwrap_or_default();
    // The cursor takes the place of the time that selected this page.
    let without: &[&str] = match post_lists::read_sort(&call, "sort")? {
        Some(Sort::Oldest) => &["after"],
        _ => &["before"],
    };
    ApiReply::ok(&BlogPosts {
        blog: maker.whole_blog(&blog, figures).await?,
        posts: maker.post_objects(&page, figures.updated).await?,
        total_posts: page.total.unwrap_or(0),
        links: post_lists::list_links(&call, &page, without),
    })
}

async fn read_one_post(
    call: &ApiCall,
    maker: &ObjectBuilder<'_>,
    blog: &Blog,
    id: PostId,
) -> Result<Posts, Refusal> {
    let found = call.app.site().read_single_post(id, post_lists::list_extras(maker, false)).await?;
    let page = found.filter(|page| is_shown(call, blog, page)).ok_or_else(|| no_post(id))?;
    Ok(Posts { total: Some(1), ..page })
}

/// Whether a post is on a blog and this visitor may see it: what is published, and everything to its owner.
pub fn is_shown(call: &ApiCall, blog: &Blog, page: &Posts) -> bool {
    let own = call.visitor.account().map_or(&[][..], |account| &account.blogs);
    // A post that is not published must look absent to all but its owner.
    page.cards.iter().all(|card| card.blog.id == blog.id && rules::may_view_post(own, &card.post))
}

fn read_selection(call: &ApiCall, blog: &Blog) -> Result<Selection, Refusal> {
    let in_path = Some(call.path_segment("type")).filter(|kind| !kind.is_empty());
    let kinds = match &in_path {
        Some(kinds) => kinds.split(',').map(str::trim).collect(),
        None => call.params.split_list("type"),
    };
    Ok(Selection {
        blog: Some(blog.id),
        tags: call.params.list_values("tag").into_iter().map(str::to_owned).collect(),
        types: types_named("type", &kinds)?,
        ..Selection::default()
    })
}

fn read_window(call: &ApiCall) -> Result<Window, Refusal> {
    let params = &call.params;
    let cursor = post_lists::list_start(call);
    let (before, after) = (params.time_value("before")?, params.time_value("after")?);
    let offset = params.number_value("offset", 0..=i64::MAX)?.and_then(|offset| u64::try_from(offset).ok());
    if before.is_some() && offset.is_some_and(|offset| offset > 0) {
        return Err(Refusal::Parameter(
            "before and offset cannot be combined; page by one of them, or by the page_number of _links.next"
                .to_owned(),
        ));
    }
    let by_time = cursor == Start::First && (before.is_some() || after.is_some());
    let start = match (cursor, offset) {
        (Start::First, Some(offset @ 1..)) => Start::Offset(offset),
        (start, _) => start,
    };
    Ok(Window {
        sort: post_lists::read_sort(call, "sort")?.filter(|sort| *sort != Sort::Top).unwrap_or_default(),
        // After the whole second that the client names: it has seen posts of it.
        from: after.map(|time| Time(time.0 + 1000)),
        until: before,
        whole_seconds: by_time && !matches!(start, Start::Offset(_)),
        start,
        limit: params.limit_value(post_lists::PAGE)?,
    })
}
