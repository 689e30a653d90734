//! Secrets that anybody can guess.

use model::{Invalid, Secrets};
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that follow from a seed, never the same twice.
#[derive(Debug)]
pub struct FakeSecrets(AtomicU64);

impl FakeSecrets {
    /// The same seed gives the same bytes.
    pub fn seeded(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Secrets for FakeSecrets {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Invalid> {
        for byte in bytes {
            // SplitMix64, of which one byte is used.
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (z >> 56) as u8;
        }
        Ok(())
    }
}
