//! `POST /v2/blog/{blog}/posts`: a post in blocks, or a reblog.

use super::super::auth;
use super::super::call::Call;
use super::super::envelope::Reply;
use super::super::error::{Refusal, Subcode};
use super::super::route::{Kind, Param};
use super::super::wire::poll;
use super::common::{self, Common};
use super::fields::Fields;
use super::files::{self, Placing, bad_content};
use super::typed::Typed;
use super::{owner, parent, written};
use model::{Origin, PostId, State};
use npf::Document;
use serde_json::Value;
use std::borrow::Cow;
use tumblelog::{By, NewPost, Submission};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("content", Kind::List, "Its blocks, as JSON"),
        Param::new("layout", Kind::List, "How they are put together, as JSON"),
    ],
    common::PARAMS,
    &[
        Param::new("parent_tumblelog_uuid", Kind::Text, "The blog of the post to reblog"),
        Param::new("parent_post_id", Kind::Number, "The post to reblog"),
        Param::new("reblog_key", Kind::Text, "The key of that post"),
        Param::new("hide_trail", Kind::Flag, "Carry nothing of the earlier posts"),
        Param::new("exclude_trail_items", Kind::List, "Items of the trail to leave out, counted from 0"),
        Param::new(
            "comment",
            Kind::Text,
            "Instead of content: words to add to the reblog, as HTML or Markdown",
        ),
        Param::new("format", Kind::Choice(&["html", "markdown"]), "What comment is written in"),
    ],
];

/// Answers.
pub async fn answer(mut call: Call) -> Result<Reply, Refusal> {
    let fields = Fields(&call.params);
    let common = Common::read(fields, None)?;
    let mut content = match comment(&call)? {
        Some(words) => words,
        None => content(fields)?.unwrap_or_default(),
    };
    let blog = call.blog().await?;
    let submitted = common.state == Some(State::Unapproved) && !call.visitor.owns(blog.id);
    if !submitted {
        owner::own(&call).await?;
    }
    let parent = parent::of_blocks(&call, fields).await?;
    Placing::new(&call).fill(&mut content)?;
    files::check(&mut content)?;
    fit(&content, parent)?;
    poll::date_polls(&mut content, &Document::default(), call.app.now());
    let mut new =
        NewPost { origin: Origin::Api, reblog_of: parent, ..NewPost::new(blog.name.clone(), content) };
    new.hide_trail = fields.flag("hide_trail")?.unwrap_or(false);
    new.exclude_trail_items = excluded(fields)?;
    new.by = Some(auth::account(&call.visitor)?.id);
    common.begin(&mut new);
    if let Some(account) = new.by.filter(|_| !submitted && !call.files.0.is_empty()) {
        call.app.site().room_for(account, &new.content).await?;
    }
    let by = if submitted { Some(owner::primary(&call).await?) } else { None };
    files::keep(call.app.site(), std::mem::take(&mut call.files)).await?;
    let post = match by {
        Some(by) => call.app.site().submit(submission(new, by)?).await?,
        None => call.app.site().publish(new).await?,
    };
    written::made(&post, &blog.name)
}

/// The words of a reblog, where they are sent as in the older way.
///
/// # Errors
/// `comment` beside `content`, or where nothing is reblogged: its words would be lost.
fn comment(call: &Call) -> Result<Option<Document>, Refusal> {
    let fields = Fields(&call.params);
    if fields.text("comment")?.is_none() {
        return Ok(None);
    }
    if fields.has("content") {
        return Err(bad_content("comment and content cannot be combined; use one of them".to_owned()));
    }
    if !fields.has("parent_post_id") {
        return Err(bad_content("comment: only a reblog has a comment; use content".to_owned()));
    }
    Ok(Some(npf::html::parse(&Typed::of(call).html("comment")?)))
}

fn submission(new: NewPost, by: By) -> Result<Submission, Refusal> {
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
pub fn content(fields: Fields<'_>) -> Result<Option<Document>, Refusal> {
    if !fields.has("content") && !fields.has("layout") {
        return Ok(None);
    }
    let (content, layout) = (list(fields, "content")?, list(fields, "layout")?);
    let read = Document::from_values(&content, &layout);
    read.map(Some).map_err(|error| bad_content(error.0))
}

fn list<'a>(fields: Fields<'a>, name: &str) -> Result<Cow<'a, Value>, Refusal> {
    if let Some(value) = fields.json(name) {
        return Ok(Cow::Borrowed(value));
    }
    let Some(text) =
        fields.raw(name).map_err(|_| bad_content(format!("{name}: use JSON, an array of objects")))?
    else {
        return Ok(Cow::Owned(Value::Null));
    };
    let read = serde_json::from_slice(&npf::surrogate::replace_lone(text.as_bytes()));
    read.map(Cow::Owned)
        .map_err(|error| bad_content(format!("{name}: this is not JSON that can be read: {error}")))
}

/// What a post must have, and a reblog may not.
fn fit(content: &Document, parent: Option<PostId>) -> Result<(), Refusal> {
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
pub fn excluded(fields: Fields<'_>) -> Result<Vec<usize>, Refusal> {
    let name = "exclude_trail_items";
    let items = fields.list(name)?.unwrap_or_default();
    let wrong = |text: &str| super::super::params::refuse(name, text, "whole numbers from 0");
    items.into_iter().map(|text| text.parse().map_err(|_| wrong(text))).collect()
}
