//! What is over is forgotten. Most of it goes when the next of its kind comes; on a site where none comes it would stay.

use crate::{Error, Result, Site};
use model::Time;
use store::{codes, devices, failed_sign_ins, mutes, nonces, request_tokens, sessions, tokens};

impl Site {
    /// Forgets nonces, sessions, known devices, failed attempts to sign in, request tokens, codes, tokens and mutes that are over. Gives
    /// how many rows went.
    ///
    /// # Errors
    /// What the database says.
    pub async fn tidy(&self, now: Time) -> Result<u64> {
        self.store
            .write(move |tx| {
                Ok::<_, Error>(
                    nonces::prune(tx, now)?
                        + sessions::prune(tx, now)?
                        + devices::prune(tx, now)?
                        + failed_sign_ins::prune(
                            tx,
                            Time(now.0.saturating_sub(crate::account::FAILURES_KNOWN)),
                        )?
                        + request_tokens::prune(tx, now)?
                        + codes::prune(tx, now)?
                        + tokens::prune(tx, Time(now.0.saturating_sub(crate::oauth::AFTERLIFE)))?
                        + mutes::prune(tx, now)?,
                )
            })
            .await
    }
}
