//! Deletes rows that expired. Most of them go when the next of their kind is written; on a quiet site they would stay.

use crate::{Error, Result, Site};
use model::Time;
use store::{codes, devices, failed_sign_ins, mutes, nonces, request_tokens, sessions, tokens};

impl Site {
    /// Deletes nonces, sessions, known devices, failed sign-ins, request tokens, codes, tokens and mutes that expired.
    /// Gives how many rows. When a session expires is decided in `account/session.rs`.
    pub async fn prune_expired(&self, now: Time) -> Result<u64> {
        let began = self.settings().session_limits.latest_start_of_ended(now);
        self.store
            .write(move |tx| {
                Ok::<_, Error>(
                    nonces::prune_nonces(tx, now)?
                        + sessions::prune_sessions(tx, now, began)?
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
