//! `GET /v2/blog/{blog}/notes`: the notes of a post, newest first.

use crate::tumblr::call::{ApiCall, no_post};
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::params::refuse_value;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::note::NoteObject;
use model::Time;
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::{NoteMode, NotePage};

const MODES: &[(&str, NoteMode)] = &[
    ("all", NoteMode::All),
    ("likes", NoteMode::Likes),
    ("conversation", NoteMode::Conversation),
    ("rollup", NoteMode::Rollup),
    ("reblogs_with_tags", NoteMode::ReblogsWithTags),
];

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[&[
    Param::new("id", ParamKind::Number, "The post"),
    Param::new(
        "mode",
        ParamKind::Choice(&["all", "likes", "conversation", "rollup", "reblogs_with_tags"]),
        "Which notes; all if not given",
    ),
    Param::new(
        "before_timestamp",
        ParamKind::Number,
        "Notes before this second; in a conversation, before this microsecond",
    ),
]];

/// A page of the notes of a post.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Notes {
    /// The notes, newest first.
    notes: Vec<NoteObject>,
    /// In the mode `conversation`, on its first page: the newest of the notes that the mode leaves out. Empty on the
    /// other pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    rollup_notes: Option<Vec<NoteObject>>,
    /// The number of all notes of the post.
    total_notes: i64,
    /// In the mode `conversation`: the number of likes that the site holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_likes: Option<i64>,
    /// In the mode `conversation`: the number of reblogs that the site holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_reblogs: Option<i64>,
    /// The link to the next page. Absent on the last page.
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Links>,
}

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let mut maker = ObjectBuilder::of_call(&call)?;
    let mode = call.params.choice_value("mode", MODES)?.unwrap_or_default();
    let before = read_before(&call, mode)?;
    let id = call.params.post_id("id")?;
    let id = id.ok_or_else(|| Refusal::Parameter("id: say which post; its id is accepted".to_owned()))?;
    let blog = call.find_blog().await?;
    let site = call.app.site();
    let page = site.note_page(blog.id, id, mode, before).await?.ok_or_else(|| no_post(id))?;
    let conversation = mode == NoteMode::Conversation;
    // Only the first page carries the rollup: it does not change while paging.
    let rollup = match conversation && before.is_none() {
        true => site.note_page(blog.id, id, NoteMode::Rollup, None).await?,
        false => None,
    };
    let pages = std::iter::once(&page).chain(&rollup);
    let others: Vec<model::BlogId> =
        pages.flat_map(|page| &page.notes).filter_map(|note| Some(note.blog.as_ref()?.id)).collect();
    maker.load_related(&[], &others).await?;
    let shown = |page: &NotePage, mode| page.notes.iter().map(|note| maker.note_shown(note, mode)).collect();
    ApiReply::ok(&Notes {
        notes: shown(&page, mode),
        rollup_notes: conversation
            .then(|| rollup.map(|page| shown(&page, NoteMode::Rollup)).unwrap_or_default()),
        total_notes: page.total,
        total_likes: conversation.then_some(page.likes),
        total_reblogs: conversation.then_some(page.reblogs),
        links: page.next.map(|next| {
            // The original gives microseconds in conversations and seconds elsewhere; clients send
            // them back.
            let at = if conversation { next.0.saturating_mul(1000) } else { next.seconds() };
            Links::next_link(&call, &[("before_timestamp", at.to_string())], &[])
        }),
    })
}

/// Seconds, and microseconds in a conversation.
fn read_before(call: &ApiCall, mode: NoteMode) -> Result<Option<Time>, Refusal> {
    if mode != NoteMode::Conversation {
        return call.params.time_value("before_timestamp");
    }
    let Some(at) = call.params.number_value("before_timestamp", 0..=i64::MAX)? else { return Ok(None) };
    let time = Time::from_millis(at.div_euclid(1000));
    time.map(Some).map_err(|_| refuse_value("before_timestamp", &at.to_string(), "microseconds since 1970"))
}
