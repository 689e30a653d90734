//! Copies the media files that a snapshot names, after the snapshot.

use super::failure::fail_at;
use super::interrupt::Interrupt;
use super::manifest::{MEDIA_LIST, Manifest, MediaEntry};
use super::media_files::{MediaFiles, media_place};
use super::start_progress;
use super::unfinished_folder::create_file;
use crate::Failure;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Copies the files of these hashes into `folder` and lists them there. Gives the hashes whose own file is not there.
pub fn copy_media(
    hashes: &BTreeSet<String>,
    files: &mut MediaFiles,
    folder: &Path,
    manifest: &mut Manifest,
    interrupt: &Interrupt,
) -> Result<BTreeSet<String>, Failure> {
    let list_path = folder.join(MEDIA_LIST);
    let mut list = create_file(&list_path).map_err(|error| fail_at(&list_path, &error))?;
    let mut progress = start_progress("media files");
    let (mut entry, mut absent) = (MediaEntry::default(), BTreeSet::new());
    for hash in hashes.iter().filter(|hash| is_hash(hash)) {
        let names = files.list_names(hash).map_err(|error| fail_at(Path::new("media"), &error))?;
        let mut has_original = false;
        for name in names {
            let place = Path::new("media").join(media_place(&name));
            let to = folder.join(&place);
            let copied = files.copy_file(&name, &to, interrupt).map_err(|error| fail_at(&to, &error))?;
            let Some(sum) = copied else { continue };
            let is_original = name.strip_prefix(hash.as_str()).is_some_and(|rest| rest.starts_with('.'));
            has_original |= is_original;
            // Smaller sizes bear the name of what they were made of: their own checksum is in the list alone.
            if is_original && sum.sha256 != *hash {
                manifest.damaged_files.push(name);
            }
            entry.files += 1;
            entry.bytes += sum.bytes;
            writeln!(list, "{}  {}", sum.sha256, place.display())
                .map_err(|error| fail_at(&list_path, &error))?;
            progress.add(1);
        }
        if !has_original {
            absent.insert(hash.clone());
        }
    }
    let list = list.into_inner().map_err(|error| fail_at(&list_path, error.error()))?;
    list.sync_all().map_err(|error| fail_at(&list_path, &error))?;
    let sum =
        super::checksums::hash_file(&list_path, interrupt).map_err(|error| fail_at(&list_path, &error))?;
    entry.sha256 = sum.sha256;
    manifest.media = entry;
    Ok(absent)
}

/// Whether a text is a SHA-256 in small hexadecimal digits: it becomes part of a path.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
