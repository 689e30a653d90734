//! `GET /v2/blog/{blog}/notifications`: what others did that concerns a blog, newest first, for its owner.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::params::{choose_all, refuse_value};
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::notification::NoticeObject;
use model::{BlogId, NoticeKind, PostId, Time};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::{NoticeRequest, NotificationShown};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new(
        "before",
        ParamKind::Time,
        "What happened before this second. All notifications of one second come in one page",
    ),
    Param::new(
        "types[]",
        ParamKind::List,
        "Kinds of notifications, such as like, reply, follow, reblog_naked, ask; a list, or with commas between",
    ),
    Param::new(
        "rollups",
        ParamKind::Flag,
        "Tell neighbouring likes, bare reblogs and follows as one; true if not given",
    ),
    Param::new("omit_post_ids[]", ParamKind::List, "Posts not to be told of; a list, or with commas between"),
    Param::new("limit", ParamKind::Number, "Notifications a page, 1 to 50; 20 if not given"),
    Param::new("page_number", ParamKind::Text, "Where a page before said that the next begins"),
]];

/// A page of the notifications of a blog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Notifications {
    /// The notifications, newest first.
    notifications: Vec<NoticeObject>,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let request = read_request(&call)?;
    let blog = call.own_blog().await?;
    let page = call.app.site().list_notifications(&blog.name, request).await?;
    let from = |told: &NotificationShown| told.from.as_ref().map(|blog| blog.id);
    let others: Vec<BlogId> = page
        .notifications
        .iter()
        .flat_map(|told| std::iter::once(told).chain(&told.rolled))
        .filter_map(from)
        .collect();
    maker.load_related(&[], &others).await?;
    ApiReply::ok(&Notifications {
        notifications: page.notifications.iter().map(|told| maker.notification_object(&blog, told)).collect(),
        // Milliseconds: within a second there may be more than a page.
        links: page
            .next
            .map(|next| Links::next_link(&call, &[("page_number", next.0.to_string())], &["before"])),
    })
}

fn read_request(call: &ApiCall) -> Result<NoticeRequest, Refusal> {
    let params = &call.params;
    let kinds: Vec<(&str, NoticeKind)> = NoticeKind::ALL.iter().map(|kind| (kind.name(), *kind)).collect();
    let page = match params.text_value("page_number") {
        None => None,
        Some(text) => {
            let time = text.parse().ok().and_then(|ms| Time::from_millis(ms).ok());
            Some(time.ok_or_else(|| {
                refuse_value("page_number", text, "what the _links.next of a page before carries")
            })?)
        }
    };
    let omitted = params.split_list("omit_post_ids").into_iter().map(|text| {
        let id = text.parse().ok().filter(|id| *id > 0);
        id.map(PostId).ok_or_else(|| refuse_value("omit_post_ids", text, "ids of posts"))
    });
    Ok(NoticeRequest {
        whole_seconds: page.is_none(),
        before: page.or(params.time_value("before")?),
        kinds: choose_all("types", &params.split_list("types"), &kinds)?,
        omit: omitted.collect::<Result<_, _>>()?,
        // Absent means true here, unlike other flags, so absence is asked first.
        rollups: params.text_value("rollups").is_none() || params.flag_value("rollups")?,
        limit: params.limit_value(post_lists::PAGE)?,
    })
}
