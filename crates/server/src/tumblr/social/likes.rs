//! `GET /v2/blog/{blog}/likes`: what a blog likes, where it lets others see that.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::page_mark;
use crate::tumblr::read::post_lists;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::shared_params;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::post::PostObject;
use model::{Blog, PostId, Time};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::permission::{Act, Target};
use tumblelog::{EXTENDED_LIMIT, LikeList, Liked, LikesFrom, LikesRequest, PAGE_LIMIT};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("offset", ParamKind::Number, "Likes to skip, up to 1,000; not with before or after"),
        Param::new(
            "before",
            ParamKind::Time,
            "Posts liked before this second. Up to 1,000 likes of one second come in one page",
        ),
        Param::new(
            "after",
            ParamKind::Time,
            "Posts liked after this second: the first of them, newest first. Up to 1,000 likes of one second come in one page",
        ),
    ],
    shared_params::PAGE,
    shared_params::POSTS,
    shared_params::BLOGS,
];

/// A page of the posts that a blog likes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Likes {
    /// The posts. The newest like comes first.
    liked_posts: Vec<PostObject>,
    /// The number of all posts that the blog likes. It is exact.
    liked_count: u64,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let blog = call.find_blog().await?;
    let words = format!("The blog {} does not show what it likes.", blog.name);
    call.ensure_permitted(Act::ViewLikes, Target::Blog(blog.name.clone()), words).await?;
    list_likes(&call, &blog).await
}

/// The list.
///
/// # Errors
/// A parameter that is not accepted, or what the site says.
pub async fn list_likes(call: &ApiCall, blog: &Blog) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(call)?;
    let request =
        LikesRequest { from: likes_start(call)?, limit: call.params.limit_value(post_lists::PAGE)? };
    let mut list = call.app.site().list_likes(&blog.name, request).await?;
    // A cursor and an offset name an exact place. Other pages end with a whole second, for clients that page by time.
    match request.from {
        LikesFrom::Before(_) => fill_oldest_second(call, blog, &mut list).await?,
        LikesFrom::Offset(0) if !call.params.has("offset") => {
            fill_oldest_second(call, blog, &mut list).await?;
        }
        LikesFrom::After(_) => fill_newest_second(call, blog, &mut list).await?,
        LikesFrom::Offset(_) | LikesFrom::Page(..) | LikesFrom::Newer(..) => {}
    }
    let (cards, times): (Vec<_>, Vec<Time>) =
        list.likes.into_iter().map(|liked| (liked.card, liked.at)).unzip();
    let mut liked_posts = post_lists::post_objects(&mut maker, cards).await?;
    for (post, at) in liked_posts.iter_mut().zip(times) {
        post.liked_timestamp = Some(at.seconds());
    }
    ApiReply::ok(&Likes {
        liked_posts,
        liked_count: list.total,
        links: list.next.map(|(at, id)| page_mark::next_page_link(call, at, id.0, &["before", "after"])),
    })
}

/// Goes on to the end of the second in which a page ends: who pages by `before`, in whole seconds, would lose what else
/// was liked in it.
async fn fill_oldest_second(call: &ApiCall, blog: &Blog, list: &mut LikeList) -> Result<(), Refusal> {
    let Some(second) = list.likes.last().map(|liked| liked.at.seconds()) else { return Ok(()) };
    // The limit stops a second with very many likes, as an import may leave it.
    while let Some((at, id)) = list.next
        && list.likes.len() < EXTENDED_LIMIT
    {
        let request = LikesRequest { from: LikesFrom::Page(at, id), limit: PAGE_LIMIT };
        let more = call.app.site().list_likes(&blog.name, request).await?;
        let found = more.likes.len();
        let same: Vec<_> = more.likes.into_iter().take_while(|liked| liked.at.seconds() == second).collect();
        let whole = same.len() == found;
        // The cursor moves only past likes that are listed, so the next page begins with the
        // others.
        if let Some(last) = same.last() {
            list.next = match whole {
                true => more.next,
                false => Some((last.at, liked_root(last))),
            };
        }
        list.likes.extend(same);
        if !whole || found == 0 {
            break;
        }
    }
    Ok(())
}

/// Goes on to the end of the second of the newest like: a client that pages forward by `after` would lose the other likes
/// of that second.
async fn fill_newest_second(call: &ApiCall, blog: &Blog, list: &mut LikeList) -> Result<(), Refusal> {
    while list.likes.len() < EXTENDED_LIMIT
        && let Some(newest) = list.likes.first()
    {
        let second = newest.at.seconds();
        let request =
            LikesRequest { from: LikesFrom::Newer(newest.at, liked_root(newest)), limit: PAGE_LIMIT };
        let more = call.app.site().list_likes(&blog.name, request).await?.likes;
        let found = more.len();
        let mut same: Vec<_> = more.into_iter().skip_while(|liked| liked.at.seconds() != second).collect();
        let whole = found == PAGE_LIMIT && same.len() == found;
        same.append(&mut list.likes);
        list.likes = same;
        if !whole {
            break;
        }
    }
    Ok(())
}

/// What a like is of: the root of its post's trail.
fn liked_root(liked: &Liked) -> PostId {
    let post = &liked.card.post;
    post.reblog.as_ref().map_or(post.id, |reblog| reblog.root)
}

/// Where the page begins.
fn likes_start(call: &ApiCall) -> Result<LikesFrom, Refusal> {
    let params = &call.params;
    let (before, after) = (params.time_value("before")?, params.time_value("after")?);
    let offset = params.number_value("offset", 0..=i64::MAX)?;
    let place = page_mark::read_page_mark(call)?;
    let given = [before.is_some(), after.is_some(), offset.is_some_and(|n| n > 0), place.is_some()];
    if given.into_iter().filter(|given| *given).count() > 1 {
        return Err(Refusal::Parameter(
            "offset, before, after and page_number cannot be combined; page by one of them".to_owned(),
        ));
    }
    Ok(match (place, before, after) {
        (Some((at, id)), ..) => LikesFrom::Page(at, PostId(id)),
        (_, Some(before), _) => LikesFrom::Before(before),
        // After the whole second.
        (_, _, Some(after)) => LikesFrom::After(Time(after.0.saturating_add(999))),
        _ => LikesFrom::Offset(page_mark::read_offset(call)?),
    })
}
