//! Who looks at what is not for everyone.

use model::{Account, AccountId, BlogId, Post};

/// A signed-in person, as far as it decides what may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The account.
    pub account: AccountId,
    /// Its blogs.
    pub blogs: Vec<BlogId>,
    /// May see and change what is withheld of others.
    pub moderator: bool,
}

impl Viewer {
    /// An account's owner.
    pub fn of_account(account: &Account) -> Self {
        Self { account: account.id, blogs: account.blogs.clone(), moderator: account.moderator }
    }

    /// Whether the post is on a blog of theirs.
    pub fn owns_post(&self, post: &Post) -> bool {
        self.blogs.contains(&post.blog)
    }

    /// Whether they may see why a post is withheld, by whom and since when.
    pub fn may_judge(&self, post: &Post) -> bool {
        // An author may always know why a post of theirs is withheld.
        self.moderator || self.owns_post(post)
    }
}
