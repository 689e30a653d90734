//! `GET /v2/tagged`: originals with a tag, newest first, as a bare array.
//!
//! Clients page by `before`, a time in whole seconds. A page therefore never ends within a second: it goes on past
//! `limit` to the end of the second it would cut, up to 1,000 posts. Where a second holds more, and for clients that
//! want pages of an exact size, the header `Link: <…>; rel="next"` leads on by a cursor.

use super::post_lists;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use axum::http::header;
use tumblelog::view::Sort;
use tumblelog::{Selection, Window};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("tag", ParamKind::Text, "The tag, in any spelling of it"),
        Param::new("tag[]", ParamKind::List, "Several tags, all of which a post must have"),
        Param::new("before", ParamKind::Time, "Posts published before this second"),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let tags: Vec<String> = call.params.list_values("tag").into_iter().map(str::to_owned).collect();
    if tags.is_empty() {
        return Err(Refusal::Parameter(
            "tag: say which tag; a name of up to 140 characters is accepted".to_owned(),
        ));
    }
    let mut maker = ObjectBuilder::of_call(&call)?;
    let window = Window {
        sort: Sort::Latest,
        from: None,
        until: call.params.time_value("before")?,
        start: post_lists::list_start(&call),
        limit: call.params.limit_value(post_lists::PAGE)?,
        whole_seconds: true,
    };
    let selection = Selection { tags, originals: true, ..Selection::default() };
    let page = call.app.site().list_posts(selection, window, post_lists::list_extras(&maker, false)).await?;
    let mut reply = ApiReply::ok(&maker.post_objects(&page, None).await?)?;
    // The answer is a bare array, so the link has no place but a header.
    if let Some(links) = post_lists::list_links(&call, &page, &["before"]) {
        reply.set_header(header::LINK, &format!("<{}>; rel=\"next\"", links.next.href));
    }
    Ok(reply)
}
