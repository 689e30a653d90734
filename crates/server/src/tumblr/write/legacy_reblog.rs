//! `POST /v2/blog/{blog}/post/reblog`: a reblog, in the older way.

use super::super::call::ApiCall;
use super::super::envelope::ApiReply;
use super::super::error::Refusal;
use super::super::route::{Param, ParamKind};
use super::common::{self, CommonFields};
use super::fields::PostFields;
use super::typed::LegacyFields;
use super::{files, owner, parent, written};
use model::Origin;
use tumblelog::NewPost;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("id", ParamKind::Number, "The post"),
        Param::new("reblog_key", ParamKind::Text, "Its key"),
        Param::new("comment", ParamKind::Text, "Words to add"),
        Param::new("format", ParamKind::Choice(&["html", "markdown"]), "What they are written in"),
        Param::new(
            "native_inline_images",
            ParamKind::Flag,
            "Ignored: pictures in the words are blocks of their own always",
        ),
        Param::new("tweet", ParamKind::Text, "Ignored"),
    ],
    common::PARAMS,
];

/// Answers.
pub async fn answer_call(call: ApiCall) -> Result<ApiReply, Refusal> {
    let fields = PostFields(&call.params);
    let (blog, by) = owner::require_own_blog(&call).await?;
    let id = fields.needed_id("id")?;
    let common = CommonFields::read_common(fields, None)?;
    if let Some((part, _)) = call.files.0.first() {
        return Err(files::bad_media(format!(
            "{part}: a reblog takes no file; its comment may have pictures"
        )));
    }
    let parent =
        parent::find_parent(&call, ("id", id), ("reblog_key", fields.text_value("reblog_key")?)).await?;
    let mut content = npf::html::parse(&LegacyFields::of_call(&call).html_field("comment")?);
    files::check_document(&mut content)?;
    let mut new =
        NewPost { origin: Origin::Api, by: by.account(), ..NewPost::new(blog.name.clone(), content) };
    new.reblog_of = Some(parent);
    common.fill_new_post(&mut new);
    let post = call.app.site().publish_post(new).await?;
    written::answer_created(&post, &blog.name)
}
