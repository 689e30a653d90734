//! The person who signs in.

use crate::{AccountId, BlogId, Time};

/// A person with a site account; owns blogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// Sign-in name, by the rules of a [`crate::BlogName`].
    pub name: String,
    /// Its blogs, the primary one first. Never empty outside a fault of the database.
    pub blogs: Vec<BlogId>,
    /// When it was made.
    pub created: Time,
    /// Whether the person may decide about what everyone sees: subjects, proposals.
    pub moderator: bool,
}

impl Account {
    /// Whether a blog belongs to this account.
    pub fn owns(&self, blog: BlogId) -> bool {
        self.blogs.contains(&blog)
    }

    /// The blog the account acts as where none is named.
    pub fn primary(&self) -> Option<BlogId> {
        self.blogs.first().copied()
    }
}
