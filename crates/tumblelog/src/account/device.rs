//! Known devices: browsers that have signed in before. Each holds a secret in a cookie of its own, which stays when the
//! session ends; the site keeps its hash. A known device shows nothing and permits nothing but guesses of its own.

use crate::{Result, Site, account::secret};
use model::{AccountId, Time};
use store::devices::{self, DeviceRow};
use store::{Tx, sessions};

/// How long a device is known after it last signed in, in days: as long as browsers keep a cookie.
pub const DEVICE_DAYS: i64 = 400;

impl Site {
    /// How many browsers an account is known to have signed in from.
    pub async fn count_devices(&self, account: AccountId) -> Result<u64> {
        let now = self.clock.now();
        let count =
            self.store.read(move |tx| Ok::<_, crate::Error>(devices::count(tx, account, now)?)).await?;
        Ok(count.try_into().unwrap_or(0))
    }
}

/// Remembers the browser in which a session began. It gets a new secret each time, which stands in the place of its old
/// one for every account that knew it: a secret that was copied is worth nothing after the next sign-in.
pub(super) fn remember_device(
    tx: &mut Tx<'_>,
    account: AccountId,
    session: i64,
    old: Option<[u8; 32]>,
    new: [u8; 32],
    now: Time,
) -> Result<()> {
    if let Some(old) = old {
        // Before the upsert, which then finds the row of this account under the new hash.
        devices::replace_hash(tx, old, new)?;
    }
    let id = tx.next_id("device")?;
    let expires = Time(now.0 + DEVICE_DAYS * 86_400_000);
    devices::upsert(tx, new, &DeviceRow { id, account, session, created: now, expires })?;
    devices::trim(tx, account)?;
    Ok(())
}

/// Ends every session of an account and forgets every device, but those of the session of the number `but`.
pub(super) fn end_others(tx: &mut Tx<'_>, account: AccountId, but: i64) -> Result<u64> {
    devices::forget_all(tx, account, but)?;
    Ok(sessions::end_all(tx, account, but)?)
}

/// The hash of a device's secret as its cookie holds it.
pub(super) fn hash_of(secret: &str) -> [u8; 32] {
    secret::hash_secret(secret)
}
