//! The post that is reblogged, as a client names it.

use super::super::blog_id;
use super::super::call::ApiCall;
use super::super::error::{Refusal, Subcode};
use super::fields::PostFields;
use model::PostId;
use tumblelog::permission::rules;
use tumblelog::{BlogLookup, ListExtras};

/// The post of an id, when its key is shown.
///
/// # Errors
/// [`Subcode::BadParent`] where there is no such post or the key is another's; `id` and `key` are their fields.
pub async fn find_parent(
    call: &ApiCall,
    id: (&str, PostId),
    key: (&str, Option<&str>),
) -> Result<PostId, Refusal> {
    let shown = key.1.ok_or_else(|| bad_parent(format!("{}: the post's key is missing", key.0)))?;
    let site = call.app.site();
    if !find_visible(call, id.1, None).await? {
        return Err(bad_parent(format!("{}: there is no post {} to reblog", id.0, id.1)));
    }
    match site.is_reblog_key(id.1, shown) {
        true => Ok(id.1),
        false => Err(bad_parent(format!("{}: this is not the key of the post {}", key.0, id.1))),
    }
}

/// The post that `parent_post_id` and the fields beside it name; `None` where nothing is reblogged.
///
/// # Errors
/// As [`find_parent`]; also for a post of another blog than `parent_tumblelog_uuid` says.
pub async fn of_blocks(call: &ApiCall, fields: PostFields<'_>) -> Result<Option<PostId>, Refusal> {
    let id = fields.post_id("parent_post_id")?;
    let key = fields.text_value("reblog_key")?;
    let blog = fields.text_value("parent_tumblelog_uuid")?;
    let Some(id) = id else {
        return match (key, blog) {
            (None, None) => Ok(None),
            _ => Err(bad_parent("parent_post_id: the id of the post to reblog is missing".to_owned())),
        };
    };
    let found = find_parent(call, ("parent_post_id", id), ("reblog_key", key)).await?;
    if let Some(text) = blog {
        let named = blog_id::parse_blog_id(text, call.app.settings());
        if !find_visible(call, id, Some(named)).await? {
            return Err(bad_parent(format!("parent_tumblelog_uuid: the post {id} is not of this blog")));
        }
    }
    Ok(Some(found))
}

/// Whether a post is published, and on this blog where one is named.
async fn find_visible(call: &ApiCall, id: PostId, blog: Option<Option<BlogLookup>>) -> Result<bool, Refusal> {
    let site = call.app.site();
    let on = match blog {
        None => None,
        Some(None) => return Ok(false),
        Some(Some(named)) => match site.find_blog(named).await? {
            Some(blog) => Some(blog.id),
            None => return Ok(false),
        },
    };
    let page = site.read_single_post(id, ListExtras::default()).await?.unwrap_or_default();
    Ok(page
        .cards
        .first()
        .is_some_and(|card| rules::is_public(&card.post) && on.is_none_or(|blog| blog == card.post.blog)))
}

fn bad_parent(words: String) -> Refusal {
    Refusal::Posting(Subcode::BadParent, words)
}
