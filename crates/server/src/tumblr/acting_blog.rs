//! Whose blog it is, and which blog acts.

use crate::tumblr::auth;
use crate::tumblr::blog_id;
use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use axum::http::StatusCode;
use model::{Account, Blog};
use tumblelog::Actor;
use tumblelog::permission::{Act, Target};

/// 200 with an empty list.
pub fn done() -> Result<ApiReply, Refusal> {
    ApiReply::empty(StatusCode::OK)
}

/// 201 with an empty list.
pub fn answer_created() -> Result<ApiReply, Refusal> {
    ApiReply::empty(StatusCode::CREATED)
}

impl ApiCall {
    /// Refuses with these words what the visitor may not do, where the site only says that it is refused.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] with the words, or what the site says.
    pub async fn ensure_permitted(&self, act: Act, target: Target, words: String) -> Result<(), Refusal> {
        match self.app.site().can(&self.visitor.as_actor(), act, target).await {
            Err(tumblelog::Error::Refused(_)) => Err(Refusal::Forbidden(words)),
            other => Ok(other?),
        }
    }

    /// The blog of the path, which must be the person's own.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where there is none; [`Refusal::Forbidden`] where it is another's.
    pub async fn own_blog(&self) -> Result<Blog, Refusal> {
        let blog = self.find_blog().await?;
        let words = format!("Only its owner may ask this of the blog {}.", blog.name);
        self.ensure_permitted(Act::ViewUnpublished, Target::Blog(blog.name.clone()), words).await?;
        Ok(blog)
    }

    /// The person and their first blog, which is the one that likes, follows and has a dashboard.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] for an account without a blog.
    pub async fn primary_blog(&self) -> Result<(&Account, Blog), Refusal> {
        let account = auth::require_account(&self.visitor)?;
        let first = match account.blogs.first() {
            // The first blog of the account is the primary one: all clients act through it.
            Some(first) => self.app.site().read_blogs(&[*first]).await?.pop(),
            None => None,
        };
        let blog = first.ok_or_else(|| {
            Refusal::Forbidden("This account has no blog yet, and only blogs like and follow.".to_owned())
        })?;
        Ok((account, blog))
    }

    /// The person as one who acts through their first blog.
    ///
    /// # Errors
    /// As [`ApiCall::primary_blog`].
    pub async fn by_primary(&self) -> Result<Actor, Refusal> {
        let (account, blog) = self.primary_blog().await?;
        Ok(Actor::of_account(blog.name, account.id))
    }

    /// The blog a parameter names.
    ///
    /// # Errors
    /// [`Refusal::Parameter`] where it is missing; [`Refusal::NotFound`] where there is no such blog.
    pub async fn blog_in(&self, name: &str) -> Result<Blog, Refusal> {
        let text = self.params.text_value(name).ok_or_else(|| {
            Refusal::Parameter(format!("{name}: say which blog; a name, a host name or a uuid is accepted"))
        })?;
        blog_id::find_blog(&self.app, text).await
    }

    /// The post a parameter names.
    ///
    /// # Errors
    /// [`Refusal::Parameter`] where it is missing or no number.
    pub fn post_in(&self, name: &str) -> Result<model::PostId, Refusal> {
        let id = self.params.post_id(name)?;
        id.ok_or_else(|| Refusal::Parameter(format!("{name}: say which post; its id is accepted")))
    }
}
