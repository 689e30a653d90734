//! What the lists of posts share.

use crate::tumblr::call::Call;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::wire::Maker;
use crate::tumblr::wire::post::PostObject;
use serde::Serialize;
use tumblelog::view::{Card, Sort};
use tumblelog::{Beside, Posts, Selection, Start, Window};

/// Posts a page where nothing is said.
pub const PAGE: usize = 20;
/// Newest notes of each post, with `notes_info`.
const NOTES: usize = 50;

/// A list as the site's own programs read it: posts under `elements`.
#[derive(Debug, Clone, Serialize)]
pub struct TimelineAnswer {
    /// The list.
    pub timeline: Timeline,
    /// Posts in the whole list. Exact, or where `total_posts_at_most` stands beside it: at least so many.
    pub total_posts: u64,
    /// At most so many posts, where their number is not exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_posts_at_most: Option<u64>,
}

/// One page of it.
#[derive(Debug, Clone, Serialize)]
pub struct Timeline {
    /// The posts.
    pub elements: Vec<PostObject>,
    /// The next page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

/// What is wanted beside the posts, in the style that is asked for.
pub fn beside(maker: &Maker<'_>, total: bool) -> Beside {
    Beside { total, origins: maker.style.reblog_info, notes: if maker.style.notes_info { NOTES } else { 0 } }
}

/// Posts that are at hand, in the style that is asked for.
///
/// # Errors
/// What the site says.
pub async fn written(maker: &mut Maker<'_>, cards: Vec<Card>) -> Result<Vec<PostObject>, Refusal> {
    let page = maker.site().with_beside(cards, beside(maker, false)).await?;
    maker.posts(&page, None).await
}

/// Where a page begins that is asked for by `page_number` alone.
pub fn start(call: &Call) -> Start {
    call.params.text("page_number").map_or(Start::First, |cursor| Start::Cursor(cursor.to_owned()))
}

/// `sort` by the names of the pages, and those of the original.
///
/// # Errors
/// Another word.
pub fn sort(call: &Call, name: &str) -> Result<Option<Sort>, Refusal> {
    let words = [
        ("latest", Sort::Latest),
        ("recent", Sort::Latest),
        ("desc", Sort::Latest),
        ("top", Sort::Top),
        ("oldest", Sort::Oldest),
        ("asc", Sort::Oldest),
    ];
    call.params.choice(name, &words)
}

/// Answers with a timeline.
///
/// # Errors
/// A parameter that is not accepted, or what the site says.
pub async fn timeline(call: &Call, selection: Selection, sort: Sort) -> Result<TimelineAnswer, Refusal> {
    let mut maker = Maker::of(call)?;
    let window = Window {
        sort,
        from: call.params.time("after")?.map(|time| model::Time(time.0 + 1000)),
        until: call.params.time("before")?,
        start: start(call),
        limit: call.params.limit(PAGE)?,
        whole_seconds: false,
    };
    let page = call.app.site().list(selection, window, beside(&maker, true)).await?;
    Ok(TimelineAnswer {
        total_posts: page.total.unwrap_or(0),
        total_posts_at_most: page.most,
        timeline: Timeline { elements: maker.posts(&page, None).await?, links: links(call, &page, &[]) },
    })
}

/// The link to the next page, where there is one.
pub fn links(call: &Call, page: &Posts, without: &[&str]) -> Option<Links> {
    let next = page.next.as_ref()?;
    Some(Links::next(call, &[("page_number", next.clone())], without))
}
