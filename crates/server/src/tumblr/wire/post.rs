//! Posts.

use super::blog::ShortBlog;
use super::legacy::Legacy;
use super::maker::ObjectBuilder;
use super::note::NoteObject;
use super::npf::Blocks;
use super::partial::PartialObject;
use super::reblog::{ReblogParent, ReblogRoot};
use super::shape::PostShape;
use crate::http::text;
use crate::tumblr::error::Refusal;
use model::{PostType, State, Time};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use tumblelog::Posts;
use tumblelog::permission::rules;
use tumblelog::view::PostCard;

/// Code points of a post's summary.
const SUMMARY: usize = 140;

/// A post. The fields of its content depend on its type.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PostObject {
    /// Always `post`.
    pub object_type: &'static str,
    /// The type: `text`, `photo`, `quote`, `link`, `chat`, `audio`, `video` or `answer`. With `npf` always `blocks`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// True where the post is answered in blocks, or where no older type but `text` can hold its blocks.
    pub is_blocks_post_format: bool,
    /// The name of its blog.
    pub blog_name: String,
    /// Its blog.
    pub blog: PartialObject<ShortBlog>,
    /// The permanent identifier of its blog.
    pub tumblelog_uuid: String,
    /// The id. It can have more digits than a floating point number keeps.
    pub id: i64,
    /// The id, as text.
    pub id_string: String,
    /// The id that the post had as a draft or in the queue, as text. It is the same id. Only for the owner of the blog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genesis_post_id: Option<String>,
    /// The address of its page.
    pub post_url: String,
    /// The words of the address of its page.
    pub slug: String,
    /// When it was or will be published: `2024-08-19 10:00:00 GMT`.
    pub date: String,
    /// The same time in seconds since 1970.
    pub timestamp: i64,
    /// The state: `published`, `queued`, `draft`, `private` or `submission`.
    pub state: &'static str,
    /// Always `html`.
    pub format: &'static str,
    /// The key that a like or a reblog of the post must send with its id.
    pub reblog_key: String,
    /// The tags, as they were written.
    pub tags: Vec<String>,
    /// A short address of its page.
    pub short_url: String,
    /// The first words, as plain text.
    pub summary: String,
    /// Always false: every post can be answered in blocks.
    pub should_open_in_legacy: bool,
    /// Always null: the site recommends no posts.
    pub recommended_source: Option<String>,
    /// Always null: the site recommends no posts.
    pub recommended_color: Option<String>,
    /// Always null: the site recommends no posts.
    pub header_cta: Option<String>,
    /// True where the first blog of the visitor follows its blog.
    pub followed: bool,
    /// True where the first blog of the visitor likes it.
    pub liked: bool,
    /// The number of likes, reblogs and replies of the first post of its trail.
    pub note_count: i64,
    /// The address that the post was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// The title of that address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_title: Option<String>,
    /// The post that was reblogged.
    #[serde(flatten)]
    pub parent: Option<ReblogParent>,
    /// With `reblog_info`: the post that was reblogged and the first post of the trail.
    #[serde(flatten)]
    pub origin: Option<ReblogRoot>,
    /// With `notes_info`: the 50 newest notes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<NoteObject>>,
    /// In the queue, for the owner of the blog.
    #[serde(flatten)]
    pub queued: Option<Queued>,
    /// For the owner of the blog.
    #[serde(flatten)]
    pub mute: Option<Muted>,
    /// Of a submission, for the owner of the blog.
    #[serde(flatten)]
    pub submitted: Option<Submitted>,
    /// In a list of likes: when the post was liked, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liked_timestamp: Option<i64>,
    /// On a dashboard: the filters of the visitor that the post matches. Absent where it matches none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered: Option<Filtered>,
    /// True where the visitor may like it.
    pub can_like: bool,
    /// True where the visitor may reblog it.
    pub can_reblog: bool,
    /// True where the visitor may reply.
    pub can_reply: bool,
    /// Always false: the site has no messages.
    pub can_send_in_message: bool,
    /// Always false: the site sells nothing.
    pub can_blaze: bool,
    /// Always false: the site sells nothing.
    pub can_ignite: bool,
    /// Always false: the site sells nothing.
    pub is_blazed: bool,
    /// Always false: the site sells nothing.
    pub is_blaze_pending: bool,
    /// Always `noone`: the site sells nothing.
    pub interactability_blaze: &'static str,
    /// `everyone` where others may reblog it, `noone` where they may not.
    pub interactability_reblog: &'static str,
    /// Always true: the picture of the blog is shown beside the post.
    pub display_avatar: bool,
    /// The content.
    #[serde(flatten)]
    pub said: StateFields,
}

