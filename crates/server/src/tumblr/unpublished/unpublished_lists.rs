//! What the lists of posts that wait share.

use crate::tumblr::call::ApiCall;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::wire::post::{Muted, PostObject, Queued, Submitted};
use model::{Blog, BlogId, PostId, State, Via};
use schemars::JsonSchema;
use serde::Serialize;

/// A page of posts that are not published.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UnpublishedList {
    /// The posts.
    pub posts: Vec<PostObject>,
    /// The number of all such posts. It is exact.
    pub total_posts: u64,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

/// Tells a post's owner when it is due, whether it is muted and who submitted it.
pub async fn told_to_owner(call: &ApiCall, blog: &Blog, post: &mut PostObject) -> Result<(), Refusal> {
    let Some(own) = call.app.site().own_post(&blog.name, PostId(post.id)).await? else { return Ok(()) };
    if own.card.post.state == State::Queued {
        let (due, own_time) = own.queued.unwrap_or_default();
        post.queued = Some(Queued::at(due, own_time));
    }
    post.mute = Some(Muted::until(call.app.site().find_mute(&blog.name, PostId(post.id)).await?));
    name_authors(call, std::slice::from_mut(post)).await
}

/// Tells who submitted each of some posts.
pub async fn name_authors(call: &ApiCall, posts: &mut [PostObject]) -> Result<(), Refusal> {
    let ids: Vec<PostId> = posts.iter().map(|post| PostId(post.id)).collect();
    let extras = call.app.site().post_extras(&ids).await?;
    let mut authors: Vec<BlogId> = extras.values().filter_map(|extra| extra.via.author()).collect();
    // `dedup` sees neighbours only.
    authors.sort_unstable();
    authors.dedup();
    let authors = call.app.site().read_blogs(&authors).await?;
    for post in posts {
        let via = extras.get(&PostId(post.id)).map(|extra| &extra.via);
        post.submitted = via.and_then(|via| submitted_fields(via, &authors));
    }
    Ok(())
}

fn submitted_fields(via: &Via, authors: &[Blog]) -> Option<Submitted> {
    let Via::Submission { author, name, email } = via else { return None };
    let author = authors.iter().find(|blog| Some(blog.id) == *author);
    Some(Submitted {
        is_submission: true,
        post_author: author.map(|blog| blog.name.as_str().to_owned()),
        anonymous_name: name.clone(),
        anonymous_email: email.clone(),
    })
}
