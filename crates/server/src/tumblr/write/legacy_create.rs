//! `POST /v2/blog/{blog}/post`: a post of an older type.

use super::super::call::ApiCall;
use super::super::envelope::ApiReply;
use super::super::error::Refusal;
use super::super::route::Param;
use super::common::{self, CommonFields};
use super::fields::PostFields;
use super::typed::{self, LegacyFields};
use super::{files, legacy_fields, merge, owner, written};
use model::{Origin, PostType};
use npf::Document;
use tumblelog::NewPost;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[legacy_fields::TYPED, common::PARAMS];

/// Answers.
pub async fn answer_call(mut call: ApiCall) -> Result<ApiReply, Refusal> {
    let (blog, by) = owner::require_own_blog(&call).await?;
    let common = CommonFields::read_common(PostFields(&call.params), None)?;
    let kind = typed::read_kind(PostFields(&call.params))?.unwrap_or(PostType::Text);
    if kind == PostType::Answer {
        return Err(Refusal::Parameter(
            "type: an answer is made by answering a question of the inbox; edit that post and publish it"
                .to_owned(),
        ));
    }
    typed::take_files(&mut call).await?;
    let mut content = LegacyFields::of_call(&call).to_document(kind)?;
    check_content(kind, &mut content)?;
    let mut new = NewPost {
        origin: Origin::Api,
        kind: Some(kind),
        by: by.account(),
        ..NewPost::new(blog.name.clone(), content)
    };
    common.fill_new_post(&mut new);
    // The limits are checked before the files are kept, so that a refusal leaves none behind.
    if let Some(account) = new.by.filter(|_| !call.files.0.is_empty()) {
        call.app.site().room_for(account, &new.content).await?;
    }
    files::keep_files(call.app.site(), std::mem::take(&mut call.files)).await?;
    let post = call.app.site().publish_post(new).await?;
    written::answer_created(&post, &blog.name)
}

/// Checks what a post of an older type has become; its client knows the fields and not the blocks.
///
/// # Errors
/// What is wrong, with the names of the fields it came from.
pub fn check_content(kind: PostType, content: &mut Document) -> Result<(), Refusal> {
    // Blank blocks are gone first: a post of them alone must count as empty.
    content.normalise();
    if !merge::is_whole(kind, content) {
        let needed = merge::needed_field(kind);
        return Err(Refusal::Parameter(format!("{needed}: a {kind} post cannot be without it")));
    }
    content.validate().map_err(|problems| {
        // The client sent fields and no blocks, so the message names fields and not places.
        let (lead, rest) = merge::field_halves(kind);
        let lines: Vec<&str> = problems.iter().take(5).map(|problem| problem.message.as_str()).collect();
        Refusal::Parameter(format!("{}: {}", [lead, rest].concat().join(", "), lines.join("; ")))
    })
}
