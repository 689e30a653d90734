//! Who asks.

use crate::state::App;
use axum::http::request::Parts;
use model::{Account, BlogId, Client, Scopes};

/// Who a request comes from.
#[derive(Debug, Clone)]
pub enum Visitor {
    /// Nobody we know.
    Nobody,
    /// A program, by its key.
    Key(Client),
    /// A person who signed in, or a program in a person's name.
    Account {
        /// The program, where there is one.
        client: Option<Client>,
        /// The person.
        account: Account,
        /// What the program may do.
        scopes: Scopes,
    },
}

/// Credentials that were shown and are not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

impl Visitor {
    /// The person, where there is one.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Account { account, .. } => Some(account),
            Self::Nobody | Self::Key(_) => None,
        }
    }

    /// Whether the blog is the person's own.
    pub fn owns(&self, blog: BlogId) -> bool {
        self.account().is_some_and(|account| account.blogs.contains(&blog))
    }
}

/// Finds out who asks. A [`Visitor`] among the request's extensions, which only this process can put there, is
/// believed; everybody else is nobody until there are accounts and clients.
///
/// # Errors
/// [`Refused`] for credentials that do not hold.
#[expect(clippy::unused_async, reason = "looking up accounts and clients will wait for the database")]
pub async fn visitor(_app: &App, parts: &Parts, _form: &[(String, String)]) -> Result<Visitor, Refused> {
    Ok(parts.extensions.get::<Visitor>().cloned().unwrap_or(Visitor::Nobody))
}
