//! The posts a legacy post lists as its trail: those it carries, and itself.

use super::blog::{THEME, Theme};
use super::html::escape_html;
use super::maker::ObjectBuilder;
use crate::http::text;
use model::{Time, TrailItem};
use schemars::JsonSchema;
use serde::Serialize;

/// The blog of a post that a reblog carries.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrailBlog {
    /// The name.
    pub name: String,
    /// The title. Always the name, because a trail keeps no title.
    pub title: String,
    /// Always empty, because a trail keeps no description.
    pub description: &'static str,
    /// The address of the page that the blog has or would have on this site; empty where it can have none.
    pub url: String,
    /// When the carried post was published, in seconds since 1970; 0 where that is not known.
    pub updated: i64,
    /// The permanent identifier, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// False where the blog was deleted.
    pub active: bool,
    /// The appearance of the blog.
    pub theme: Theme,
    /// Always false, because a trail does not keep it.
    pub share_likes: bool,
    /// Always false, because a trail does not keep it.
    pub share_following: bool,
    /// False where the blog was deleted.
    pub can_be_followed: bool,
}

/// One post of a trail: a post that a reblog carries, or the reblog itself.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LegacyTrail {
    /// The blog of the post.
    pub blog: TrailBlog,
    /// The identity of the post.
    pub post: LegacyTrailPost,
    /// The text of the post.
    pub content_raw: String,
    /// The same text.
    pub content: String,
    /// True for the post itself. Absent for the posts that it carries.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_current_item: bool,
    /// True for the first post of the trail. Absent for the others.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_root_item: bool,
}

/// The identity of a post of a trail.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct LegacyTrailPost {
    /// The id, as text; `0` where it is not known.
    pub id: String,
    /// When it was published, in seconds since 1970. Absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
}

/// The text that a reblog adds, and the text that it carries.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrailContent {
    /// The text of the post itself.
    pub comment: String,
    /// The texts that it carries, as HTML quotations inside one another. The newest is the outermost.
    pub tree_html: String,
}

impl ObjectBuilder<'_> {
    /// The blog of a carried post.
    pub fn trail_blog(&self, item: &TrailItem) -> TrailBlog {
        let uuid = item.uuid.as_ref().map(|uuid| uuid.as_str().to_owned());
        self.named_blog(&item.blog, uuid, !item.broken, item.published)
    }

    fn named_blog(&self, name: &str, uuid: Option<String>, active: bool, updated: Option<Time>) -> TrailBlog {
        let path = text::blog_link(name).unwrap_or_default();
        TrailBlog {
            name: name.to_owned(),
            title: name.to_owned(),
            description: "",
            updated: updated.map_or(0, Time::seconds),
            url: [self.base_url(), &path].concat(),
            uuid,
            active,
            theme: THEME,
            share_likes: false,
            share_following: false,
            can_be_followed: active,
        }
    }

    /// A carried post with its words.
    pub fn trail_item(&self, item: &TrailItem, content: String, first: bool) -> LegacyTrail {
        LegacyTrail {
            blog: self.trail_blog(item),
            post: LegacyTrailPost {
                id: item.post.map_or(0, |id| id.0).to_string(),
                timestamp: item.published.map(Time::seconds),
            },
            content_raw: content.clone(),
            content,
            is_current_item: false,
            is_root_item: first,
        }
    }

    /// The post itself at the end of its trail.
    pub fn own_item(&self, card: &tumblelog::view::PostCard, content: String) -> LegacyTrail {
        let uuid = card.blog.uuid.as_str().to_owned();
        LegacyTrail {
            blog: self.named_blog(card.blog.name.as_str(), Some(uuid), true, Some(card.post.published)),
            post: LegacyTrailPost {
                id: card.post.id.to_string(),
                timestamp: Some(card.post.published.seconds()),
            },
            content_raw: content.clone(),
            content,
            is_current_item: true,
            is_root_item: card.trail.is_empty(),
        }
    }

    /// Words of a trail, root first, as quotations inside one another.
    pub fn tree_html(&self, items: &[LegacyTrail]) -> String {
        let mut out = String::with_capacity(items.iter().map(|item| item.content.len() + 160).sum());
        // The newest opens first: each post encloses the one it carries, as the original nests
        // them.
        for item in items.iter().rev() {
            out.push_str(&self.byline_html(&item.blog.name));
            out.push_str("<blockquote>");
        }
        for item in items {
            match self.style.filter {
                // The contents are plain text then, but the tree is HTML always.
                super::Filter::Text => out.push_str(&escape_html(&item.content)),
                super::Filter::Html | super::Filter::Raw => out.push_str(&item.content),
            }
            out.push_str("</blockquote>");
        }
        out
    }
}
