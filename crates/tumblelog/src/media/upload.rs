//! Files sent to the site, taken in as they come. What blocks, blocks a thread of its own: no request waits for
//! another's picture.

use crate::media::blocking::run_blocking;
use crate::media::pending_files;
use crate::{Error, Result, Site};
use media::{Budget, Limits, Look, Stored};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 256 << 10;

/// A file coming in. Dropped, it is gone.
#[derive(Debug)]
pub struct UploadStore {
    /// Away while a thread works on it; for good when that failed.
    inner: Option<media::MediaStore>,
    gathered: Vec<u8>,
    work: Arc<Semaphore>,
}

/// A file that was taken in and looked at, and is not kept yet. Dropped, it is gone, whoever else keeps the same.
#[derive(Debug)]
pub struct SiteUpload(media::Upload);

impl SiteUpload {
    pub(crate) fn looked(upload: media::Upload) -> Self {
        Self(upload)
    }

    /// What is known of it, under the names it will have.
    pub fn stored_file(&self) -> &Stored {
        self.0.stored()
    }
}

impl UploadStore {
    /// Takes the next piece.
    ///
    /// # Errors
    /// [`Error::Invalid`] as soon as it is clear that the file is not accepted: none that is kept, or too large for
    /// its kind.
    pub async fn push(&mut self, piece: &[u8]) -> Result<()> {
        self.gathered.extend_from_slice(piece);
        // Network pieces are small, and each write costs a switch of threads.
        if self.gathered.len() >= GATHERED { self.write_piece().await } else { Ok(()) }
    }

    async fn write_piece(&mut self) -> Result<()> {
        // Taken out: when the write fails or is dropped, the upload cannot go on half-written.
        let mut inner = self.inner.take().ok_or_else(given_up)?;
        let mut gathered = std::mem::take(&mut self.gathered);
        let (inner, gathered) = run_blocking(move || {
            inner.push(&gathered)?;
            gathered.clear();
            Ok((inner, gathered))
        })
        .await?;
        (self.inner, self.gathered) = (Some(inner), gathered);
        Ok(())
    }

    /// Looks at the whole file: what it is, how large, its smaller sizes. At most two pictures are decoded at once;
    /// others wait.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not accepted, with what was found and what is accepted.
    pub async fn finish_upload(mut self) -> Result<SiteUpload> {
        self.write_piece().await?;
        let inner = self.inner.take().ok_or_else(given_up)?;
        let place = Arc::clone(&self.work).acquire_owned().await.map_err(|_| Error::Busy)?;
        run_blocking(move || {
            let looked = inner.finish(Look::Whole);
            // Held by the thread that works, even when who asked has gone away.
            drop(place);
            looked.map(SiteUpload)
        })
        .await
    }
}

fn given_up() -> Error {
    model::Invalid::new("the file was refused before; send it anew").into()
}

impl Site {
    /// Begins to take in a file.
    ///
    /// # Errors
    /// [`Error::File`] when nothing can be written.
    pub async fn begin_upload(&self) -> Result<UploadStore> {
        self.upload_within(&Budget::default()).await
    }

    /// Begins to take in a file that shares its time for decoding with others, as those of one request do.
    ///
    /// # Errors
    /// [`Error::File`] when nothing can be written.
    pub async fn upload_within(&self, budget: &Budget) -> Result<UploadStore> {
        let (files, budget) = (self.media.clone(), budget.clone());
        let inner = run_blocking(move || files.intake_within(Limits::default(), budget)).await?;
        Ok(UploadStore { inner: Some(inner), gathered: Vec::new(), work: Arc::clone(&self.media_work) })
    }

    /// Keeps files, and what is known of them. To be called when nothing else is likely to refuse the post they belong
    /// to: until one is published that names them, they are kept for a day (see [`Site::sweep_uploads`]).
    ///
    /// # Errors
    /// [`Error::File`] when one cannot be written; what the database says.
    pub async fn keep_uploads(&self, uploads: Vec<SiteUpload>) -> Result<Vec<Stored>> {
        if uploads.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> =
            uploads.iter().flat_map(|upload| pending_files::file_names(upload.stored_file())).collect();
        // Before the files are moved into place: a crash in between must not leave orphans.
        self.expect_posts(&names).await?;
        let keep =
            move || uploads.into_iter().map(|upload| upload.0.keep()).collect::<media::Result<Vec<_>>>();
        let kept = run_blocking(keep).await?;
        self.remember_uploads(&kept).await?;
        Ok(kept)
    }
}
