//! How much a client must show of itself. Each endpoint's level stands in the route table.

use super::error::Refusal;
use crate::auth::visitor::Visitor;
use model::{Account, Scopes};

const WRITE: Scopes = Scopes { basic: true, write: true, offline_access: false };

/// What an endpoint asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing.
    Open,
    /// A client's key, or anything that shows more.
    Key,
    /// A person: a signed request or a bearer token.
    Account,
    /// As [`Level::Account`], and permission to write.
    Write,
}

/// Lets a visitor in who shows enough.
///
/// # Errors
/// [`Refusal::Unauthorized`] with what is missing; [`Refusal::Forbidden`] for a token that may only read.
pub fn check_level(level: Level, visitor: &Visitor) -> Result<(), Refusal> {
    match level {
        Level::Open => Ok(()),
        Level::Key => require_key(visitor),
        Level::Account => require_account(visitor).map(drop),
        Level::Write => {
            require_account(visitor)?;
            Ok(visitor.require_scopes(WRITE).map(drop)?)
        }
    }
}

/// A client that shows its key.
///
/// # Errors
/// [`Refusal::Unauthorized`] for nobody.
pub fn require_key(visitor: &Visitor) -> Result<(), Refusal> {
    match visitor {
        Visitor::Key(_) | Visitor::Account { .. } => Ok(()),
        Visitor::Nobody => Err(Refusal::Unauthorized(
            "This needs a client's key: api_key in the query, a signed request, or a bearer token."
                .to_owned(),
        )),
    }
}

/// The person who asks.
///
/// # Errors
/// [`Refusal::Unauthorized`] where a key is all there is, or nothing.
pub fn require_account(visitor: &Visitor) -> Result<&Account, Refusal> {
    visitor.account().ok_or_else(|| {
        Refusal::Unauthorized(
            "This needs an account: a signed request with a token, or a bearer token.".to_owned(),
        )
    })
}
