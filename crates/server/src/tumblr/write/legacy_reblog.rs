//! `POST /v2/blog/{blog}/post/reblog`: a reblog, in the older way.

use super::super::call::Call;
use super::super::envelope::Reply;
use super::super::error::Refusal;
use super::super::route::{Kind, Param};
use super::common::{self, Common};
use super::fields::Fields;
use super::typed::Typed;
use super::{files, owner, parent, written};
use model::Origin;
use tumblelog::NewPost;

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("id", Kind::Number, "The post"),
        Param::new("reblog_key", Kind::Text, "Its key"),
        Param::new("comment", Kind::Text, "Words to add"),
        Param::new("format", Kind::Choice(&["html", "markdown"]), "What they are written in"),
        Param::new(
            "native_inline_images",
            Kind::Flag,
            "Ignored: pictures in the words are blocks of their own always",
        ),
        Param::new("tweet", Kind::Text, "Ignored"),
    ],
    common::PARAMS,
];

/// Answers.
pub async fn answer(call: Call) -> Result<Reply, Refusal> {
    let fields = Fields(&call.params);
    let (blog, by) = owner::own(&call).await?;
    let id = fields.needed_id("id")?;
    let common = Common::read(fields, None)?;
    if let Some((part, _)) = call.files.0.first() {
        return Err(files::bad_media(format!(
            "{part}: a reblog takes no file; its comment may have pictures"
        )));
    }
    let parent = parent::find(&call, ("id", id), ("reblog_key", fields.text("reblog_key")?)).await?;
    let mut content = npf::html::parse(&Typed::of(&call).html("comment")?);
    files::check(&mut content)?;
    let mut new = NewPost { origin: Origin::Api, by: by.account, ..NewPost::new(by.blog, content) };
    new.reblog_of = Some(parent);
    common.begin(&mut new);
    let post = call.app.site().publish(new).await?;
    written::made(&post, &blog.name)
}
