//! `PUT /v2/blog/{blog}/posts/{id}`: changes a post. What is not said stays.

use super::super::call::Call;
use super::super::envelope::Reply;
use super::super::error::{Refusal, Subcode};
use super::super::route::{Kind, Param};
use super::common::{self, Common};
use super::fields::Fields;
use super::files::{self, Placing, bad_content};
use super::{create, owner, written};
use model::Via;
use npf::Document;
use tumblelog::{Edit, OwnPost};

/// Its parameters.
pub const PARAMS: &[&[Param]] = &[
    &[
        Param::new("content", Kind::List, "Its new blocks, as JSON"),
        Param::new("layout", Kind::List, "How they are put together, as JSON"),
    ],
    common::PARAMS,
];

/// Answers.
pub async fn answer(mut call: Call) -> Result<Reply, Refusal> {
    let fields = Fields(&call.params);
    let common = Common::read(fields)?;
    let mut content = create::content(fields)?;
    let (blog, _) = owner::own(&call).await?;
    let id = call.post_id()?;
    let old = owner::own_post(&call, &blog, id).await?;
    if let (None, Some((part, _))) = (&content, call.files.0.first()) {
        return Err(files::bad_media(format!("{part}: a file needs a block in content that names it")));
    }
    if let Some(new) = &mut content {
        if !fields.has("content") {
            new.content =
                Document::from_json(&old.card.post.content).map(|old| old.content).unwrap_or_default();
        }
        Placing::new(&call).fill(new)?;
        files::check(new)?;
        if new.content.is_empty() && old.card.post.reblog.is_none() {
            return Err(bad_content("content: a post without blocks; at least one is needed".to_owned()));
        }
    }
    let mut edit = Edit { kind: content.as_ref().map(Document::kind), content, ..Edit::default() };
    common.change(&mut edit);
    files::keep_for_edit(&mut call).await?;
    let post = call.app.site().edit(id, edit).await.map_err(|error| refusal(&old, error))?;
    written::changed(&post, &blog.name)
}

/// What is wrong with the answer to a question has a number of its own.
pub fn refusal(old: &OwnPost, error: tumblelog::Error) -> Refusal {
    match (&old.extra.via, error) {
        (Via::Ask(_), tumblelog::Error::Invalid(words)) => {
            Refusal::Posting(Subcode::BadAnswer, format!("content: {}", words.0))
        }
        (_, error) => error.into(),
    }
}
