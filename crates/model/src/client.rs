//! A program that uses the API.

use crate::{AccountId, ClientId, Time};

/// A registered API client. Its secret is not here, so that no log or page shows it by accident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Identity.
    pub id: ClientId,
    /// Who registered it and may change it.
    pub owner: AccountId,
    /// What people are told when it asks for their consent.
    pub name: String,
    /// The public half of its credentials: `oauth_consumer_key`, `client_id` and `api_key`.
    pub key: String,
    /// Where people may be sent back to after they consented; compared letter by letter.
    pub redirects: Vec<String>,
    /// When it was registered.
    pub created: Time,
    /// Whether it cannot keep a secret, as a program on a person's own device cannot: it has none, and every code it
    /// asks for must be bound to it by PKCE.
    pub public: bool,
}