/// The content of a post.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum StateFields {
    /// In one of the older types.
    Legacy {
        /// The type that the post has, where it is answered as a `text` because its blocks fit no other type.
        #[serde(skip_serializing_if = "Option::is_none")]
        original_type: Option<&'static str>,
        /// The fields of the type.
        #[serde(flatten)]
        post: Box<Legacy>,
    },
    /// In blocks, with `npf`.
    Blocks(Box<Blocks>),
}

/// The fields of a post in the queue.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Queued {
    /// In the queue: `queued`, or `scheduled` for a post with a time of its own.
    pub queued_state: &'static str,
    /// In the queue: when it is published, in seconds since 1970. Absent where it has no time yet, as while the
    /// queue is paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_publish_time: Option<i64>,
    /// Of a scheduled post: the same time in ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_on: Option<String>,
}

impl Queued {
    /// Published at `due` as things stand; not before its blog queues it again where there is none. `own_time` says
    /// that the moment is the post's own and not one of the timetable.
    pub fn at(due: Option<Time>, own_time: bool) -> Self {
        Self {
            queued_state: if own_time { "scheduled" } else { "queued" },
            scheduled_publish_time: due.map(Time::seconds),
            publish_on: due.filter(|_| own_time).map(Time::rfc3339),
        }
    }
}

/// The notifications about a post.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Muted {
    /// True where the owner gets no notifications about the post.
    pub muted: bool,
    /// When that ends, in seconds since 1970; 0 where it has no end and where the post is not muted.
    pub mute_end_timestamp: i64,
}

impl Muted {
    /// As a post is muted: the outer `None` where it is not, the inner for ever.
    pub fn until(end: Option<Option<Time>>) -> Self {
        Self { muted: end.is_some(), mute_end_timestamp: end.flatten().map_or(0, Time::seconds) }
    }
}

/// The sender of a submission.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Submitted {
    /// Of a submission: always true.
    pub is_submission: bool,
    /// Of a submission: the name of the blog that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_author: Option<String>,
    /// Of a submission: the name of the guest who sent it; empty where a blog did.
    pub anonymous_name: String,
    /// Of a submission: the mail address of the guest who sent it; empty where a blog did.
    pub anonymous_email: String,
}

/// The filters of a person that a post matches, as they were typed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Filtered {
    /// The filtered tags that the post has.
    pub tags: Vec<String>,
    /// The filtered phrases that the post contains.
    pub content: Vec<String>,
}

