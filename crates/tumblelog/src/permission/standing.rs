//! What an actor is to the site: the blogs it has, and the rights.

use super::act::Act;
use crate::account::actor::{self, Acting};
use crate::{Error, Result};
use model::{AccountId, Actor, BlogId, Scopes};
use store::{Tx, accounts};

/// Refuses what a program may not do in the person's name. A guest has no scopes to lack: what needs a person is refused
/// by the rule of the act.
pub(super) fn ensure_scopes(actor: &Actor, act: Act) -> Result<()> {
    match (actor, act.needed_scopes()) {
        (Actor::Person(viewer), Some(needed)) if !viewer.scopes.include(needed) => {
            Err(Error::Refused(format!("the token has not the scope “{needed}”")))
        }
        _ => Ok(()),
    }
}

fn is_moderator(tx: &mut Tx<'_>, account: AccountId) -> Result<bool> {
    Ok(accounts::by_id(tx, account)?.is_some_and(|account| account.moderator))
}

/// What an actor is to the site.
pub(super) struct Standing {
    /// Blogs that are its own.
    pub blogs: Vec<BlogId>,
    /// May decide about what everyone sees.
    pub moderator: bool,
    /// The operator, or the site itself.
    pub site: bool,
    /// What may be done in its name.
    pub scopes: Scopes,
}

impl Standing {
    /// What the rows say now of a moderator: a right that was just taken away does not count.
    pub fn read_standing(tx: &mut Tx<'_>, actor: &Actor) -> Result<Self> {
        let mut standing = Self { blogs: Vec::new(), moderator: false, site: false, scopes: Scopes::ALL };
        match actor {
            Actor::Guest => {}
            Actor::Operator | Actor::Site => standing.site = true,
            Actor::Person(viewer) => {
                standing.scopes = viewer.scopes;
                // As they were when the request came in, a moment ago. Blogs are given to accounts and not taken away.
                standing.blogs.clone_from(&viewer.blogs);
                standing.moderator = is_moderator(tx, viewer.account)?;
            }
            Actor::Blog { .. } | Actor::Row(_) => {
                let acting: Acting = actor::find_acting(tx, actor)?;
                standing.blogs = acting.blog.map(|blog| blog.id).into_iter().collect();
            }
        }
        Ok(standing)
    }

    /// Blogs whose unpublished posts it sees: none where a program may not even read.
    pub fn readable_blogs(&self) -> &[BlogId] {
        if self.scopes.include(Scopes::BASIC) { &self.blogs } else { &[] }
    }
}
