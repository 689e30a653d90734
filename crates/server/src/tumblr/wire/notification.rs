//! Notifications.

use super::maker::ObjectBuilder;
use model::{Blog, Post};
use npf::Document;
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::NotificationShown;

/// Code points of a summary.
const SUMMARY: usize = 140;

/// A notification: something that another blog did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct NoticeObject {
    /// The id of the notification within its blog, as text.
    pub id: String,
    /// The kind of notification, such as `like`, `reply`, `follow` or `reblog_naked`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// When it happened, in seconds since 1970.
    pub timestamp: i64,
    /// The name of the blog that is notified.
    pub target_tumblelog_name: String,
    /// The permanent identifier of that blog.
    pub target_tumblelog_uuid: String,
    /// The id of the post that it is about, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_post_id: Option<String>,
    /// The type of that post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_post_type: Option<&'static str>,
    /// The first words of that post, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_post_summary: Option<String>,
    /// The name of the blog that acted. Absent where nobody knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_tumblelog_name: Option<String>,
    /// The permanent identifier of that blog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_tumblelog_uuid: Option<String>,
    /// Always false: blogs are not rated.
    pub from_tumblelog_is_adult: bool,
    /// True where nobody knows who acted.
    pub is_anonymous: bool,
    /// True where the first blog of the visitor follows the blog that acted.
    pub followed: bool,
    /// The id of the post that was made, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_id: Option<String>,
    /// The type of that post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_type: Option<&'static str>,
    /// The tags of that post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_tags: Option<Vec<String>>,
    /// The text that that post adds, as plain text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub added_text: Option<String>,
    /// The reblog key of the post that was made, or else of the post that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reblog_key: Option<String>,
    /// Of a reply: its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_text: Option<String>,
    /// Older notifications of the same kind that are shown together with this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rollups: Vec<NoticeObject>,
}

impl ObjectBuilder<'_> {
    /// A notification of a blog.
    pub fn notification_object(&self, blog: &Blog, told: &NotificationShown) -> NoticeObject {
        let (notice, from) = (&told.notice, told.from.as_ref());
        let (post, made) = (told.post.as_ref(), told.made.as_ref());
        NoticeObject {
            // No two notifications of a blog have the same moment.
            id: notice.at.0.to_string(),
            kind: notice.kind.name(),
            timestamp: notice.at.seconds(),
            target_tumblelog_name: blog.name.as_str().to_owned(),
            target_tumblelog_uuid: blog.uuid.as_str().to_owned(),
            target_post_id: post.map(|post| post.id.to_string()),
            target_post_type: post.map(|post| post.kind.name()),
            target_post_summary: post.map(post_summary),
            from_tumblelog_name: told.actor.as_ref().map(|actor| actor.as_str().to_owned()),
            from_tumblelog_uuid: from.map(|from| from.uuid.as_str().to_owned()),
            from_tumblelog_is_adult: false,
            is_anonymous: told.actor.is_none(),
            followed: from.is_some_and(|from| self.follows_blog(from.id)),
            post_id: made.map(|made| made.id.to_string()),
            post_type: made.map(|made| made.kind.name()),
            post_tags: made.map(|made| made.tags.iter().map(|tag| tag.name.clone()).collect()),
            added_text: made.map(post_summary).filter(|text| !text.is_empty()),
            reblog_key: made.or(post).map(|post| self.site().reblog_key(post.id)),
            reply_text: Some(notice.text.clone()).filter(|text| !text.is_empty()),
            rollups: told.rolled.iter().map(|told| self.notification_object(blog, told)).collect(),
        }
    }
}

/// A post's beginning; nothing where what is kept cannot be read.
fn post_summary(post: &Post) -> String {
    Document::from_json(&post.content)
        .map(|document| npf::plain::excerpt(&document, SUMMARY))
        .unwrap_or_default()
}
