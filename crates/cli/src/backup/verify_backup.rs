//! Compares all files of a backup with its manifest.

use super::checksums::{FileSum, hash_file};
use super::failure::fail_at;
use super::interrupt::Interrupt;
use super::manifest::{MEDIA_LIST, Manifest, table_file};
use super::media_copies::is_hash;
use super::media_files::media_place;
use super::start_progress;
use crate::{Failure, Outcome};
use std::io::ErrorKind;
use std::path::Path;

/// A media file of a backup.
pub struct ListedFile {
    pub sha256: String,
    pub name: String,
}

/// Reads everything that a backup names; gives its media files.
pub fn verify_files(
    folder: &Path,
    manifest: &Manifest,
    interrupt: &Interrupt,
) -> Result<Vec<ListedFile>, Failure> {
    let mut progress = start_progress("files verified");
    for table in &manifest.tables {
        let path = table_file(folder, &table.name);
        let sum = read_sum(&path, interrupt)?;
        if sum != (FileSum { sha256: table.sha256.clone(), bytes: table.bytes }) {
            return Err(damaged(&path));
        }
        progress.add(1);
    }
    let listed = read_list(folder, manifest, interrupt)?;
    for file in &listed {
        let path = folder.join("media").join(media_place(&file.name));
        if read_sum(&path, interrupt)?.sha256 != file.sha256 {
            return Err(damaged(&path));
        }
        progress.add(1);
    }
    Ok(listed)
}

fn read_list(folder: &Path, manifest: &Manifest, interrupt: &Interrupt) -> Result<Vec<ListedFile>, Failure> {
    let path = folder.join(MEDIA_LIST);
    ensure_sum(&path, &manifest.media.sha256, interrupt)?;
    let text = std::fs::read_to_string(&path).map_err(|error| fail_at(&path, &error))?;
    let listed: Option<Vec<ListedFile>> = text.lines().map(parse_line).collect();
    // A list whose checksum is right and whose lines are not was not written by this program.
    let listed = listed.ok_or_else(|| damaged(&path))?;
    if listed.len() as u64 != manifest.media.files {
        return Err(damaged(&path));
    }
    Ok(listed)
}

/// A line such as `HASH  media/ab/NAME`. The name becomes a path, so nothing else is accepted.
fn parse_line(line: &str) -> Option<ListedFile> {
    let (sha256, place) = line.split_once("  ")?;
    let name = place.strip_prefix("media/")?.split_once('/')?.1;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    let is_ours = is_hash(sha256)
        && name.get(..64).is_some_and(is_hash)
        && name.bytes().all(plain)
        && Path::new("media").join(media_place(name)) == Path::new(place);
    is_ours.then(|| ListedFile { sha256: sha256.to_owned(), name: name.to_owned() })
}

fn ensure_sum(path: &Path, sha256: &str, interrupt: &Interrupt) -> Outcome {
    if read_sum(path, interrupt)?.sha256 == sha256 { Ok(()) } else { Err(damaged(path)) }
}

fn read_sum(path: &Path, interrupt: &Interrupt) -> Result<FileSum, Failure> {
    hash_file(path, interrupt).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::Failed(anyhow::anyhow!(
            "{} is missing from the backup; nothing was restored",
            path.display()
        )),
        _ => fail_at(path, &error),
    })
}

fn damaged(path: &Path) -> Failure {
    Failure::Failed(anyhow::anyhow!(
        "{} is damaged: it does not agree with the manifest of the backup; nothing was restored",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::parse_line;

    #[test]
    fn a_list_names_media_files_and_nothing_else() {
        let hash = "ab".repeat(32);
        let listed = parse_line(&format!("{hash}  media/ab/{hash}_w540.webp")).unwrap();
        assert_eq!(listed.name, format!("{hash}_w540.webp"));
        for bad in [
            String::new(),
            format!("{hash} media/ab/{hash}.png"),
            format!("{hash}  media/ab/../../etc/passwd"),
            format!("{hash}  media/ab/{hash}/../../x"),
            format!("{hash}  media/cd/{hash}.png"),
            format!("{hash}  /media/ab/{hash}.png"),
            format!("short  media/ab/{hash}.png"),
            format!("{hash}  media/ab/tagstead.sqlite"),
        ] {
            assert!(parse_line(&bad).is_none(), "{bad}");
        }
    }
}
