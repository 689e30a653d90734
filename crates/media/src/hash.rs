//! SHA-256 in hexadecimal: what names of files begin with.

use crate::error::Result;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Read, Seek};

/// The SHA-256 of a file.
pub(crate) fn hash_file(file: &mut File) -> Result<String> {
    file.rewind()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex_of(hasher)),
            n => hasher.update(buffer.get(..n).unwrap_or_default()),
        }
    }
}

/// What was hashed, in hexadecimal.
pub(crate) fn hex_of(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
