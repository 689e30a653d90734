//! Passwords: argon2id, off the threads that answer requests, and no more than a few at once.

use crate::{Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use model::Invalid;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Shortest password accepted, in characters.
pub const PASSWORD_LEAST: usize = 10;
/// Longest password accepted, in bytes.
const LONGEST: usize = 1000;
/// Hashes worked on at once; each takes a processor, and memory by its cost.
const AT_ONCE: usize = 4;

/// What one guess at a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl PasswordCost {
    /// 19 MiB and two passes, the lowest that OWASP recommends for argon2id; some 20 ms on a processor of 2024.
    pub const STANDARD: Self = Self { memory: 19 * 1024, passes: 2 };
    /// Next to nothing: for tests.
    pub const CHEAP: Self = Self { memory: 8, passes: 1 };
}

#[derive(Debug)]
pub(crate) struct Passwords {
    cost: PasswordCost,
    gate: Semaphore,
    /// What is compared where there is no account, so that it takes as long.
    decoy: OnceLock<String>,
}

impl Passwords {
    pub(crate) fn with_cost(cost: PasswordCost) -> Self {
        Self { cost, gate: Semaphore::new(AT_ONCE), decoy: OnceLock::new() }
    }

    /// A password as a PHC string.
    pub(crate) async fn hash_password(self: &Arc<Self>, password: String, salt: [u8; 16]) -> Result<String> {
        self.run_apart(move |passwords| passwords.hash_now(&password, &salt)).await?
    }

    /// Whether it is the password kept as `phc`. Without one the answer is no, after the same work.
    pub(crate) async fn verify_password(
        self: &Arc<Self>,
        password: String,
        phc: Option<String>,
    ) -> Result<bool> {
        self.run_apart(move |passwords| {
            // Made even when it is not needed, so that the first unknown name takes no longer than
            // others.
            let decoy = match passwords.decoy.get() {
                Some(decoy) => decoy.clone(),
                None => {
                    let made = passwords.hash_now("nobody has this password", &[7; 16])?;
                    passwords.decoy.get_or_init(|| made).clone()
                }
            };
            let there = phc.is_some();
            let text = phc.unwrap_or(decoy);
            let kept = PasswordHash::new(&text)
                .map_err(|_| Error::Store(store::Error::Damaged("an account's password".into())))?;
            let same = Argon2::default().verify_password(password.as_bytes(), &kept).is_ok();
            // Somebody may guess the decoy's own password; it still signs nobody in.
            Ok(same && there)
        })
        .await?
    }

    fn hash_now(&self, password: &str, salt: &[u8; 16]) -> Result<String> {
        let failed = |e: &dyn std::fmt::Display| Error::File(format!("the password cannot be hashed: {e}"));
        let params = Params::new(self.cost.memory, self.cost.passes, 1, None).map_err(|e| failed(&e))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash: PasswordHash =
            argon.hash_password_with_salt(password.as_bytes(), salt).map_err(|e| failed(&e))?;
        Ok(hash.to_string())
    }

    /// Runs work on a thread that may block.
    async fn run_apart<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T> {
        // Waiting here costs nothing, while a flood of sign-ins on threads would use up memory and
        // cores.
        let _turn = self.gate.acquire().await.map_err(|_| Error::Busy)?;
        let passwords = Arc::clone(self);
        tokio::task::spawn_blocking(move || work(&passwords)).await.map_err(|_| Error::Busy)
    }
}

/// Whether a text may become the password of somebody who is known by `names`.
pub(crate) fn check_password(password: &str, names: &[&str]) -> Result<(), Invalid> {
    let length = password.chars().count();
    // The upper limit is in bytes, because the hash has to read all of them.
    if length < PASSWORD_LEAST || password.len() > LONGEST {
        return Err(Invalid::new(format!(
            "a password of {length} characters; use at least {PASSWORD_LEAST} of any kind, and at most {LONGEST} bytes"
        )));
    }
    if let Some(why) = super::common_passwords::weakness(password, names) {
        return Err(Invalid::new(format!(
            "{why}; use another, such as four words that nobody puts together"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn only_the_password_is_the_password() {
        let passwords = Arc::new(Passwords::with_cost(PasswordCost::CHEAP));
        let phc = passwords.hash_password("çay, bal, çörək".into(), [1; 16]).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        for (guess, kept, right) in
            [("çay, bal, çörək", Some(phc.clone()), true), ("tea", Some(phc), false), ("tea", None, false)]
        {
            assert_eq!(passwords.verify_password(guess.into(), kept).await.unwrap(), right);
        }
        assert!(!passwords.verify_password("nobody has this password".into(), None).await.unwrap());
        assert!(passwords.verify_password("x".into(), Some("plain".into())).await.is_err());
        assert!(check_password("123456789", &[]).is_err() && check_password("ə123456789", &[]).is_ok());
    }
}
