//! Noticing that a signed request comes a second time.

use crate::{Result, Site};
use model::Time;

impl Site {
    /// Remembers the hash of a nonce until `expires`; false when it was there already. This is kept in the database, so
    /// it holds for all processes of the site and beyond a restart, and costs a write.
    pub async fn remember_nonce(&self, hash: [u8; 32], expires: Time) -> Result<bool> {
        let now = self.clock.now();
        self.store
            .write(move |tx| {
                // One in 256, by chance, tidies up.
                if hash[0] == 0 {
                    store::nonces::prune_nonces(tx, now)?;
                }
                Ok(store::nonces::remember_nonce(tx, hash, expires)?)
            })
            .await
    }
}
