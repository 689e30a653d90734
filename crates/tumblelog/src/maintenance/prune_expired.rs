//! What is over is forgotten. Most of it goes when the next of its kind comes; on a site where none comes it would stay.

use crate::{Error, Result, Site};
use model::Time;
use store::{codes, devices, failed_sign_ins, mutes, nonces, request_tokens, sessions, tokens};

impl Site {
    /// Forgets nonces, sessions, known devices, failed attempts to sign in, request tokens, codes, tokens and mutes that are over. Gives
    /// how many rows went.
    pub async fn prune_expired(&self, now: Time) -> Result<u64> {
        self.store
            .write(move |tx| {
                Ok::<_, Error>(
                    nonces::prune_nonces(tx, now)?
                        + sessions::prune_sessions(tx, now)?
                        + devices::prune(tx, now)?
                        + failed_sign_ins::prune_failures(
                            tx,
                            Time(now.0.saturating_sub(crate::account::FAILURES_KNOWN)),
                        )?
                        + request_tokens::prune_request_tokens(tx, now)?
                        + codes::prune_codes(tx, now)?
                        + tokens::prune_tokens(tx, Time(now.0.saturating_sub(crate::oauth::AFTERLIFE)))?
                        + mutes::prune_mutes(tx, now)?,
                )
            })
            .await
    }
}
