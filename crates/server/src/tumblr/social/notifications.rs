//! `GET /v2/blog/{blog}/notifications`: what others did that concerns a blog, newest first, for its owner.

use crate::tumblr::call::Call;
use crate::tumblr::envelope::Reply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::params::{choose_all, refuse};
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Kind, Param};
use crate::tumblr::wire::Maker;
use crate::tumblr::wire::notification::NoticeObject;
use model::{BlogId, NoticeKind, PostId, Time};
use serde::Serialize;
use tumblelog::{NoticeRequest, Told};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("before", Kind::Time, "What happened before this second"),
    Param::new(
        "types[]",
        Kind::List,
        "Kinds of notifications, such as like, reply, follow, reblog_naked, ask; a list, or with commas between",
    ),
    Param::new(
        "rollups",
        Kind::Flag,
        "Tell neighbouring likes, bare reblogs and follows as one; true if not given",
    ),
    Param::new("omit_post_ids[]", Kind::List, "Posts not to be told of; a list, or with commas between"),
    Param::new("limit", Kind::Number, "Notifications a page, 1 to 50; 20 if not given"),
    Param::new("page_number", Kind::Text, "Where a page before said that the next begins"),
]];

/// What it tells.
#[derive(Debug, Clone, Serialize)]
struct Notifications {
    /// The notifications.
    notifications: Vec<NoticeObject>,
    /// The next page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let mut maker = Maker::of(&call)?;
    let request = request(&call)?;
    let blog = call.own_blog().await?;
    let page = call.app.site().notifications(&blog.name, request).await?;
    let from = |told: &Told| told.from.as_ref().map(|blog| blog.id);
    let others: Vec<BlogId> = page
        .told
        .iter()
        .flat_map(|told| std::iter::once(told).chain(&told.rolled))
        .filter_map(from)
        .collect();
    maker.know(&[], &others).await?;
    Reply::ok(&Notifications {
        notifications: page.told.iter().map(|told| maker.notice(&blog, told)).collect(),
        // Milliseconds: within a second there may be more than a page.
        links: page.next.map(|next| Links::next(&call, &[("page_number", next.0.to_string())], &["before"])),
    })
}

fn request(call: &Call) -> Result<NoticeRequest, Refusal> {
    let params = &call.params;
    let kinds: Vec<(&str, NoticeKind)> = NoticeKind::ALL.iter().map(|kind| (kind.name(), *kind)).collect();
    let page = match params.text("page_number") {
        None => None,
        Some(text) => {
            let time = text.parse().ok().and_then(|ms| Time::from_millis(ms).ok());
            Some(time.ok_or_else(|| {
                refuse("page_number", text, "what the _links.next of a page before carries")
            })?)
        }
    };
    let omitted = params.split_list("omit_post_ids").into_iter().map(|text| {
        let id = text.parse().ok().filter(|id| *id > 0);
        id.map(PostId).ok_or_else(|| refuse("omit_post_ids", text, "ids of posts"))
    });
    Ok(NoticeRequest {
        before: page.or(params.time("before")?),
        kinds: choose_all("types", &params.split_list("types"), &kinds)?,
        omit: omitted.collect::<Result<_, _>>()?,
        rollups: params.text("rollups").is_none() || params.flag("rollups")?,
        limit: params.limit(post_lists::PAGE)?,
    })
}
