//! The person who asks.

use super::blog::WholeBlog;
use super::partial::PartialObject;
use serde::Serialize;

/// What `/user/info` tells.
#[derive(Debug, Clone, Serialize)]
pub struct UserInfo {
    /// The person.
    pub user: User,
}

/// A person.
#[derive(Debug, Clone, Serialize)]
pub struct User {
    /// Name of the first blog, or the name to sign in by where there is none.
    pub name: String,
    /// Blogs followed.
    pub following: u64,
    /// Posts liked.
    pub likes: u64,
    /// `html`
    pub default_post_format: &'static str,
    /// The person's blogs, the first one first.
    pub blogs: Vec<PartialObject<UserBlog>>,
}

/// A blog as its owner sees it.
#[derive(Debug, Clone, Serialize)]
pub struct UserBlog {
    /// The blog.
    #[serde(flatten)]
    pub blog: WholeBlog,
    /// Accounts that follow it.
    pub followers: u64,
}
