//! Signing in. Guessing is limited ([`super::guesses`]); whether a name exists cannot be told from the answer or from
//! the time it takes.

use crate::account::device::{hash_of, remember_device};
use crate::account::guesses::{Subject, count_attempt, device_subjects, forgive_attempt, stranger_subjects};
use crate::account::secret;
use crate::account::session::{NewSession, begin_session};
use crate::{Result, Site};
use model::{Account, BlogName, Time};
use std::net::IpAddr;
use store::{Tx, accounts, devices};

/// An attempt to sign in.
#[derive(Clone)]
pub struct SignIn {
    /// The account's name as typed.
    pub name: String,
    /// The password as typed.
    pub password: String,
    /// Where the attempt comes from, where that is known.
    pub address: Option<IpAddr>,
    /// The browser as it names itself.
    pub agent: String,
    /// The secret by which the browser may be known from an earlier session.
    pub device: Option<String>,
}

/// How an attempt ended.
pub enum SignedIn {
    /// A session has begun.
    Yes(NewSession, Account),
    /// There is no such account, or it has another password.
    No,
    /// There were too many failures: nothing was looked at. Try again in so many seconds.
    Wait(i64),
}

impl Site {
    /// Signs in with a password.
    ///
    /// # Errors
    /// What the database says; a wrong password is no error but an answer.
    pub async fn sign_in(&self, attempt: SignIn) -> Result<SignedIn> {
        let now = self.clock.now();
        let name = BlogName::parse(&attempt.name).ok();
        let device = attempt.device.as_deref().map(hash_of);
        let (counted, address) = (name.clone(), attempt.address);
        let (subjects, wait) = self
            .store
            .write(move |tx| {
                let subjects = subjects_of(tx, counted.as_ref(), device, address, now)?;
                let wait = count_attempt(tx, &subjects, now)?;
                Ok::<_, crate::Error>((subjects, wait))
            })
            .await?;
        if wait > 0 {
            return Ok(SignedIn::Wait(wait));
        }
        let (account, phc) = self.account_with_password(name).await?;
        // Also for an unknown name, against a decoy: otherwise the answer's time would tell.
        let right = self.passwords.verify_password(attempt.password, phc).await?;
        let Some(account) = account.filter(|_| right) else { return Ok(SignedIn::No) };
        // The database keeps only hashes of both: whoever reads it cannot take over a session.
        let (secret, new_device) = (self.draw_secret()?, self.draw_secret()?);
        let (id, hash, agent) = (account.id, secret::hash_secret(&secret), attempt.agent);
        let (new_hash, limits) = (hash_of(&new_device), self.settings().session_limits);
        let begun = self
            .store
            .write(move |tx| {
                // One transaction: the attempt is taken back only where a session begins.
                forgive_attempt(tx, &subjects)?;
                let begun = begin_session(tx, id, hash, &agent, limits, now)?;
                remember_device(tx, id, begun.id, device, new_hash, now)?;
                Ok::<_, crate::Error>(begun)
            })
            .await?;
        let session = NewSession { secret, expires: begun.ends, device: new_device };
        Ok(SignedIn::Yes(session, account))
    }

    /// The account of a name and its password's PHC string, as far as there are any.
    async fn account_with_password(
        &self,
        name: Option<BlogName>,
    ) -> Result<(Option<Account>, Option<String>)> {
        self.store
            .read(move |tx| {
                let account = match &name {
                    Some(name) => accounts::by_name(tx, name.as_str())?,
                    None => None,
                };
                let phc = match &account {
                    Some(account) => accounts::read_password_hash(tx, account.id)?,
                    None => None,
                };
                Ok((account, phc))
            })
            .await
    }
}

/// A known device of the account is counted by itself; every other browser by name and address.
fn subjects_of(
    tx: &mut Tx<'_>,
    name: Option<&BlogName>,
    device: Option<[u8; 32]>,
    address: Option<IpAddr>,
    now: Time,
) -> Result<Vec<Subject>> {
    // The device must have signed in to this very account, or one's own browser would be a way
    // round the limits.
    if let (Some(name), Some(hash)) = (name, device)
        && let Some(known) = devices::id_for_name(tx, hash, name.as_str(), now)?
    {
        return Ok(device_subjects(known));
    }
    Ok(stranger_subjects(name, address))
}
