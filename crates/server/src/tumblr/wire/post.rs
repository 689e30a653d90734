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
use serde::Serialize;
use std::collections::HashMap;
use tumblelog::Posts;
use tumblelog::view::PostCard;

/// Code points of a post's summary.
const SUMMARY: usize = 140;

/// A post.
#[derive(Debug, Clone, Serialize)]
pub struct PostObject {
    /// `post`
    pub object_type: &'static str,
    /// One of the eight legacy types, or `blocks`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// It is made of blocks that no legacy type but text can hold, or asked for as blocks.
    pub is_blocks_post_format: bool,
    /// Name of its blog.
    pub blog_name: String,
    /// Its blog.
    pub blog: PartialObject<ShortBlog>,
    /// Lasting identity of its blog.
    pub tumblelog_uuid: String,
    /// Its id.
    pub id: i64,
    /// The same, for readers that count in floating point.
    pub id_string: String,
    /// Its id when it was a draft or queued: the same. For its owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub genesis_post_id: Option<String>,
    /// Its page.
    pub post_url: String,
    /// Words of its address.
    pub slug: String,
    /// `2024-08-19 10:00:00 GMT`
    pub date: String,
    /// When it was or will be published, in seconds.
    pub timestamp: i64,
    /// `published`, `queued`, `draft`, `private` or `submission`.
    pub state: &'static str,
    /// `html`
    pub format: &'static str,
    /// What must be shown with the id to like or reblog it.
    pub reblog_key: String,
    /// Its tags, as written.
    pub tags: Vec<String>,
    /// A short address of its page.
    pub short_url: String,
    /// Its beginning, plain text.
    pub summary: String,
    /// It can be read in no other way than by a page of before: never.
    pub should_open_in_legacy: bool,
    /// Why it was recommended: nothing is recommended.
    pub recommended_source: Option<String>,
    /// As above.
    pub recommended_color: Option<String>,
    /// As above.
    pub header_cta: Option<String>,
    /// The visitor follows its blog.
    pub followed: bool,
    /// The visitor likes it.
    pub liked: bool,
    /// Likes, reblogs and replies on its root.
    pub note_count: i64,
    /// Where it was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_url: Option<String>,
    /// Title of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_title: Option<String>,
    /// What it was reblogged from.
    #[serde(flatten)]
    pub parent: Option<ReblogParent>,
    /// With `reblog_info`.
    #[serde(flatten)]
    pub origin: Option<ReblogRoot>,
    /// With `notes_info`: the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<NoteObject>>,
    /// For its owner, while it waits in the queue.
    #[serde(flatten)]
    pub queued: Option<Queued>,
    /// For its owner.
    #[serde(flatten)]
    pub mute: Option<Muted>,
    /// For its blog's owner, where somebody submitted it.
    #[serde(flatten)]
    pub submitted: Option<Submitted>,
    /// In a list of likes: when it was liked, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub liked_timestamp: Option<i64>,
    /// On a dashboard: what of the visitor's filters it meets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered: Option<Filtered>,
    /// The visitor may like it.
    pub can_like: bool,
    /// The visitor may reblog it.
    pub can_reblog: bool,
    /// The visitor may reply.
    pub can_reply: bool,
    /// Nobody sends messages here.
    pub can_send_in_message: bool,
    /// Nobody buys attention here.
    pub can_blaze: bool,
    /// As above.
    pub can_ignite: bool,
    /// As above.
    pub is_blazed: bool,
    /// As above.
    pub is_blaze_pending: bool,
    /// As above: `noone`.
    pub interactability_blaze: &'static str,
    /// Who may reblog it: `everyone` or `noone`.
    pub interactability_reblog: &'static str,
    /// The blog's picture stands beside it.
    pub display_avatar: bool,
    /// What it says.
    #[serde(flatten)]
    pub said: StateFields,
}

/// What a post says.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum StateFields {
    /// In one of the legacy types.
    Legacy {
        /// The type it shows as, where its blocks alone do not tell.
        #[serde(skip_serializing_if = "Option::is_none")]
        original_type: Option<&'static str>,
        /// All else.
        #[serde(flatten)]
        post: Box<Legacy>,
    },
    /// In blocks.
    Blocks(Box<Blocks>),
}

/// When a queued post is published.
#[derive(Debug, Clone, Serialize)]
pub struct Queued {
    /// `queued`; `scheduled` for a post with a time of its own.
    pub queued_state: &'static str,
    /// Seconds; not there where the queue rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduled_publish_time: Option<i64>,
    /// Of a scheduled post: the same moment in ISO 8601.
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

/// Whether its owner hears of what others do with a post.
#[derive(Debug, Clone, Serialize)]
pub struct Muted {
    /// The owner does not.
    pub muted: bool,
    /// Until when, in seconds; 0 for ever, or where it is not muted.
    pub mute_end_timestamp: i64,
}

impl Muted {
    /// As a post is muted: the outer `None` where it is not, the inner for ever.
    pub fn until(end: Option<Option<Time>>) -> Self {
        Self { muted: end.is_some(), mute_end_timestamp: end.flatten().map_or(0, Time::seconds) }
    }
}

/// Who submitted a post.
#[derive(Debug, Clone, Serialize)]
pub struct Submitted {
    /// It was submitted: true.
    pub is_submission: bool,
    /// The blog that did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_author: Option<String>,
    /// A guest's name; empty where a blog did.
    pub anonymous_name: String,
    /// A guest's mail address; empty where a blog did.
    pub anonymous_email: String,
}

/// What of a person's filters a post meets, as it was typed.
#[derive(Debug, Clone, Serialize)]
pub struct Filtered {
    /// Tags it has.
    pub tags: Vec<String>,
    /// Phrases it contains.
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
            can_reblog: signed_in && post.state == State::Published && !closed,
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
