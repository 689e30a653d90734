//! Whether an actor may do something to an object.

use super::act::{Act, Object, Target};
use super::standing::Standing;
use super::{blog_rules, post_rules, rules, standing};
use crate::account::actor;
use crate::{Error, Result, Site};
use model::{Actor, Blog, Post};
use store::{Tx, blog_settings, post_media, posts};

/// Refuses what an actor may not do, in words for a person.
///
/// # Errors
/// [`Error::NotFound`] for what is not there to the actor; [`Error::Refused`] for what is there and may not be done;
/// [`Error::Invalid`] for what nobody does, such as following oneself or liking a file.
pub(crate) fn check_permission(tx: &mut Tx<'_>, actor: &Actor, act: Act, object: &Object<'_>) -> Result<()> {
    let standing = Standing::read_standing(tx, actor)?;
    if let Object::Post(post) = object {
        // A post that one may not open is not there, whatever one wants to do with it and may do elsewhere.
        let sees = standing.site || rules::may_view_post(standing.readable_blogs(), post);
        if !sees {
            return Err(post_rules::no_post(post.id));
        }
    }
    standing::ensure_scopes(actor, act)?;
    match object {
        Object::Post(post) => check_post(tx, actor, &standing, act, post),
        Object::Blog(blog) => check_blog(tx, actor, &standing, act, blog),
        Object::Subjects if act == Act::ManageSubjects => match standing.moderator || standing.site {
            true => Ok(()),
            false => Err(Error::Refused("only moderators change which tags are one subject".into())),
        },
        Object::File(hash) if act == Act::ViewFile => check_file(tx, &standing, hash),
        Object::Subjects | Object::File(_) => Err(no_such_act(act)),
    }
}

fn no_such_act(act: Act) -> Error {
    model::Invalid::new(format!("{act:?} is not done to this")).into()
}

fn check_post(tx: &mut Tx<'_>, actor: &Actor, standing: &Standing, act: Act, post: &Post) -> Result<()> {
    match act {
        Act::ViewPost => Ok(()),
        Act::ListPost if post.listed() => Ok(()),
        Act::ListPost => Err(post_rules::no_post(post.id)),
        Act::Like | Act::Reply => post_rules::authorize_note(tx, actor, act, post).map(drop),
        Act::Reblog => post_rules::authorize_reblog(tx, actor, post).map(drop),
        Act::EditPost | Act::DeletePost => {
            let blog = actor::read_blog(tx, post.blog)?;
            ensure_owner(standing, &blog)
        }
        Act::ViewDecisions => {
            let judges = rules::judges_post(standing.moderator, &standing.blogs, post);
            if standing.site || judges { Ok(()) } else { Err(post_rules::no_post(post.id)) }
        }
        Act::WithholdPost => match (standing.site || standing.moderator) && rules::is_public(post) {
            true => Ok(()),
            // To a moderator who owns it, an unpublished post is there, but there is no list to withhold it from.
            false if standing.site || standing.moderator => Err(post_rules::no_post(post.id)),
            false => Err(Error::Refused("only moderators withhold posts".into())),
        },
        _ => Err(no_such_act(act)),
    }
}

fn ensure_owner(standing: &Standing, blog: &Blog) -> Result<()> {
    match standing.site || rules::owns_blog(&standing.blogs, blog.id) {
        true => Ok(()),
        false => Err(Error::Refused(format!("only its owner may do this to the blog {}", blog.name))),
    }
}

fn check_blog(tx: &mut Tx<'_>, actor: &Actor, standing: &Standing, act: Act, blog: &Blog) -> Result<()> {
    match act {
        Act::Follow => blog_rules::authorize_follow(tx, actor, blog).map(drop),
        Act::Ask | Act::AskAnonymously | Act::Submit => {
            blog_rules::authorize_sender(tx, actor, blog.id, act).map(drop)
        }
        Act::ViewUnpublished | Act::ManageBlog => ensure_owner(standing, blog),
        Act::DescribeBlog if standing.moderator => Ok(()),
        Act::DescribeBlog => ensure_owner(standing, blog),
        Act::ViewLikes | Act::ViewFollowing => {
            let settings = blog_settings::read_blog_settings(tx, blog.id)?;
            let (shared, what) = match act {
                Act::ViewLikes => (settings.share_likes, "what it likes"),
                _ => (settings.share_following, "whom it follows"),
            };
            match standing.site || rules::may_view_shared(standing.readable_blogs(), blog.id, shared) {
                true => Ok(()),
                false => Err(Error::Refused(format!("the blog {} does not share {what}", blog.name))),
            }
        }
        _ => Err(no_such_act(act)),
    }
}

fn check_file(tx: &mut Tx<'_>, standing: &Standing, hash: &str) -> Result<()> {
    let own: Vec<i64> = standing.readable_blogs().iter().map(|blog| blog.0).collect();
    let may = match post_media::visibility(tx, hash)? {
        Some(public) => public || standing.site || post_media::on_blogs(tx, hash, &own)?,
        // Until all older posts have been read, nobody can tell; older versions served every file.
        None => post_media::backfill_progress(tx)?.is_some(),
    };
    if may { Ok(()) } else { Err(Error::NotFound("there is no such file".into())) }
}

impl Site {
    /// Whether an actor may do something, and if not, why not.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what is not there to the actor; [`Error::Refused`] for what may not be done;
    /// [`Error::Invalid`] for an act that is not done to such a target.
    pub async fn can(&self, actor: &Actor, act: Act, target: Target) -> Result<()> {
        let actor = actor.clone();
        self.store
            .read(move |tx| match &target {
                Target::Post(id) => {
                    let placed = posts::by_id(tx, *id)?.ok_or_else(|| post_rules::no_post(*id))?;
                    check_permission(tx, &actor, act, &Object::Post(&placed.post))
                }
                Target::Blog(name) => {
                    let blog = actor::blog_named(tx, name)?;
                    check_permission(tx, &actor, act, &Object::Blog(&blog))
                }
                Target::Subjects => check_permission(tx, &actor, act, &Object::Subjects),
                Target::File(name) => {
                    let hash = crate::media::pending_files::hash_of(name);
                    let hash = hash.ok_or_else(|| Error::NotFound("there is no such file".into()))?;
                    check_permission(tx, &actor, act, &Object::File(&hash))
                }
            })
            .await
    }
}
