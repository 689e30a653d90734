//! The posts a reblog carries.

use crate::{BlogUuid, PostId, Time};
use serde::{Deserialize, Serialize};

/// An earlier post carried by a reblog, root first. Its content stays even when the original goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailItem {
    /// Name of its blog; for a broken item the name the blog had, empty where that is not known.
    pub blog: String,
    /// Lasting identity of its blog, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uuid: Option<BlogUuid>,
    /// The earlier post, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<PostId>,
    /// When it was published, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Time>,
    /// Where its blog is elsewhere, as the import told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The blog is gone: the item cannot be visited.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub broken: bool,
    /// NPF document (`content` and `layout`) as JSON text.
    pub content: String,
}

/// What a post is a reblog of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reblog {
    /// The post it was reblogged from.
    pub parent: PostId,
    /// That post's blog.
    pub parent_blog: String,
    /// The first post of the trail, on which the notes are counted.
    pub root: PostId,
    /// The first post's blog.
    pub root_blog: String,
}
