//! `GET /v2/user/info`.

use super::call::Call;
use super::envelope::Reply;
use super::error::Refusal;
use super::route::Param;
use super::wire::Maker;
use super::wire::user::{User, UserBlog, UserInfo};
use super::{auth, style};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[style::BLOGS];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let maker = Maker::of(&call)?;
    let account = auth::account(&call.visitor)?;
    let site = call.app.site();
    let blogs = site.blogs(&account.blogs).await?;
    let ids: Vec<model::BlogId> = blogs.iter().map(|blog| blog.id).collect();
    let figures = site.figures(&ids).await?;
    let own = blogs.iter().zip(figures).map(|(blog, figures)| {
        let blog = UserBlog { blog: maker.blog_with(blog, figures), followers: 0 };
        maker.style.fields.of(blog)
    });
    let name = blogs.first().map_or(account.name.as_str(), |blog| blog.name.as_str());
    let user = User {
        name: name.to_owned(),
        following: 0,
        likes: 0,
        default_post_format: "html",
        blogs: own.collect(),
    };
    Reply::ok(&UserInfo { user })
}
