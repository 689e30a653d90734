//! `POST /v2/blog/{blog}/post/edit`: changes a post by the fields of its older type. What is not said stays.

use super::super::call::ApiCall;
use super::super::envelope::ApiReply;
use super::super::error::Refusal;
use super::super::route::{Param, ParamKind};
use super::as_read::AsRead;
use super::common::{self, CommonFields};
use super::fields::PostFields;
use super::typed::{self, LegacyFields};
use super::{edit, files, legacy_create, legacy_fields, merge, owner, written};
use model::{Post, PostType};
use npf::Document;
use tumblelog::Edit;

/// Its parameters.
pub const PARAMS: &[&[Param]] =
    &[&[Param::new("id", ParamKind::Number, "The post")], legacy_fields::TYPED, common::PARAMS];

/// Fields that hold the words of a reblog.
const COMMENTS: [&str; 6] = ["comment", "body", "caption", "description", "source", "conversation"];

/// Answers.
pub async fn answer_call(mut call: ApiCall) -> Result<ApiReply, Refusal> {
    let id = PostFields(&call.params).needed_id("id")?;
    let asked = typed::read_kind(PostFields(&call.params))?;
    let (blog, _) = owner::require_own_blog(&call).await?;
    let old = owner::own_post(&call, &blog, id).await?;
    let common = CommonFields::read_common(PostFields(&call.params), Some(&old))?;
    let read = AsRead::of(&call, &blog, &old).await?;
    typed::take_files(&mut call).await?;
    let typed = LegacyFields::of_call(&call);
    let base = &call.app.settings().base_url;
    let mut edit = match &old.card.post {
        reblog if reblog.reblog.is_some() => {
            Edit { content: read_comment(&typed, &read, &old.card.document, base)?, ..Edit::default() }
        }
        post => changed_content(&typed, asked, post, &read, base)?,
    };
    common.fill_edit(&mut edit);
    let post = edit::save_edit(&mut call, &old, edit).await?;
    written::answer_changed(&post, &blog.name)
}

/// The words that a reblog adds.
fn read_comment(
    typed: &LegacyFields<'_>,
    read: &AsRead,
    old: &Document,
    base: &str,
) -> Result<Option<Document>, Refusal> {
    if let Some((part, _)) = typed.files.first() {
        return Err(files::bad_media(format!("{part}: a reblog takes no file; its comment may be changed")));
    }
    // Clients put the comment into the field of the type that they read.
    let Some(name) = COMMENTS.into_iter().find(|name| read.is_changed(typed.fields, name)) else {
        return Ok(None);
    };
    let mut content = npf::html::parse(&read.without_trail(&typed.html_field(name)?));
    files::make_relative(&mut content, base);
    merge::restore_pictures(&mut content, old);
    files::check_document(&mut content)?;
    Ok(Some(content))
}

fn changed_content(
    typed: &LegacyFields<'_>,
    asked: Option<PostType>,
    post: &Post,
    read: &AsRead,
    base: &str,
) -> Result<Edit, Refusal> {
    let said = |names: &[&str]| names.iter().any(|name| read.is_changed(typed.fields, name));
    let kind = form_of(asked, post, read, &said);
    let (lead, rest) = merge::field_halves(kind);
    let (lead_said, rest_said) = (said(lead) || !typed.files.is_empty(), said(rest));
    if !lead_said && !rest_said {
        return Ok(Edit::default());
    }
    let old = Document::from_json(&post.content).unwrap_or_default();
    let new_lead = if lead_said { Some(first_half(typed, kind, &old, &said)?) } else { None };
    let new_rest = if rest_said { Some(typed.without(lead, false).to_document(kind)?) } else { None };
    let mut content = match kind {
        PostType::Answer => merge::answered(&old, new_rest.unwrap_or_default()),
        _ => merge::join_documents(kind, old.clone(), new_lead, new_rest),
    };
    // Answers carry whole addresses; kept as such, own files would look like foreign ones.
    files::make_relative(&mut content, base);
    merge::restore_pictures(&mut content, &old);
    if kind == PostType::Answer {
        return Ok(Edit { content: Some(content), ..Edit::default() });
    }
    legacy_create::check_content(kind, &mut content)?;
    // A post whose blocks the fields of its type cannot hold is read as a text, and stays what it is.
    let stays = kind == read.kind() && merge::is_whole(post.kind, &content);
    Ok(Edit { kind: Some(if stays { post.kind } else { kind }), content: Some(content), ..Edit::default() })
}

/// The type whose fields are sent: the one that is named, or that of the post, or the one it is read as.
fn form_of(asked: Option<PostType>, post: &Post, read: &AsRead, said: &impl Fn(&[&str]) -> bool) -> PostType {
    if post.kind == PostType::Answer {
        return PostType::Answer;
    }
    let (lead, rest) = merge::field_halves(post.kind);
    match asked {
        Some(kind) if kind != PostType::Answer => kind,
        _ if said(lead) || said(rest) => post.kind,
        _ => read.kind(),
    }
}

/// The first half of a post from the fields that were sent; the other fields stay.
fn first_half(
    typed: &LegacyFields<'_>,
    kind: PostType,
    old: &Document,
    said: &impl Fn(&[&str]) -> bool,
) -> Result<Document, Refusal> {
    let (_, rest) = merge::field_halves(kind);
    let of_pictures = said(&["source", "data", "data64"]) || !typed.files.is_empty();
    // Only the link changes: the pictures were not sent, so they must stay.
    if kind == PostType::Photo && !of_pictures {
        return Ok(merge::relinked_pictures(old, &typed.address_field("link")?));
    }
    let new = typed.without(rest, true).to_document(kind)?;
    Ok(match kind {
        PostType::Link => merge::patched_link(old, new, |name| said(&[name])),
        _ => new,
    })
}
