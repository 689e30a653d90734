//! Stored pictures, sounds and films.

use crate::MediaId;
use serde::{Deserialize, Serialize};

/// A file the site keeps, named by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// Identity.
    pub id: MediaId,
    /// Lower-case hexadecimal SHA-256 of the bytes: its name on disk and in addresses.
    pub sha256: String,
    /// MIME type found by looking at the bytes.
    pub mime: String,
    /// Size in bytes.
    pub bytes: i64,
    /// Width in pixels, 0 where unknown.
    pub width: i64,
    /// Height in pixels, 0 where unknown.
    pub height: i64,
}
