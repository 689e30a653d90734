//! The rows behind who acts.

use crate::{Error, Result, Site};
use model::{Actor, ActorId, ActorKind, ActorName, Blog, BlogId, BlogName};
use store::{Tx, actors, blogs};

/// An actor as its rows say.
#[derive(Debug, Clone)]
pub(crate) struct Acting {
    /// Its row; none while the site does not know the name.
    pub id: Option<ActorId>,
    /// What it is.
    pub kind: ActorKind,
    /// The name it is shown by.
    pub name: ActorName,
    /// The blog of this site that it is, where it is one.
    pub blog: Option<Blog>,
}

impl Acting {
    fn of_blog(blog: Blog) -> Self {
        Self { id: Some(blog.id.into()), kind: ActorKind::Blog, name: (&blog.name).into(), blog: Some(blog) }
    }

    /// Who notifications are from: nobody where a name is all there is, since it cannot be looked up.
    pub fn sender(&self) -> Option<ActorId> {
        self.id.filter(|_| self.kind != ActorKind::Named)
    }

    /// Its row, which is made where the site does not know the name yet.
    pub fn keep_row(&self, tx: &mut Tx<'_>) -> Result<ActorId> {
        match self.id {
            Some(id) => Ok(id),
            None => Ok(actors::intern_actor(tx, &self.name)?),
        }
    }
}

/// Who it is that likes, replies, reblogs or follows, where anybody does.
///
/// # Errors
/// [`Error::Refused`] for who has no blog; [`Error::NotFound`] for an unknown row.
pub(crate) fn find_acting(tx: &mut Tx<'_>, actor: &Actor) -> Result<Acting> {
    match actor {
        Actor::Blog { name, .. } => find_named(tx, name),
        Actor::Row(id) => {
            let row = actors::by_ids(tx, &[id.0])?.pop();
            let row = row.ok_or_else(|| Error::NotFound(format!("there is no actor {id}")))?;
            Ok(Acting {
                id: Some(row.id),
                kind: row.kind,
                name: row.name,
                blog: blogs::by_ids(tx, &[id.0])?.pop(),
            })
        }
        Actor::Person(viewer) => match viewer.blogs.first() {
            Some(first) => Ok(Acting::of_blog(read_blog(tx, *first)?)),
            None => {
                Err(Error::Refused("this account has no blog yet, and only blogs like and follow".into()))
            }
        },
        Actor::Guest | Actor::Operator | Actor::Site => {
            Err(Error::Refused("only blogs like, reply, reblog and follow".into()))
        }
    }
}

fn find_named(tx: &mut Tx<'_>, name: &BlogName) -> Result<Acting> {
    if let Some(blog) = blogs::by_name(tx, name.as_str())? {
        return Ok(Acting::of_blog(blog));
    }
    let name = ActorName::from(name);
    let id = actors::find_actors(tx, std::slice::from_ref(&name))?.remove(&name);
    Ok(Acting { id, kind: ActorKind::Named, name, blog: None })
}

/// The blog of a name.
pub(crate) fn blog_named(tx: &mut Tx<'_>, name: &BlogName) -> Result<Blog> {
    blogs::by_name(tx, name.as_str())?
        .ok_or_else(|| Error::NotFound(format!("there is no blog named {name}")))
}

/// The blog of an id.
pub(crate) fn read_blog(tx: &mut Tx<'_>, id: BlogId) -> Result<Blog> {
    blogs::by_ids(tx, &[id.0])?.pop().ok_or_else(|| Error::NotFound(format!("there is no blog {id}")))
}

impl Site {
    /// The row of an actor that has no blog here, made where the name is new. [`Actor::Row`] then acts.
    pub async fn keep_actor(&self, name: &ActorName) -> Result<ActorId> {
        let name = name.clone();
        self.store.write(move |tx| Ok(actors::intern_actor(tx, &name)?)).await
    }
}
