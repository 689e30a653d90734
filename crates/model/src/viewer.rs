//! Who looks at what is not for everyone.

use crate::{Account, AccountId, BlogId, Post, Scopes};

/// A signed-in person, as far as it decides what may be shown and done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The account.
    pub account: AccountId,
    /// Its blogs, the primary one first.
    pub blogs: Vec<BlogId>,
    /// May see and change what is withheld of others, and decide about subjects.
    pub moderator: bool,
    /// What may be done in the person's name: everything in a browser, less where a program asks.
    pub scopes: Scopes,
}

impl Viewer {
    /// An account's owner.
    pub fn of_account(account: &Account) -> Self {
        Self {
            account: account.id,
            blogs: account.blogs.clone(),
            moderator: account.moderator,
            scopes: Scopes::ALL,
        }
    }

    /// The same person, for whom a program acts that may do no more than this.
    #[must_use]
    pub fn within_scopes(self, scopes: Scopes) -> Self {
        Self { scopes, ..self }
    }

    /// Whether the post is on a blog of theirs.
    pub fn owns_post(&self, post: &Post) -> bool {
        self.blogs.contains(&post.blog)
    }
}
