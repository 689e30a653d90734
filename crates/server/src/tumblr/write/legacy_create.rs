//! `POST /v2/blog/{blog}/post`: a post of an older type.

use super::super::call::Call;
use super::super::envelope::Reply;
use super::super::error::Refusal;
use super::super::route::Param;
use super::common::{self, Common};
use super::fields::Fields;
use super::typed::{self, Typed};
use super::{files, legacy_fields, merge, owner, written};
use model::{Origin, PostType};
use npf::Document;
use tumblelog::NewPost;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[legacy_fields::TYPED, common::PARAMS];

/// Answers.
pub async fn answer(mut call: Call) -> Result<Reply, Refusal> {
    let (blog, by) = owner::own(&call).await?;
    let common = Common::read(Fields(&call.params), None)?;
    let kind = typed::kind(Fields(&call.params))?.unwrap_or(PostType::Text);
    if kind == PostType::Answer {
        return Err(Refusal::Parameter(
            "type: an answer is made by answering a question of the inbox; edit that post and publish it"
                .to_owned(),
        ));
    }
    typed::take_files(&mut call).await?;
    let mut content = Typed::of(&call).document(kind)?;
    check(kind, &mut content)?;
    let mut new =
        NewPost { origin: Origin::Api, kind: Some(kind), by: by.account, ..NewPost::new(by.blog, content) };
    common.begin(&mut new);
    if let Some(account) = new.by.filter(|_| !call.files.0.is_empty()) {
        call.app.site().room_for(account, &new.content).await?;
    }
    files::keep(call.app.site(), std::mem::take(&mut call.files)).await?;
    let post = call.app.site().publish(new).await?;
    written::made(&post, &blog.name)
}

/// Checks what a post of an older type has become; its client knows the fields and not the blocks.
///
/// # Errors
/// What is wrong, with the names of the fields it came from.
pub fn check(kind: PostType, content: &mut Document) -> Result<(), Refusal> {
    content.normalise();
    if !merge::whole(kind, content) {
        let needed = merge::needed(kind);
        return Err(Refusal::Parameter(format!("{needed}: a {kind} post cannot be without it")));
    }
    content.validate().map_err(|problems| {
        let (lead, rest) = merge::halves(kind);
        let lines: Vec<&str> = problems.iter().take(5).map(|problem| problem.message.as_str()).collect();
        Refusal::Parameter(format!("{}: {}", [lead, rest].concat().join(", "), lines.join("; ")))
    })
}
