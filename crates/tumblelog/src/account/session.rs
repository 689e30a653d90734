//! Sessions of signed-in browsers. One ends when nobody uses it for a while, at the latest after its whole lifetime.

use crate::account::device::end_others;
use crate::account::secret;
use crate::account::session_limits::SessionLimits;
use crate::{Result, Site};
use model::{Account, AccountId, Time};
use store::sessions::SessionRow;
use store::{Tx, accounts, devices, sessions};

/// Longest name of a browser that is kept, in characters.
const AGENT: usize = 200;
/// A session's end is moved in steps of this part of its idle time, so that not every page costs a write.
const STEPS: i64 = 60;

/// A session that has just begun: the only moment its secrets are known.
#[derive(Clone)]
pub struct NewSession {
    /// What the browser must bring again.
    pub secret: String,
    /// When it will be over at the latest.
    pub expires: Time,
    /// What the browser is known by after the session has ended.
    pub device: String,
}

/// A session that goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// A number to name it by; says nothing about the secret.
    pub id: i64,
    /// Who is signed in.
    pub account: Account,
    /// When it will be over if nobody uses it any more.
    pub expires: Time,
}

/// What [`begin_session`] began.
pub(super) struct Begun {
    pub id: i64,
    /// When it ends at the latest.
    pub ends: Time,
}

impl Site {
    /// The session of a secret, where it is not over. This is a use: it moves the session's end on.
    pub async fn find_session(&self, secret: &str) -> Result<Option<Session>> {
        let (hash, now, limits) =
            (secret::hash_secret(secret), self.clock.now(), self.settings().session_limits);
        let found = self
            .store
            // A reader suffices for nearly every request; the end is moved in a transaction of its
            // own.
            .read(move |tx| {
                let Some(row) = sessions::by_hash(tx, hash)? else { return Ok(None) };
                // The operator may have shortened the lifetime since it began.
                if row.expires.min(limits.latest_end(row.created)) <= now {
                    return Ok(None);
                }
                let account = accounts::by_id(tx, row.account)?;
                Ok::<_, crate::Error>(account.map(|account| (row, account)))
            })
            .await?;
        let Some((row, account)) = found else { return Ok(None) };
        let expires = limits.end_after(row.created, now);
        // Also earlier, where the operator has shortened the idle time.
        if (expires.0 - row.expires.0).abs() > limits.idle_millis() / STEPS {
            self.move_session_end(hash, expires).await;
        }
        Ok(Some(Session { id: row.id, account, expires }))
    }

    /// A failure is left to the next use: the person is signed in all the same.
    async fn move_session_end(&self, hash: [u8; 32], expires: Time) {
        let moved =
            self.store.write(move |tx| Ok::<_, crate::Error>(sessions::set_end(tx, hash, expires)?)).await;
        if let Err(error) = moved {
            tracing::warn!(%error, "the end of a session could not be moved on");
        }
    }

    /// The sessions of an account, newest first.
    pub async fn list_sessions(&self, account: AccountId) -> Result<Vec<SessionRow>> {
        let (now, limits) = (self.clock.now(), self.settings().session_limits);
        let mut listed = self
            .store
            .read(move |tx| Ok::<_, crate::Error>(sessions::list_sessions(tx, account, now)?))
            .await?;
        // The operator may have shortened the lifetime since they began: what is refused is not listed.
        listed.retain(|session| limits.latest_end(session.created) > now);
        Ok(listed)
    }

    /// Signs a browser out; a session that is over already is no error. The browser stays known.
    pub async fn end_session(&self, account: AccountId, id: i64) -> Result<bool> {
        self.store.write(move |tx| Ok(sessions::end_session(tx, account, id)?)).await
    }

    /// Ends a session from another browser, which is forgotten too: it may be lost or stolen.
    pub async fn end_session_and_device(&self, account: AccountId, id: i64) -> Result<bool> {
        self.store
            .write(move |tx| {
                devices::forget_of_session(tx, account, id)?;
                Ok(sessions::end_session(tx, account, id)?)
            })
            .await
    }

    /// Signs out everywhere but in the session of the number `but`, and forgets all other browsers; 0 spares none.
    pub async fn end_sessions(&self, account: AccountId, but: i64) -> Result<u64> {
        self.store.write(move |tx| end_others(tx, account, but)).await
    }
}

/// Keeps a new session, and deletes those that ended and the account's oldest where it has more than a page lists.
pub(super) fn begin_session(
    tx: &mut Tx<'_>,
    account: AccountId,
    hash: [u8; 32],
    agent: &str,
    limits: SessionLimits,
    now: Time,
) -> Result<Begun> {
    sessions::prune_sessions(tx, now, limits.latest_start_of_ended(now))?;
    let expires = limits.end_after(now, now);
    // A client writes what it likes into this header, and the list of sessions shows it.
    let agent = agent.chars().filter(|c| !c.is_control()).take(AGENT).collect();
    let id = tx.next_id("session")?;
    sessions::insert_session(tx, hash, &SessionRow { id, account, agent, created: now, expires })?;
    // After the insert, so that the new session is the newest and stays.
    sessions::trim_sessions(tx, account)?;
    Ok(Begun { id, ends: limits.latest_end(now) })
}