impl ObjectBuilder<'_> {
    /// The posts of a page, in their order. `updated` is when their blog last published, where all are of one.
    pub async fn post_objects(
        &mut self,
        page: &Posts,
        updated: Option<Time>,
    ) -> Result<Vec<PostObject>, Refusal> {
        let origins: Vec<model::BlogId> = page.origins.values().map(|blog| blog.id).collect();
        self.load_related(&page.cards, &origins).await?;
        // A list does not read each blog's figures: the newest of its posts shown stands for them.
        let mut seen: HashMap<model::BlogId, Time> = HashMap::new();
        for card in &page.cards {
            let newest = seen.entry(card.blog.id).or_insert(card.post.published);
            *newest = card.post.published.max(*newest);
        }
        let of = |card: &PostCard| updated.or_else(|| seen.get(&card.blog.id).copied());
        Ok(page.cards.iter().map(|card| self.post_object(card, page, of(card))).collect())
    }

    /// A post of a page.
    pub fn post_object(&self, card: &PostCard, page: &Posts, updated: Option<Time>) -> PostObject {
        let post = &card.post;
        let (kind, blocks, said) = self.state_fields(card);
        let owner = self.visitor.owns_blog(card.blog.id);
        let signed_in = self.visitor.account().is_some();
        // Notes belong to the whole tree and are kept at its root.
        let root = post.reblog.as_ref().map_or(post.id, |reblog| reblog.root);
        let closed = page.closed.contains(&post.id);
        let source = post.source.as_ref();
        let notes = page.notes.get(&root).filter(|_| self.style.notes_info);
        PostObject {
            object_type: "post",
            kind,
            is_blocks_post_format: blocks,
            blog_name: card.blog.name.as_str().to_owned(),
            blog: self.blog_object(&card.blog, updated),
            tumblelog_uuid: card.blog.uuid.as_str().to_owned(),
            id: post.id.0,
            id_string: post.id.to_string(),
            genesis_post_id: owner.then(|| post.id.to_string()),
            post_url: self.post_url(card),
            slug: post.slug.clone(),
            date: gmt_date(post.published),
            timestamp: post.published.seconds(),
            state: state_name(post.state),
            format: "html",
            reblog_key: self.site().reblog_key(post.id),
            tags: post.tags.iter().map(|tag| tag.name.clone()).collect(),
            short_url: [self.base_url(), &text::post_id_path(card.blog.name.as_str(), post.id)].concat(),
            summary: post_summary(card),
            should_open_in_legacy: false,
            recommended_source: None,
            recommended_color: None,
            header_cta: None,
            followed: self.follows_blog(card.blog.id),
            liked: self.marks.liked.contains(&post.id),
            note_count: page.note_counts.get(&root).copied().unwrap_or(post.notes),
            source_url: source.map(|source| source.url.clone()),
            source_title: source.map(|source| source.title.clone()),
            parent: self.reblog_parent(card),
            origin: self.reblog_root(card, &page.origins),
            notes: notes.map(|notes| notes.iter().map(|note| self.note_object(note)).collect()),
            queued: (owner && post.state == State::Queued).then(|| Queued::at(None, false)),
            mute: None,
            submitted: None,
            liked_timestamp: None,
            filtered: None,
            can_like: signed_in,
            can_reblog: signed_in && rules::is_public(post) && !closed,
            can_reply: signed_in,
            can_send_in_message: false,
            can_blaze: false,
            can_ignite: false,
            is_blazed: false,
            is_blaze_pending: false,
            interactability_blaze: "noone",
            interactability_reblog: if closed { "noone" } else { "everyone" },
            display_avatar: true,
            said,
        }
    }

    /// Its type, whether it is told to be made of blocks, and what it says. A text is told to be made of blocks unless
    /// it was meant as a text though its blocks look like another type.
    fn state_fields(&self, card: &PostCard) -> (&'static str, bool, StateFields) {
        if self.style.npf {
            return ("blocks", true, StateFields::Blocks(Box::new(self.npf_blocks(card))));
        }
        let meant = card.post.kind;
        // A legacy reblog has the type and the fields of the post it carries, which is the root.
        let document = card.trail.first().map_or(&card.document, |root| &root.document);
        let shape = PostShape::of_document(meant, document);
        let text = shape.post_type() == PostType::Text;
        let blocks = text && (meant != PostType::Text || document.kind() == PostType::Text);
        let original_type = (text && meant != PostType::Text).then_some(meant.name());
        let post = Box::new(self.legacy_post(card, &shape));
        (shape.post_type().name(), blocks, StateFields::Legacy { original_type, post })
    }

    /// The page of a post.
    pub fn post_url(&self, card: &PostCard) -> String {
        [self.base_url(), &text::post_path(card.blog.name.as_str(), &card.post)].concat()
    }
}

/// A state as answers name it: requests say `unapproved` and answers `submission`.
pub fn state_name(state: State) -> &'static str {
    match state {
        State::Unapproved => "submission",
        other => other.name(),
    }
}

fn post_summary(card: &PostCard) -> String {
    // A bare reblog says nothing of its own: the carried post tells what it is about.
    if card.document.content.is_empty()
        && let Some(carried) = card.trail.last()
    {
        return npf::plain::excerpt(&carried.document, SUMMARY);
    }
    npf::plain::excerpt(&card.document, SUMMARY)
}

/// `2024-08-19 10:00:00 GMT`
pub fn gmt_date(time: Time) -> String {
    let (year, month, day, hour, minute, second) = time.parts();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} GMT")
}
