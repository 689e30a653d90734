//! The blogs of an account.

use crate::account::limits;
use crate::account::limits::Limit;
use crate::site::ensure_blog;
use crate::{Error, NewBlog, Result, Site};
use model::{AccountId, Blog, BlogId, Invalid, Time};
use store::{Tx, account_blogs, accounts, blogs};

/// Most blogs an account may own.
const MOST: usize = 250;

/// Whether an account may be given a blog that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopt {
    /// Only a new name: what a person may choose on a page.
    New,
    /// Also a blog nobody owns, such as one that an import made: what whoever runs the site may choose.
    Unowned,
}

impl Site {
    /// Gives an account one more blog.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the name or the uuid is taken or there are too many; [`Error::NotFound`] for an unknown
    /// account; [`Error::Limit`] for too many new ones in a day.
    pub async fn add_blog(&self, account: AccountId, blog: NewBlog, adopt: Adopt) -> Result<Blog> {
        let now = self.clock.now();
        let made = self
            .store
            .write(move |tx| {
                let owner = accounts::by_id(tx, account)?
                    .ok_or_else(|| Error::NotFound(format!("there is no account {account}")))?;
                if owner.blogs.len() >= MOST {
                    return Err(Invalid::new(format!("an account has at most {MOST} blogs")).into());
                }
                // Only a person is limited: whoever runs the site may hand over any number in a
                // day.
                if adopt == Adopt::New {
                    limits::spend_limit(tx, Some(account), Limit::Blogs, 1, now)?;
                }
                give_blog(tx, account, &blog, adopt, now)
            })
            .await;
        // The checks below read before they write, so two requests can pass them together. Then the
        // unique index decides.
        made.map_err(|error| match error {
            Error::Store(store::Error::Duplicate(_)) => {
                Invalid::new("the name or uuid of the blog was taken in this moment; try again").into()
            }
            other => other,
        })
    }

    /// The blogs of an account, the primary one first.
    pub async fn blogs_of(&self, account: AccountId) -> Result<Vec<Blog>> {
        self.store
            .read(move |tx| {
                let ids = account_blogs::list_blogs_of_account(tx, account)?;
                blogs_of(tx, &ids)
            })
            .await
    }

    /// Who owns a blog.
    pub async fn owner_of(&self, blog: BlogId) -> Result<Option<AccountId>> {
        self.store.read(move |tx| Ok(account_blogs::read_blog_owner(tx, blog)?)).await
    }
}

/// Makes a blog, or takes one that nobody owns, and gives it to an account.
pub(super) fn give_blog(
    tx: &mut Tx<'_>,
    account: AccountId,
    new: &NewBlog,
    adopt: Adopt,
    now: Time,
) -> Result<Blog> {
    let there = blogs::by_name(tx, new.name.as_str())?;
    if let Some(blog) = &there {
        let owned = account_blogs::read_blog_owner(tx, blog.id)?.is_some();
        if owned || adopt == Adopt::New {
            return Err(Invalid::new(format!("the blog name “{}” is taken; use another", new.name)).into());
        }
        // An adopted blog keeps its uuid: imported posts and trails name the blog by it.
        if new.uuid.as_ref().is_some_and(|uuid| *uuid != blog.uuid) {
            let uuid = blog.uuid.as_str();
            return Err(Invalid::new(format!("the blog {} has the uuid {uuid} already", new.name)).into());
        }
    }
    if let Some(uuid) = new.uuid.as_ref().filter(|_| there.is_none())
        && let Some(other) = blogs::by_uuid(tx, uuid.as_str())?
    {
        return Err(Invalid::new(format!("the uuid is that of the blog {}", other.name)).into());
    }
    let blog = ensure_blog(tx, new, now)?;
    account_blogs::give_blog(tx, account, blog.id)?;
    Ok(blog)
}

/// The blogs of an account, the primary one first.
pub(super) fn blogs_of(tx: &mut Tx<'_>, ids: &[BlogId]) -> Result<Vec<Blog>> {
    let numbers: Vec<_> = ids.iter().map(|id| id.0).collect();
    let mut found = blogs::by_ids(tx, &numbers)?;
    // The database returns them in any order; the first id is the primary blog.
    found.sort_by_key(|blog| ids.iter().position(|id| *id == blog.id));
    Ok(found)
}
