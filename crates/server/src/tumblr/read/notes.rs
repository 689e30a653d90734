//! `GET /v2/blog/{blog}/notes`: the notes of a post, newest first.

use crate::tumblr::call::{ApiCall, no_post};
use crate::tumblr::envelope::ApiReply;
use crate::tumblr::error::Refusal;
use crate::tumblr::links::Links;
use crate::tumblr::params::refuse_value;
use crate::tumblr::route::{Param, ParamKind};
use crate::tumblr::wire::ObjectBuilder;
use crate::tumblr::wire::note::NoteObject;
use model::{ActorName, NoteKind, PostId, Time};
use schemars::JsonSchema;
use serde::Serialize;
use tumblelog::{NoteCursor, NoteMode, NotePage};

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
        "Notes before this second; in a conversation, before this microsecond. Up to 1,000 notes of one second come in one page",
    ),
    Param::new(
        "page_number",
        ParamKind::Text,
        "Where a page before said that the next begins; goes before before_timestamp",
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
    let from = read_start(&call, mode)?;
    let id = call.params.post_id("id")?;
    let id = id.ok_or_else(|| Refusal::Parameter("id: say which post; its id is accepted".to_owned()))?;
    let blog = call.find_blog().await?;
    let site = call.app.site();
    let page = site.note_page(blog.id, id, mode, from.clone()).await?.ok_or_else(|| no_post(id))?;
    let conversation = mode == NoteMode::Conversation;
    // Only the first page carries the rollup: it does not change while paging.
    let rollup = match conversation && from.is_none() {
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
            let at = if conversation { next.at.0.saturating_mul(1000) } else { next.at.seconds() };
            let place = [("before_timestamp", at.to_string()), ("page_number", cursor_text(&next))];
            Links::next_link(&call, &place, &[])
        }),
    })
}

/// Where the page begins; `None` for the newest note.
fn read_start(call: &ApiCall, mode: NoteMode) -> Result<Option<NoteCursor>, Refusal> {
    let Some(text) = call.params.text_value("page_number") else {
        return Ok(read_before(call, mode)?.map(NoteCursor::before_moment));
    };
    let cursor = parse_cursor(text);
    cursor
        .map(Some)
        .ok_or_else(|| refuse_value("page_number", text, "what the _links.next of a page before carries"))
}

/// A cursor as `page_number` carries it: milliseconds, kind, id of the reblog or 0, and blog.
fn cursor_text(cursor: &NoteCursor) -> String {
    match &cursor.last {
        Some((kind, blog, post)) => {
            format!("{}.{}.{}.{blog}", cursor.at.0, kind.name(), post.map_or(0, |id| id.0))
        }
        None => cursor.at.0.to_string(),
    }
}

fn parse_cursor(text: &str) -> Option<NoteCursor> {
    let mut fields = text.splitn(4, '.');
    let at = Time::from_millis(fields.next()?.parse().ok()?).ok()?;
    let Some(kind) = fields.next() else { return Some(NoteCursor::before_moment(at)) };
    let kind = [NoteKind::Like, NoteKind::Reblog, NoteKind::Reply].into_iter().find(|k| k.name() == kind)?;
    let post = fields.next()?.parse().ok().filter(|id: &i64| *id >= 0)?;
    let blog = ActorName::parse(fields.next()?).ok()?;
    Some(NoteCursor { at, last: Some((kind, blog, (post > 0).then_some(PostId(post)))) })
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
