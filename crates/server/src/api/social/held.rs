//! What the lists of posts that wait share.

use crate::api::call::Call;
use crate::api::error::Refusal;
use crate::api::links::Links;
use crate::api::wire::post::{PostObject, Queued, Submitted};
use model::{Blog, BlogId, PostExtra, PostId, State, Via};
use serde::Serialize;

/// Posts.
#[derive(Debug, Clone, Serialize)]
pub struct Held {
    /// The posts.
    pub posts: Vec<PostObject>,
    /// How many there are in all. Exact.
    pub total_posts: u64,
    /// The next page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    pub links: Option<Links>,
}

/// Tells a post's owner when it is due and who submitted it.
///
/// # Errors
/// What the site says.
pub async fn told_to_owner(call: &Call, blog: &Blog, post: &mut PostObject) -> Result<(), Refusal> {
    let Some(own) = call.app.site().own_post(&blog.name, PostId(post.id)).await? else { return Ok(()) };
    if own.card.post.state == State::Queued {
        post.queued = Some(Queued::at(own.queued.and_then(|(due, _)| due)));
    }
    post.submitted = submitted(call, &own.extra).await?;
    Ok(())
}

/// Tells who submitted each of some posts.
///
/// # Errors
/// What the site says.
pub async fn name_authors(call: &Call, posts: &mut [PostObject]) -> Result<(), Refusal> {
    let ids: Vec<PostId> = posts.iter().map(|post| PostId(post.id)).collect();
    let extras = call.app.site().post_extras(&ids).await?;
    for post in posts {
        if let Some(extra) = extras.get(&PostId(post.id)) {
            post.submitted = submitted(call, extra).await?;
        }
    }
    Ok(())
}

async fn submitted(call: &Call, extra: &PostExtra) -> Result<Option<Submitted>, Refusal> {
    let Via::Submission { author, name, email } = &extra.via else { return Ok(None) };
    Ok(Some(Submitted {
        is_submission: true,
        post_author: name_of(call, *author).await?,
        anonymous_name: name.clone(),
        anonymous_email: email.clone(),
    }))
}

async fn name_of(call: &Call, id: Option<BlogId>) -> Result<Option<String>, Refusal> {
    let Some(id) = id else { return Ok(None) };
    let found = call.app.site().blogs(&[id]).await?.pop();
    Ok(found.map(|blog| blog.name.as_str().to_owned()))
}
