//! Where a reblog comes from.

use super::maker::ObjectBuilder;
use crate::http::text;
use model::{Blog, PostId};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use tumblelog::view::PostCard;

/// The fields of every reblog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReblogParent {
    /// Of a reblog: the address of the post that was reblogged.
    pub parent_post_url: String,
    /// Of a reblog: the id of that post, as text.
    pub parent_post_id: String,
    /// Of a reblog: the permanent identifier of the blog of that post, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_tumblelog_uuid: Option<String>,
}

/// The fields of a reblog with `reblog_info`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReblogRoot {
    /// With `reblog_info`: the id of the post that was reblogged, as text.
    reblogged_from_id: String,
    /// The address of that post; empty where its blog can have no page here.
    reblogged_from_url: String,
    /// The name of its blog.
    reblogged_from_name: String,
    /// The title of its blog. The name where the title is not known.
    reblogged_from_title: String,
    /// The permanent identifier of its blog, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    reblogged_from_uuid: Option<String>,
    /// Always false: the site has no messages.
    reblogged_from_can_message: bool,
    /// True where the first blog of the visitor follows its blog.
    reblogged_from_following: bool,
    /// With `reblog_info`: the id of the first post of the trail, as text.
    reblogged_root_id: String,
    /// The address of that post; empty where its blog can have no page here.
    reblogged_root_url: String,
    /// The name of its blog.
    reblogged_root_name: String,
    /// The title of its blog. The name where the title is not known.
    reblogged_root_title: String,
    /// The permanent identifier of its blog, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    reblogged_root_uuid: Option<String>,
    /// Always false: the site has no messages.
    reblogged_root_can_message: bool,
    /// True where the first blog of the visitor follows its blog.
    reblogged_root_following: bool,
}

impl ObjectBuilder<'_> {
    /// What every reblog tells.
    pub fn reblog_parent(&self, card: &PostCard) -> Option<ReblogParent> {
        let reblog = card.post.reblog.as_ref()?;
        let carried = card.trail.iter().rev().find(|view| view.item.post == Some(reblog.parent));
        Some(ReblogParent {
            parent_post_url: self.post_address(&reblog.parent_blog, reblog.parent),
            parent_post_id: reblog.parent.to_string(),
            parent_tumblelog_uuid: carried
                .and_then(|view| view.item.uuid.as_ref())
                .map(|uuid| uuid.as_str().to_owned()),
        })
    }

    /// The parent and the root by name, where they are asked for.
    pub fn reblog_root(&self, card: &PostCard, known: &HashMap<String, Blog>) -> Option<ReblogRoot> {
        let reblog = card.post.reblog.as_ref().filter(|_| self.style.reblog_info)?;
        let title = |name: &str| known.get(name).map_or(name, |blog| &blog.title).to_owned();
        let carried = |name: &str| card.trail.iter().find(|view| view.item.blog == name)?.item.uuid.clone();
        // A blog that is not kept here may still have told its uuid in the trail.
        let uuid = |name: &str| {
            let uuid = known.get(name).map(|blog| blog.uuid.clone()).or_else(|| carried(name))?;
            Some(uuid.as_str().to_owned())
        };
        let follows = |name: &str| known.get(name).is_some_and(|blog| self.follows_blog(blog.id));
        Some(ReblogRoot {
            reblogged_from_id: reblog.parent.to_string(),
            reblogged_from_url: self.post_address(&reblog.parent_blog, reblog.parent),
            reblogged_from_name: reblog.parent_blog.clone(),
            reblogged_from_title: title(&reblog.parent_blog),
            reblogged_from_uuid: uuid(&reblog.parent_blog),
            reblogged_from_can_message: false,
            reblogged_from_following: follows(&reblog.parent_blog),
            reblogged_root_id: reblog.root.to_string(),
            reblogged_root_url: self.post_address(&reblog.root_blog, reblog.root),
            reblogged_root_name: reblog.root_blog.clone(),
            reblogged_root_title: title(&reblog.root_blog),
            reblogged_root_uuid: uuid(&reblog.root_blog),
            reblogged_root_can_message: false,
            reblogged_root_following: follows(&reblog.root_blog),
        })
    }

    /// The page of a post of which the blog's name and the id are known; empty where that name is none.
    pub fn post_address(&self, blog: &str, id: PostId) -> String {
        // Names of the trail come from anywhere; one that no blog can have gets no address.
        match text::blog_link(blog) {
            Some(_) => [self.base_url(), &text::post_id_path(&blog.to_ascii_lowercase(), id)].concat(),
            None => String::new(),
        }
    }
}
