//! A program that asks in somebody's name, and what it may do.

/// A registered API client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Identity.
    pub id: i64,
    /// What people see it called.
    pub name: String,
    /// Its public key: `api_key`, `oauth_consumer_key`, `client_id`.
    pub key: String,
}

/// What a client may do in an account's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes {
    /// Change things too, not only read.
    pub write: bool,
    /// Keep doing so without being asked again.
    pub offline_access: bool,
}
