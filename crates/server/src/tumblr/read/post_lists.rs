//! What the lists of posts share.

use crate::tumblr::call::ApiCall;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::post::PostObject;
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::view::{PostCard, Sort};
use tumblelog::{ListExtras, Posts, Selection, Start, Window};

/// Posts a page where nothing is said.
pub const PAGE: usize = 20;
/// Newest notes of each post, with `notes_info`.
const NOTES: usize = 50;

/// A list of posts with its length.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TimelineAnswer {
    /// The page of the list.
    pub timeline: Timeline,
    /// The number of posts in the whole list. It is exact, unless `total_posts_at_most` is there: then there are at least
    /// so many.
    pub total_posts: u64,
    /// The number of posts that the list has at most. Only where `total_posts` is not exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_posts_at_most: Option<u64>,
}

/// One page of a list of posts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Timeline {
    /// The posts.
    pub elements: Vec<PostObject>,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

/// What is wanted beside the posts, in the style that is asked for.
pub fn list_extras(maker: &ObjectBuilder<'_>, total: bool) -> ListExtras {
    ListExtras {
        total,
        origins: maker.style.reblog_info,
        notes: if maker.style.notes_info { NOTES } else { 0 },
    }
}

/// Posts that are at hand, in the style that is asked for.
pub async fn post_objects(
    maker: &mut ObjectBuilder<'_>,
    cards: Vec<PostCard>,
) -> Result<Vec<PostObject>, Refusal> {
    let page = maker.site().with_beside(cards, list_extras(maker, false)).await?;
    maker.post_objects(&page, None).await
}

/// Where a page begins that is asked for by `page_number` alone.
pub fn list_start(call: &ApiCall) -> Start {
    call.params.text_value("page_number").map_or(Start::First, |cursor| Start::Cursor(cursor.to_owned()))
}

/// `sort` by the names of the pages, and those of the original.
///
/// # Errors
/// Another word.
pub fn read_sort(call: &ApiCall, name: &str) -> Result<Option<Sort>, Refusal> {
    let words = [
        ("latest", Sort::Latest),
        ("recent", Sort::Latest),
        ("desc", Sort::Latest),
        ("top", Sort::Top),
        ("oldest", Sort::Oldest),
        ("asc", Sort::Oldest),
    ];
    call.params.choice_value(name, &words)
}

/// Answers with a timeline.
///
/// # Errors
/// A parameter that is not accepted, or what the site says.
pub async fn read_timeline(
    call: &ApiCall,
    selection: Selection,
    sort: Sort,
) -> Result<TimelineAnswer, Refusal> {
    let mut maker = ObjectBuilder::of_call(call)?;
    let start = list_start(call);
    let from = call.params.time_value("after")?.map(|time| model::Time(time.0 + 1000));
    let until = call.params.time_value("before")?;
    let window = Window {
        sort,
        // Who pages by time goes on from the second of the last post: the page ends with all of it.
        whole_seconds: start == Start::First && (from.is_some() || until.is_some()),
        from,
        until,
        start,
        limit: call.params.limit_value(PAGE)?,
    };
    let page = call.app.site().list_posts(selection, window, list_extras(&maker, true)).await?;
    Ok(TimelineAnswer {
        total_posts: page.total.unwrap_or(0),
        total_posts_at_most: page.most,
        timeline: Timeline {
            elements: maker.post_objects(&page, None).await?,
            links: list_links(call, &page, &[]),
        },
    })
}

/// The link to the next page, where there is one.
pub fn list_links(call: &ApiCall, page: &Posts, without: &[&str]) -> Option<Links> {
    let next = page.next.as_ref()?;
    Some(Links::next_link(call, &[("page_number", next.clone())], without))
}
