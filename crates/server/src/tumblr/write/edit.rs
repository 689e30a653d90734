//! `PUT /v2/blog/{blog}/posts/{id}`: changes a post. What is not said stays.

use super::super::call::ApiCall;
use super::super::envelope::ApiReply;
use super::super::error::{Refusal, Subcode};
use super::super::route::{Param, ParamKind};
use super::super::wire::poll;
use super::as_read::AsRead;
use super::common::{self, CommonFields};
use super::fields::PostFields;
use super::files::{self, FilePlacement, bad_content};
use super::{create, owner, written};
use model::{Blog, Post, Via};
use npf::Document;
use tumblelog::{Edit, OwnPost};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("content", ParamKind::List, "Its new blocks, as JSON"),
        Param::new("layout", ParamKind::List, "How they are put together, as JSON"),
    ],
    common::PARAMS,
    &[
        Param::new("hide_trail", ParamKind::Flag, "Carry nothing of the earlier posts any more"),
        Param::new(
            "exclude_trail_items",
            ParamKind::List,
            "Items of the trail it has now to leave out, counted from 0",
        ),
        Param::new(
            "comment",
            ParamKind::Text,
            "Instead of content: the words that a reblog adds, as HTML or Markdown",
        ),
        Param::new("format", ParamKind::Choice(&["html", "markdown"]), "What comment is written in"),
    ],
];

/// Answers.
pub async fn answer_call(mut call: ApiCall) -> Result<ApiReply, Refusal> {
    let fields = PostFields(&call.params);
    let (blog, _) = owner::require_own_blog(&call).await?;
    let id = call.post_id()?;
    let old = owner::own_post(&call, &blog, id).await?;
    let common = CommonFields::read_common(fields, Some(&old))?;
    let content = changed_content(&call, &blog, &old).await?;
    let mut edit = Edit { kind: content.as_ref().map(Document::kind), content, ..Edit::default() };
    edit.hide_trail = fields.flag_value("hide_trail")?.unwrap_or(false);
    edit.exclude_trail_items = create::read_excluded(fields)?;
    common.fill_edit(&mut edit);
    let post = save_edit(&mut call, &old, edit).await?;
    written::answer_changed(&post, &blog.name)
}

/// The blocks the post is to have; `None` where they stay.
async fn changed_content(call: &ApiCall, blog: &Blog, old: &OwnPost) -> Result<Option<Document>, Refusal> {
    let fields = PostFields(&call.params);
    let comment = create::read_comment(call, old.card.post.reblog.is_some())?;
    let has_blocks = comment.is_some() || fields.has("content");
    let sent = match comment {
        Some(comment) => Some(comment),
        None => create::read_content(fields)?,
    };
    let Some(mut new) = sent else {
        return match call.files.0.first() {
            None => Ok(None),
            Some((part, _)) => {
                Err(files::bad_media(format!("{part}: a file needs a block in content that names it")))
            }
        };
    };
    let read = AsRead::of(call, blog, old).await?;
    // A client that changes the tags alone sends the same blocks back: they stay.
    if fields.has("content") && call.files.0.is_empty() && read.is_content(&new, fields.has("layout")) {
        return Ok(None);
    }
    // A layout may be sent alone; it must fit the blocks that stay.
    if !has_blocks {
        new.content = Document::from_json(&old.card.post.content).map(|old| old.content).unwrap_or_default();
    }
    FilePlacement::new(call).fill_document(&mut new)?;
    files::check_document(&mut new)?;
    if new.content.is_empty() && old.card.post.reblog.is_none() {
        return Err(bad_content("content: a post without blocks; at least one is needed".to_owned()));
    }
    poll::date_polls(&mut new, &read.content(), call.app.now());
    Ok(Some(new))
}

/// Edits a post and keeps the files of the request.
///
/// # Errors
/// What the site says of the edit. The files are neither kept nor counted then.
pub async fn save_edit(call: &mut ApiCall, old: &OwnPost, edit: Edit) -> Result<Post, Refusal> {
    let (site, id) = (call.app.site().clone(), old.card.post.id);
    let refused = |error| refusal_of_error(old, error);
    if !call.files.0.is_empty() {
        site.check_edit(id, edit.clone()).await.map_err(refused)?;
        files::keep_for_edit(call).await?;
    }
    site.edit_post(id, edit).await.map_err(refused)
}

/// What is wrong with the answer to a question has a number of its own.
fn refusal_of_error(old: &OwnPost, error: tumblelog::Error) -> Refusal {
    match (&old.extra.via, error) {
        (Via::Ask(_), tumblelog::Error::Invalid(words)) => {
            Refusal::Posting(Subcode::BadAnswer, format!("content: {}", words.0))
        }
        (_, error) => error.into(),
    }
}
