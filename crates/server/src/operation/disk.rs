//! The room on a disk.

use std::io;
use std::path::{Path, PathBuf};

/// Bytes that may still be written to the disk of a folder. The question goes to a thread of its own, because a network
/// file system may not answer.
pub async fn free_bytes(folder: &Path) -> io::Result<u64> {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || ask_system(&folder)).await.map_err(io::Error::other)?
}

fn ask_system(folder: &PathBuf) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    // Without the blocks that the system keeps back for root.
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
