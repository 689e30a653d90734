//! The person who asks.

use super::blog::WholeBlog;
use super::partial::PartialObject;
use schemars::JsonSchema;
use serde::Serialize;

/// The answer of `/user/info`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UserInfo {
    /// The person.
    pub user: User,
}

/// The person whose credentials the request carries.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct User {
    /// The name of the first blog. The name of the account where it has no blog.
    pub name: String,
    /// The number of blogs that the first blog follows.
    pub following: u64,
    /// The number of posts that the first blog likes.
    pub likes: u64,
    /// Always `html`.
    pub default_post_format: &'static str,
    /// The blogs of the person. The first blog comes first.
    pub blogs: Vec<PartialObject<UserBlog>>,
}

/// A blog of the person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UserBlog {
    /// The blog.
    #[serde(flatten)]
    pub blog: WholeBlog,
    /// The number of blogs that follow it.
    pub followers: u64,
}
