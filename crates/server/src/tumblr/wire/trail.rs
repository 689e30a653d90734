//! The posts a legacy post lists as its trail: those it carries, and itself.

use super::blog::{THEME, Theme};
use super::html::escape_html;
use super::maker::ObjectBuilder;
use crate::http::text;
use model::{Time, TrailItem};
use serde::Serialize;

/// A blog of a trail.
#[derive(Debug, Clone, Serialize)]
pub struct TrailBlog {
    /// Its name.
    pub name: String,
    /// Its title, as far as a trail tells: the name.
    pub title: String,
    /// A trail tells none: empty.
    pub description: &'static str,
    /// Its page here, whether or not it has posts here.
    pub url: String,
    /// When it published what is carried, in seconds; 0 where that is not known.
    pub updated: i64,
    /// Its lasting identity, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// It can be visited.
    pub active: bool,
    /// How it looks.
    pub theme: Theme,
    /// Its likes can be seen.
    pub share_likes: bool,
    /// Whom it follows can be seen.
    pub share_following: bool,
    /// It can be followed.
    pub can_be_followed: bool,
}

/// One post of a trail.
#[derive(Debug, Clone, Serialize)]
pub struct LegacyTrail {
    /// Its blog.
    pub blog: TrailBlog,
    /// Which it is.
    pub post: LegacyTrailPost,
    /// Its words.
    pub content_raw: String,
    /// The same: what is kept is clean.
    pub content: String,
    /// It is the post itself. Only there when it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_current_item: bool,
    /// It is the first. Only there when it is.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_root_item: bool,
}

/// Which post it is.
#[derive(Debug, Clone, Serialize)]
pub struct LegacyTrailPost {
    /// Its id, as text; `0` where it is not known.
    pub id: String,
    /// When it was published, in seconds, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
}

/// What a reblog adds, and what it carries as quotations inside one another.
#[derive(Debug, Clone, Serialize)]
pub struct TrailContent {
    /// The post's own words.
    pub comment: String,
    /// The others', the last around the ones before.
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
