//! Kept files, wherever they are kept. Everything here waits for a disk or a network, on threads made for that, a limited
//! number at a time.

use crate::media::blocking::run_blocking;
use crate::{Error, Result, Site};
use blob::{BlobPage, BlobReader, BlobStore};
use std::collections::HashMap;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use store::site_values;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use media::FileStat;

/// How long one waits for a place at the store.
const WAIT: Duration = Duration::from_secs(5);

/// The bytes of a kept file, one after another.
pub struct MediaReader {
    reader: BlobReader,
    places: Arc<Semaphore>,
}

impl MediaReader {
    /// The next bytes, at most so many; none at the end.
    ///
    /// # Errors
    /// [`Error::MediaUnavailable`] when the store breaks off, [`Error::File`] when a disk does.
    pub async fn read_chunk(self, most: u64) -> Result<(Self, Vec<u8>)> {
        let Self { mut reader, places } = self;
        let place = take_place(&places).await?;
        let (reader, chunk) = run_blocking(move || {
            let mut chunk = Vec::new();
            reader.by_ref().take(most).read_to_end(&mut chunk).map_err(blob::Error::from_reader)?;
            drop(place);
            Ok((reader, chunk))
        })
        .await?;
        Ok((Self { reader, places }, chunk))
    }
}

/// A place at the store.
async fn take_place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit> {
    // Who waits for longer is told to come again: the store hangs, or has too much to do.
    match tokio::time::timeout(WAIT, Arc::clone(places).acquire_owned()).await {
        Ok(Ok(place)) => Ok(place),
        Ok(Err(_)) | Err(_) => Err(Error::Busy),
    }
}

impl Site {
    /// Asks the store of media on a thread that may wait.
    pub(crate) async fn ask_media<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&dyn BlobStore) -> blob::Result<T> + Send + 'static,
    ) -> Result<T> {
        let (place, store) = (take_place(&self.media_reads).await?, Arc::clone(self.media.store()));
        run_blocking(move || {
            let answer = ask(&*store);
            drop(place);
            Ok(answer?)
        })
        .await
    }

    /// MIME type and length in bytes of a kept file or one of its smaller sizes; `None` for a name the site never gives
    /// out or a file that is gone.
    pub async fn stat_media(&self, name: &str) -> Result<Option<FileStat>> {
        let (place, files) = (take_place(&self.media_reads).await?, self.media.clone());
        let name = name.to_owned();
        run_blocking(move || {
            let found = files.stat_file(&name);
            drop(place);
            found
        })
        .await
    }

    /// Opens a range of bytes of a kept file or one of its smaller sizes. The first bytes are at hand when this returns.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is no such file.
    pub async fn open_media(&self, name: &str, range: Range<u64>) -> Result<MediaReader> {
        let (place, files) = (take_place(&self.media_reads).await?, self.media.clone());
        let name = name.to_owned();
        let reader = run_blocking(move || {
            let reader = files.open_file(&name, range);
            drop(place);
            reader
        })
        .await?;
        Ok(MediaReader { reader, places: Arc::clone(&self.media_reads) })
    }

    /// Kept files in the order of their names, at most `limit` (of 1,000); `after` is [`BlobPage::next`] of the part before.
    pub async fn list_media(&self, after: Option<String>, limit: usize) -> Result<BlobPage> {
        self.ask_media(move |store| store.list("", after.as_deref(), limit)).await
    }

    /// The store of media itself, for work that blocks anyway.
    pub fn media_store(&self) -> &Arc<dyn BlobStore> {
        self.media.store()
    }

    /// MIME types and lengths of these files, without asking a network for each: of a folder as they are, else as they are
    /// known. Those that are missing are left out.
    pub async fn media_lengths(&self, names: Vec<String>) -> Result<HashMap<String, FileStat>> {
        if names.is_empty() {
            return Ok(HashMap::new());
        }
        if self.media.store().is_local() {
            let site = self.clone();
            let look = move || {
                let found = |name: String| site.local_media_length(&name).map(|stat| (name, stat));
                Ok(names.into_iter().filter_map(found).collect())
            };
            return run_blocking(look).await;
        }
        let known = self.media_facts(names).await?;
        let stat = |(name, stored): (String, media::Stored)| {
            media::mime_of(&name).map(|mime| (name, FileStat { mime, length: stored.bytes }))
        };
        Ok(known.into_iter().filter_map(stat).collect())
    }

    /// MIME type and length of a file in a folder of this machine; `None` where files are kept elsewhere. It blocks for a
    /// moment.
    pub fn local_media_length(&self, name: &str) -> Option<FileStat> {
        if self.media.store().is_local() { self.media.stat_file(name).ok().flatten() } else { None }
    }

    /// Where the server last said that media are kept; `None` before one ran.
    pub async fn kept_media_place(&self) -> Result<Option<String>> {
        self.store.read(|tx| Ok::<_, Error>(site_values::media_place(tx)?)).await
    }

    /// Says where media are kept, for the commands that run beside the server.
    pub async fn keep_media_place(&self) -> Result<()> {
        let place = self.media.store().describe_location();
        self.store.write(move |tx| Ok::<_, Error>(site_values::put_media_place(tx, &place)?)).await
    }
}
