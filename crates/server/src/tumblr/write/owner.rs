//! Whose blog it is.

use super::super::auth;
use super::super::call::{ApiCall, no_post};
use super::super::error::Refusal;
use model::{Blog, PostId};
use tumblelog::permission::{Act, Target};
use tumblelog::{Actor, OwnPost};

/// The blog of the path, when it belongs to who asks, and who that is.
///
/// # Errors
/// [`Refusal::Forbidden`] for a blog of somebody else, [`Refusal::NotFound`] for none.
pub async fn require_own_blog(call: &ApiCall) -> Result<(Blog, Actor), Refusal> {
    let account = auth::require_account(&call.visitor)?;
    let blog = call.find_blog().await?;
    let words =
        format!("The blog {} is not yours; a blog of your own is accepted, as in /v2/user/info.", blog.name);
    call.ensure_permitted(Act::ManageBlog, Target::Blog(blog.name.clone()), words).await?;
    let by = Actor::of_account(blog.name.clone(), account.id);
    Ok((blog, by))
}

/// The blog that an account acts as where the request names none.
///
/// # Errors
/// [`Refusal::Forbidden`] for an account without a blog.
pub async fn primary_actor(call: &ApiCall) -> Result<Actor, Refusal> {
    let account = auth::require_account(&call.visitor)?;
    let first =
        account.primary().ok_or_else(|| Refusal::Forbidden("This needs a blog of your own.".to_owned()))?;
    let blog = call.app.site().read_blogs(&[first]).await?.pop();
    let blog = blog.ok_or_else(|| Refusal::Forbidden("This needs a blog of your own.".to_owned()))?;
    Ok(Actor::of_account(blog.name, account.id))
}

/// A post of an own blog, whatever its state.
///
/// # Errors
/// [`Refusal::NotFound`] where the blog has no such post.
pub async fn own_post(call: &ApiCall, blog: &Blog, id: PostId) -> Result<OwnPost, Refusal> {
    let found = call.app.site().own_post(&blog.name, id).await?;
    found.ok_or_else(|| no_post(id))
}
