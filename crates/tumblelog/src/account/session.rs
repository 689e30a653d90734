//! Sessions of signed-in browsers.

use crate::account::secret;
use crate::{Result, Site};
use model::{Account, AccountId, Time};
use store::sessions::{self, SessionRow};
use store::{Tx, accounts};

/// How long a session lasts, in days from signing in.
pub const SESSION_DAYS: i64 = 30;
/// Longest name of a browser that is kept, in characters.
const AGENT: usize = 200;

/// A session that has just begun: the only moment its secret is known.
#[derive(Clone)]
pub struct NewSession {
    /// What the browser must bring again.
    pub secret: String,
    /// When it will be over.
    pub expires: Time,
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// A number to name it by; says nothing about the secret.
    pub id: i64,
    /// Who is signed in.
    pub account: Account,
    /// When it will be over.
    pub expires: Time,
}

impl Site {
    /// The session of a secret, where it is not over.
    ///
    /// # Errors
    /// What the database says.
    pub async fn session(&self, secret: &str) -> Result<Option<Session>> {
        let (hash, now) = (secret::hash(secret), self.clock.now());
        self.store
            .read(move |tx| {
                let Some(row) = sessions::by_hash(tx, hash)?.filter(|row| row.expires > now) else {
                    return Ok(None);
                };
                let account = accounts::by_id(tx, row.account)?;
                Ok(account.map(|account| Session { id: row.id, account, expires: row.expires }))
            })
            .await
    }

    /// The sessions of an account, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn sessions(&self, account: AccountId) -> Result<Vec<SessionRow>> {
        let now = self.clock.now();
        self.store.read(move |tx| Ok(sessions::of(tx, account, now)?)).await
    }

    /// Ends a session of an account; one that is over already is no error.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_session(&self, account: AccountId, id: i64) -> Result<bool> {
        self.store.write(move |tx| Ok(sessions::end(tx, account, id)?)).await
    }

    /// Signs out everywhere but in the session of the number `but`; 0 spares none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn end_sessions(&self, account: AccountId, but: i64) -> Result<u64> {
        self.store.write(move |tx| Ok(sessions::end_all(tx, account, but)?)).await
    }
}

/// Keeps a new session, and forgets those that are over and the account's oldest where it has more than a page lists.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    account: AccountId,
    hash: [u8; 32],
    agent: &str,
    now: Time,
) -> Result<Time> {
    sessions::prune(tx, now)?;
    let expires = Time(now.0 + SESSION_DAYS * 86_400_000);
    let agent = agent.chars().filter(|c| !c.is_control()).take(AGENT).collect();
    let id = tx.next_id("session")?;
    sessions::insert(tx, hash, &SessionRow { id, account, agent, created: now, expires })?;
    sessions::trim(tx, account)?;
    Ok(expires)
}
