//! Signing in. Guessing is slowed by account and by network address; whether a name exists cannot be told from the
//! answer or from the time it takes.

use super::session::{NewSession, begin};
use crate::account::secret;
use crate::{Result, Site};
use model::{Account, AccountId, BlogName, Time};
use std::net::IpAddr;
use store::failed_sign_ins;
use store::failed_sign_ins::Failures;
use store::{Tx, accounts};

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

/// Failures in a row that are let pass, and the longest wait after, in seconds. A name's wait is short, because anybody
/// can cause it: it slows guessing and does not lock the owner out.
struct Patience {
    free: i64,
    longest: i64,
}

const NAME: Patience = Patience { free: 5, longest: 60 };
const ADDRESS: Patience = Patience { free: 20, longest: 900 };
/// Failures older than this are forgotten, in milliseconds.
pub(crate) const MEMORY: i64 = 3_600_000;

impl Site {
    /// Signs in with a password.
    ///
    /// # Errors
    /// What the database says; a wrong password is no error but an answer.
    pub async fn sign_in(&self, attempt: SignIn) -> Result<SignedIn> {
        let now = self.clock.now();
        let name = BlogName::parse(&attempt.name).ok();
        let subjects = subjects(name.as_ref(), attempt.address);
        // Counted as failed before it is looked at, so that attempts of the same moment do not slip through together.
        let counted = subjects.clone();
        let wait = self.store.write(move |tx| count(tx, &counted, now)).await?;
        if wait > 0 {
            return Ok(SignedIn::Wait(wait));
        }
        let found = self
            .store
            .read(move |tx| {
                let account = match &name {
                    Some(name) => accounts::by_name(tx, name.as_str())?,
                    None => None,
                };
                let phc = match &account {
                    Some(account) => accounts::password(tx, account.id)?,
                    None => None,
                };
                Ok::<_, crate::Error>((account, phc))
            })
            .await?;
        let (account, phc) = found;
        let right = self.passwords.verify(attempt.password, phc).await?;
        let Some(account) = account.filter(|_| right) else { return Ok(SignedIn::No) };
        let secret = self.secret()?;
        let (id, hash, agent) = (account.id, secret::hash(&secret), attempt.agent);
        let expires = self
            .store
            .write(move |tx| {
                forgive(tx, &subjects)?;
                begin(tx, id, hash, &agent, now)
            })
            .await?;
        Ok(SignedIn::Yes(NewSession { secret, expires }, account))
    }
}

impl Site {
    /// Counts a guess at the password of an account that somebody is signed in to; the seconds to wait where there were
    /// too many.
    pub(super) async fn attempt(&self, account: AccountId) -> Result<i64> {
        let now = self.clock.now();
        self.store
            .write(move |tx| {
                let subjects = own_subjects(tx, account)?;
                count(tx, &subjects, now)
            })
            .await
    }

    /// The guess was right.
    pub(super) async fn succeeded(&self, account: AccountId) -> Result<()> {
        self.store
            .write(move |tx| {
                let subjects = own_subjects(tx, account)?;
                forgive(tx, &subjects)
            })
            .await
    }
}

fn own_subjects(tx: &mut Tx<'_>, account: AccountId) -> Result<Vec<(String, bool)>> {
    let name = accounts::by_id(tx, account)?.and_then(|account| BlogName::parse(&account.name).ok());
    Ok(subjects(name.as_ref(), None))
}

/// What an attempt is counted under, in the order in which the rows are locked.
fn subjects(name: Option<&BlogName>, address: Option<IpAddr>) -> Vec<(String, bool)> {
    let name = name.map(|name| (format!("account:{name}"), true));
    let address = address.map(|address| {
        let address = match address.to_canonical() {
            IpAddr::V4(four) => four.to_string(),
            // Whoever has one address of a /64 has all of them.
            IpAddr::V6(six) => format!("{:x}", six.to_bits() >> 64),
        };
        (format!("address:{address}"), false)
    });
    name.into_iter().chain(address).collect()
}

/// Counts an attempt, or says how many seconds must pass before the next one.
fn count(tx: &mut Tx<'_>, subjects: &[(String, bool)], now: Time) -> Result<i64> {
    failed_sign_ins::prune(tx, Time(now.0 - MEMORY))?;
    let mut known = Vec::new();
    for (subject, _) in subjects {
        failed_sign_ins::ensure(tx, subject, now)?;
        known.push(failed_sign_ins::of(tx, subject)?.unwrap_or(Failures {
            count: 0,
            last: now,
            until: Time(0),
        }));
    }
    let wait = known.iter().map(|failures| failures.until.0 - now.0).max().unwrap_or(0);
    if wait > 0 {
        return Ok((wait + 999) / 1000);
    }
    for ((subject, is_name), before) in subjects.iter().zip(known) {
        let patience = if *is_name { NAME } else { ADDRESS };
        let count = before.count + 1;
        let until = Time(now.0 + patience.wait(count) * 1000);
        failed_sign_ins::set(tx, subject, Failures { count, last: now, until })?;
    }
    Ok(0)
}

impl Patience {
    /// Seconds to wait after so many failures in a row.
    fn wait(&self, failures: i64) -> i64 {
        let over = (failures - self.free).clamp(0, 20);
        if over == 0 { 0 } else { (1_i64 << over).min(self.longest) }
    }
}

/// The right password clears the name; of the address only this attempt is taken back, so that somebody with an account
/// of his own cannot clear it between guesses.
fn forgive(tx: &mut Tx<'_>, subjects: &[(String, bool)]) -> Result<()> {
    for (subject, is_name) in subjects {
        if *is_name {
            failed_sign_ins::forget(tx, subject)?;
        } else if let Some(before) = failed_sign_ins::of(tx, subject)? {
            let after = Failures { count: (before.count - 1).max(0), until: Time(0), ..before };
            failed_sign_ins::set(tx, subject, after)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end() {
        let waits: Vec<_> = (0..14).map(|failures| NAME.wait(failures)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!((ADDRESS.wait(20), ADDRESS.wait(i64::MAX)), (0, 900));
    }

    #[test]
    fn neighbours_in_a_v6_network_are_one() {
        let of = |text: &str| subjects(None, Some(text.parse().unwrap()));
        assert_eq!(of("2001:db8::1"), of("2001:db8::2:3"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
