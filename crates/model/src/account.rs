//! The person who signs in.

use crate::{AccountId, BlogId, Time};

/// A person with a site account; owns blogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Identity.
    pub id: AccountId,
    /// Sign-in name, by the rules of a [`crate::BlogName`].
    pub name: String,
    /// The blogs it owns, the primary one first.
    pub blogs: Vec<BlogId>,
    /// When it was made.
    pub created: Time,
}
