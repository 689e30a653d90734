//! `GET /v2/user/info`.

use crate::tumblr::call::ApiCall;
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::route::Param;
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::user::{User, UserBlog, UserInfo};
use crate::tumblr::{auth, shared_params};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[shared_params::BLOGS];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let account = auth::require_account(&call.visitor)?;
    let site = call.app.site();
    let blogs = site.read_blogs(&account.blogs).await?;
    let ids: Vec<model::BlogId> = blogs.iter().map(|blog| blog.id).collect();
    let figures = site.read_blog_figures(&ids).await?;
    let mut own = Vec::with_capacity(blogs.len());
    for (blog, figures) in blogs.iter().zip(figures) {
        let followers = site.follow_counts(&blog.name).await?.followers.unsigned_abs();
        let blog = UserBlog { blog: maker.blog_with(blog, figures).await?, followers };
        own.push(maker.style.fields.of(blog));
    }
    let (following, likes) = match blogs.first() {
        Some(first) => (
            site.follow_counts(&first.name).await?.following.unsigned_abs(),
            site.likes_count(&first.name).await?,
        ),
        None => (0, 0),
    };
    let name = blogs.first().map_or(account.name.as_str(), |blog| blog.name.as_str());
    let user = User { name: name.to_owned(), following, likes, default_post_format: "html", blogs: own };
    ApiReply::ok(&UserInfo { user })
}
