//! Another password for an account, and what ends with the old one.

use super::blogs::blogs_of;
use super::device::end_others;
use super::guesses::{count_attempt, forgive_attempt, session_subjects};
use super::password;
use crate::{Error, Result, Site};
use model::{AccountId, Invalid};
use store::{Tx, accounts, codes, request_tokens, tokens};

/// What happens to the programs that may act in an account's name when its password changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppAccess {
    /// Their tokens stay good.
    Keep,
    /// Every token ends, of OAuth 1 and OAuth 2, and what was consented to and not fetched yet.
    End,
}

/// How an attempt to change a password ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordChange {
    /// It is changed.
    Done,
    /// What was given is not the present password.
    WrongPassword,
    /// There were too many wrong ones: nothing was looked at. Try again in so many seconds.
    Wait(i64),
}

impl Site {
    /// Sets a password without asking for the old one, as whoever runs the site may; all sessions end, and all known
    /// devices are forgotten.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a password that is too short or too common; [`Error::NotFound`] for an unknown account.
    pub async fn set_password(&self, account: AccountId, password: &str, apps: AppAccess) -> Result<()> {
        self.check_new_password(account, password).await?;
        self.replace_password(account, password, 0, apps).await
    }

    /// Changes a password; all sessions but the one of the number `session` end, and all known devices but its own are
    /// forgotten. Guesses are limited by session: a stolen one is not the password.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a new password that is too short or too common.
    pub async fn change_password(
        &self,
        account: AccountId,
        old: String,
        new: &str,
        session: i64,
        apps: AppAccess,
    ) -> Result<PasswordChange> {
        self.check_new_password(account, new).await?;
        let now = self.clock.now();
        // A transaction of its own, committed before the slow hash: attempts sent together are all
        // counted.
        let wait = self.store.write(move |tx| count_attempt(tx, &session_subjects(session), now)).await?;
        if wait > 0 {
            return Ok(PasswordChange::Wait(wait));
        }
        let phc =
            self.store.read(move |tx| Ok::<_, Error>(accounts::read_password_hash(tx, account)?)).await?;
        if !self.passwords.verify_password(old, phc).await? {
            return Ok(PasswordChange::WrongPassword);
        }
        self.store.write(move |tx| forgive_attempt(tx, &session_subjects(session))).await?;
        self.replace_password(account, new, session, apps).await?;
        Ok(PasswordChange::Done)
    }

    async fn check_new_password(&self, account: AccountId, password: &str) -> Result<()> {
        let names = self
            .store
            .read(move |tx| {
                let Some(account) = accounts::by_id(tx, account)? else { return Ok(Vec::new()) };
                let blogs = blogs_of(tx, &account.blogs)?;
                let blogs = blogs.into_iter().map(|blog| String::from(blog.name));
                Ok::<_, Error>(std::iter::once(account.name).chain(blogs).collect())
            })
            .await?;
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Ok(password::check_password(password, &names)?)
    }

    async fn replace_password(
        &self,
        account: AccountId,
        password: &str,
        session: i64,
        apps: AppAccess,
    ) -> Result<()> {
        let phc = self.hash_password(password).await?;
        self.store
            .write(move |tx| {
                if !accounts::set_password(tx, account, &phc)? {
                    return Err(Error::NotFound(format!("there is no account {account}")));
                }
                // In the transaction that changes the password: a stolen session must not outlive
                // the old one.
                end_others(tx, account, session)?;
                if apps == AppAccess::End {
                    end_app_access(tx, account)?;
                }
                Ok(())
            })
            .await
    }

    /// A password as a PHC string, with a salt of its own.
    pub(super) async fn hash_password(&self, password: &str) -> Result<String> {
        let mut salt = [0; 16];
        self.secrets.fill(&mut salt).map_err(|Invalid(message)| Error::File(message))?;
        self.passwords.hash_password(password.to_owned(), salt).await
    }
}

fn end_app_access(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    tokens::revoke_all(tx, account)?;
    codes::revoke_all(tx, account)?;
    request_tokens::revoke_all(tx, account)?;
    Ok(())
}
