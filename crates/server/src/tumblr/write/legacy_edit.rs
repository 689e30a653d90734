//! `POST /v2/blog/{blog}/post/edit`: changes a post by the fields of its older type. What is not said stays.

use super::super::call::Call;
use super::super::envelope::Reply;
use super::super::error::Refusal;
use super::super::route::{Kind, Param};
use super::common::{self, Common};
use super::fields::Fields;
use super::typed::{self, Typed};
use super::{edit, files, legacy_create, legacy_fields, merge, owner, written};
use model::{Post, PostType};
use npf::Document;
use tumblelog::Edit;

/// Its parameters.
pub const PARAMS: &[&[Param]] =
    &[&[Param::new("id", Kind::Number, "The post")], legacy_fields::TYPED, common::PARAMS];

/// Fields that hold the words of a reblog.
const COMMENTS: [&str; 6] = ["comment", "body", "caption", "description", "source", "conversation"];

/// Answers.
pub async fn answer(mut call: Call) -> Result<Reply, Refusal> {
    let id = Fields(&call.params).needed_id("id")?;
    let common = Common::read(Fields(&call.params))?;
    let asked = typed::kind(Fields(&call.params))?;
    let (blog, _) = owner::own(&call).await?;
    let old = owner::own_post(&call, &blog, id).await?;
    typed::take_files(&mut call).await?;
    let typed = Typed::of(&call);
    let mut edit = match &old.card.post {
        reblog if reblog.reblog.is_some() => Edit { content: comment(&typed)?, ..Edit::default() },
        post => changed(&typed, asked, post)?,
    };
    common.change(&mut edit);
    files::keep_for_edit(&mut call).await?;
    let post = call.app.site().edit(id, edit).await.map_err(|error| edit::refusal(&old, error))?;
    written::changed(&post, &blog.name)
}

/// The words that a reblog adds.
fn comment(typed: &Typed<'_>) -> Result<Option<Document>, Refusal> {
    if let Some((part, _)) = typed.files.first() {
        return Err(files::bad_media(format!("{part}: a reblog takes no file; its comment may be changed")));
    }
    let Some(name) = COMMENTS.into_iter().find(|name| typed.fields.has(name)) else { return Ok(None) };
    let mut content = npf::html::parse(&typed.html(name)?);
    files::check(&mut content)?;
    Ok(Some(content))
}

fn changed(typed: &Typed<'_>, asked: Option<PostType>, post: &Post) -> Result<Edit, Refusal> {
    let kind = asked.filter(|_| post.kind != PostType::Answer).unwrap_or(post.kind);
    let (lead, rest) = merge::halves(kind);
    let said = |names: &[&str]| names.iter().any(|name| typed.fields.has(name));
    let spoken = (said(lead) || !typed.files.is_empty(), said(rest));
    if spoken == (false, false) {
        return Ok(Edit::default());
    }
    let new = typed.document(kind)?;
    if kind == PostType::Answer {
        return Ok(Edit { content: Some(new), ..Edit::default() });
    }
    let old = Document::from_json(&post.content).unwrap_or_default();
    let mut content = merge::joined(kind, old, new, spoken);
    legacy_create::check(kind, &mut content)?;
    Ok(Edit { content: Some(content), kind: Some(kind), ..Edit::default() })
}
