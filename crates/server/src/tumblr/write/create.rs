//! `POST /v2/blog/{blog}/posts`: a post in blocks, or a reblog.

use super::super::auth;
use super::super::call::ApiCall;
use super::super::envelope::ApiReply;
use super::super::error::{Refusal, Subcode};
use super::super::route::{Param, ParamKind};
use super::super::wire::poll;
use super::common::{self, CommonFields};
use super::fields::PostFields;
use super::files::{self, FilePlacement, bad_content};
use super::typed::LegacyFields;
use super::{owner, parent, written};
use model::{Origin, PostId, State};
use npf::Document;
use serde_json::Value;
use std::borrow::Cow;
use tumblelog::{Actor, NewPost, Submission};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("content", ParamKind::List, "Its blocks, as JSON"),
        Param::new("layout", ParamKind::List, "How they are put together, as JSON"),
    ],
    common::PARAMS,
    &[
        Param::new("parent_tumblelog_uuid", ParamKind::Text, "The blog of the post to reblog"),
        Param::new("parent_post_id", ParamKind::Number, "The post to reblog"),
        Param::new("reblog_key", ParamKind::Text, "The key of that post"),
        Param::new("hide_trail", ParamKind::Flag, "Carry nothing of the earlier posts"),
        Param::new("exclude_trail_items", ParamKind::List, "Items of the trail to leave out, counted from 0"),
        Param::new(
            "comment",
            ParamKind::Text,
            "Instead of content: words to add to the reblog, as HTML or Markdown",
        ),
        Param::new("format", ParamKind::Choice(&["html", "markdown"]), "What comment is written in"),
    ],
];

/// Answers.
pub async fn answer_call(mut call: ApiCall) -> Result<ApiReply, Refusal> {
    let fields = PostFields(&call.params);
    let common = CommonFields::read_common(fields, None)?;
    let mut content = match read_comment(&call, fields.has("parent_post_id"))? {
        Some(words) => words,
        None => read_content(fields)?.unwrap_or_default(),
    };
    let blog = call.find_blog().await?;
    let submitted = common.state == Some(State::Unapproved) && !call.visitor.owns_blog(blog.id);
    // Anybody may submit to another's blog; all else needs a blog of one's own.
    if !submitted {
        owner::require_own_blog(&call).await?;
    }
    let parent = parent::of_blocks(&call, fields).await?;
    FilePlacement::new(&call).fill_document(&mut content)?;
    files::check_document(&mut content)?;
    check_fit(&content, parent)?;
    poll::date_polls(&mut content, &Document::default(), call.app.now());
    let mut new =
        NewPost { origin: Origin::Api, reblog_of: parent, ..NewPost::new(blog.name.clone(), content) };
    new.hide_trail = fields.flag_value("hide_trail")?.unwrap_or(false);
    new.exclude_trail_items = read_excluded(fields)?;
    new.by = Some(auth::require_account(&call.visitor)?.id);
    common.fill_new_post(&mut new);
    // The daily limits are checked before the files are kept, so that a refusal leaves none behind.
    if let Some(account) = new.by.filter(|_| !submitted && !call.files.0.is_empty()) {
        call.app.site().room_for(account, &new.content).await?;
    }
    let by = if submitted { Some(owner::primary_actor(&call).await?) } else { None };
    files::keep_files(call.app.site(), std::mem::take(&mut call.files)).await?;
    let post = match by {
        Some(by) => call.app.site().submit_post(make_submission(new, by)?).await?,
        None => call.app.site().publish_post(new).await?,
    };
    written::answer_created(&post, &blog.name)
}

/// The words of a reblog, where they are sent as in the older way.
///
/// # Errors
/// `comment` beside `content`, or of a post that is no reblog: its words would be lost.
pub fn read_comment(call: &ApiCall, is_reblog: bool) -> Result<Option<Document>, Refusal> {
    let fields = PostFields(&call.params);
    if fields.text_value("comment")?.is_none() {
        return Ok(None);
    }
    // One of the two would be lost in silence.
    if fields.has("content") {
        return Err(bad_content("comment and content cannot be combined; use one of them".to_owned()));
    }
    if !is_reblog {
        return Err(bad_content("comment: only a reblog has a comment; use content".to_owned()));
    }
    Ok(Some(npf::html::parse(&LegacyFields::of_call(call).html_field("comment")?)))
}

fn make_submission(new: NewPost, by: Actor) -> Result<Submission, Refusal> {
    if new.reblog_of.is_some() {
        return Err(Refusal::Parameter("state: a reblog cannot be submitted to another's blog".to_owned()));
    }
    Ok(Submission {
        to: new.blog,
        by: Some(by),
        guest_name: String::new(),
        guest_email: String::new(),
        content: new.content,
        kind: None,
        tags: new.tags,
    })
}

/// The blocks and layouts, from JSON or as JSON in a form; `None` where there are neither.
///
/// # Errors
/// [`Subcode::BadContent`] for what is no list of objects.
pub fn read_content(fields: PostFields<'_>) -> Result<Option<Document>, Refusal> {
    if !fields.has("content") && !fields.has("layout") {
        return Ok(None);
    }
    let (content, layout) = (read_list(fields, "content")?, read_list(fields, "layout")?);
    let read = Document::from_values(&content, &layout);
    read.map(Some).map_err(|error| bad_content(error.0))
}

fn read_list<'a>(fields: PostFields<'a>, name: &str) -> Result<Cow<'a, Value>, Refusal> {
    if let Some(value) = fields.json_value(name) {
        return Ok(Cow::Borrowed(value));
    }
    let Some(text) =
        fields.raw_value(name).map_err(|_| bad_content(format!("{name}: use JSON, an array of objects")))?
    else {
        return Ok(Cow::Owned(Value::Null));
    };
    let read = serde_json::from_slice(&npf::surrogate::replace_lone(text.as_bytes()));
    read.map(Cow::Owned)
        .map_err(|error| bad_content(format!("{name}: this is not JSON that can be read: {error}")))
}

/// What a post must have, and a reblog may not.
fn check_fit(content: &Document, parent: Option<PostId>) -> Result<(), Refusal> {
    match parent {
        None if content.content.is_empty() => {
            Err(bad_content("content: a post without blocks; at least one is needed".to_owned()))
        }
        Some(_) if files::has_film(content) => Err(Refusal::Posting(
            Subcode::VideoInReblog,
            "content: a reblog may not add a film of its own; a link to one is accepted".to_owned(),
        )),
        _ => Ok(()),
    }
}

/// `exclude_trail_items`.
///
/// # Errors
/// Anything but whole numbers.
pub fn read_excluded(fields: PostFields<'_>) -> Result<Vec<usize>, Refusal> {
    let name = "exclude_trail_items";
    let items = fields.list_values(name)?.unwrap_or_default();
    let wrong = |text: &str| super::super::params::refuse_value(name, text, "whole numbers from 0");
    items.into_iter().map(|text| text.parse().map_err(|_| wrong(text))).collect()
}
