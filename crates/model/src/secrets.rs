//! Where secrets come from.

use crate::Invalid;

/// Makes bytes nobody can guess. In production these are the operating system's; in tests they follow from a seed.
pub trait Secrets: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the source has none to give.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Invalid>;
}
