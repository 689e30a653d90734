//! The files of a batch of an import: looked at on a thread that may block, and kept before the posts come.

use crate::media::Stored;
use crate::media::blocking::run_blocking;
use crate::media::upload::SiteUpload;
use crate::{Error, Result, Site};
use intake::Incoming;
use media::{Limits, Look, MediaFiles};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Files that are open at the same time: each holds a few descriptors until it is kept.
const AT_ONCE: usize = 16;

/// What is known of each file, or why it was not kept.
pub(crate) type KeptFiles = HashMap<PathBuf, Result<Stored, String>>;

impl Site {
    /// Keeps the files of these posts, each once.
    pub(crate) async fn keep_import_files(&self, posts: &[Incoming]) -> Result<KeptFiles> {
        // Posts of one batch often share a picture, as reblogs do.
        let mut seen = HashSet::new();
        let all = posts.iter().flat_map(|post| &post.media).map(|media| media.file.clone());
        let paths: Vec<PathBuf> = all.filter(|path| seen.insert(path.clone())).collect();
        let mut kept = KeptFiles::new();
        for some in paths.chunks(AT_ONCE) {
            let (files, some) = (self.media.clone(), some.to_vec());
            let look =
                move || some.into_iter().map(|path| look_at(&files, path)).collect::<media::Result<Vec<_>>>();
            let (mut places, mut uploads) = (Vec::new(), Vec::new());
            for (path, looked) in run_blocking(look).await? {
                match looked {
                    Ok(upload) => {
                        places.push(path);
                        uploads.push(SiteUpload::looked(upload));
                    }
                    Err(why) => drop(kept.insert(path, Err(why))),
                }
            }
            kept.extend(places.into_iter().zip(self.keep_uploads(uploads).await?.into_iter().map(Ok)));
        }
        Ok(kept)
    }

    /// Copies a file into the site. What is there already is not written again. A picture is not decoded: only
    /// its size is read. Unless a post references it within a day, it is removed.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is no picture, sound or film that browsers show, broken or too large;
    /// [`Error::File`] when it cannot be read or written.
    pub async fn keep_file(&self, from: &Path) -> Result<crate::media::KeptFile> {
        let (files, path) = (self.media.clone(), from.to_owned());
        let looked = run_blocking(move || files.take(&path, Limits::default(), Look::Header)).await;
        let upload = looked.map_err(|error| named(from, error))?;
        let stored = self.keep_uploads(vec![SiteUpload::looked(upload)]).await?.pop();
        let stored = stored.ok_or_else(|| Error::File(format!("{} was not kept", from.display())))?;
        Ok(crate::media::KeptFile {
            size: stored.width.zip(stored.height),
            name: stored.name,
            mime: stored.mime,
        })
    }
}

type Looked = (PathBuf, Result<media::Upload, String>);

/// Looks at one file. A picture whose head is sound and which cannot be decoded all the same is kept without its smaller
/// sizes: an import must not lose what another site showed.
fn look_at(files: &MediaFiles, path: PathBuf) -> media::Result<Looked> {
    let looked = files.take(&path, Limits::default(), Look::Whole).or_else(|error| match error {
        media::Error::Refused(_) => files.take(&path, Limits::default(), Look::Header),
        other => Err(other),
    });
    match looked {
        Ok(upload) => Ok((path, Ok(upload))),
        // A disk that fails stops the batch; a bad file is only a fault of its post.
        Err(media::Error::Io(error)) => {
            Err(std::io::Error::new(error.kind(), format!("{}: {error}", path.display())).into())
        }
        Err(refused) => {
            let why = format!("{}: {refused}", path.display());
            Ok((path, Err(why)))
        }
    }
}

fn named(from: &Path, error: Error) -> Error {
    match error {
        Error::File(why) => Error::File(format!("{}: {why}", from.display())),
        Error::Invalid(why) => model::Invalid::new(format!("{}: {why}", from.display())).into(),
        other => other,
    }
}
