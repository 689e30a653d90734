//! Uploaded files and the blocks that hold them.

use super::super::call::ApiCall;
use super::super::error::{Refusal, Subcode};
use super::super::parts::Files;
use npf::{Audio, Block, Document, Image, Media, Video};
use tumblelog::limits::Limit;
use tumblelog::media::{MediaKind, Stored, media_objects, poster_media};
use tumblelog::{Site, SiteUpload};

/// Files on their way into a post's blocks.
pub struct FilePlacement<'a> {
    files: Vec<(&'a str, &'a Stored, bool)>,
    /// The site's own address, as clients read it.
    base: &'a str,
}

impl<'a> FilePlacement<'a> {
    /// These files, for blocks of this site.
    pub fn new(call: &'a ApiCall) -> Self {
        let files = call.files.0.iter().map(|(part, upload)| (part.as_str(), upload.stored_file(), false));
        Self { files: files.collect(), base: &call.app.settings().base_url }
    }

    /// Puts the files where the blocks name them.
    ///
    /// # Errors
    /// A block that names no file or one of another kind, a file that no block names.
    pub fn fill_document(mut self, document: &mut Document) -> Result<(), Refusal> {
        for (at, block) in document.content.iter_mut().enumerate() {
            let path = format!("content[{at}]");
            match block {
                Block::Image(image) => {
                    if let Some(stored) =
                        self.place_named(&format!("{path}.media"), &image.media, MediaKind::Image)?
                    {
                        put_image(image, stored);
                    }
                    self.place_posters(&path, &mut image.poster)?;
                }
                Block::Audio(audio) => {
                    if let Some(stored) =
                        self.place_named(&format!("{path}.media"), audio.media.as_slice(), MediaKind::Audio)?
                    {
                        put_audio(audio, stored);
                    }
                    self.place_posters(&path, &mut audio.poster)?;
                }
                Block::Video(video) => {
                    if let Some(stored) =
                        self.place_named(&format!("{path}.media"), video.media.as_slice(), MediaKind::Video)?
                    {
                        put_video(video, stored);
                    }
                    self.place_posters(&path, &mut video.poster)?;
                }
                Block::Link(link) => self.place_posters(&path, &mut link.poster)?,
                _ => {}
            }
        }
        // After the files are placed, because it drops the identifiers by which they are found.
        make_relative(document, self.base);
        // A file that no block names would be kept for nothing, and counted.
        match self.files.iter().find(|(_, _, used)| !used) {
            Some((part, ..)) => Err(bad_media(format!(
                "{part}: no block names this file; a media object with the identifier “{part}” is needed"
            ))),
            None => Ok(()),
        }
    }

    fn place_posters(&mut self, path: &str, posters: &mut Vec<Media>) -> Result<(), Refusal> {
        if let Some(stored) = self.place_named(&format!("{path}.poster"), posters, MediaKind::Image)? {
            *posters = media_objects(stored);
        }
        Ok(())
    }

    /// The file that media objects name.
    fn place_named(
        &mut self,
        path: &str,
        media: &[Media],
        kind: MediaKind,
    ) -> Result<Option<&'a Stored>, Refusal> {
        // An address wins over an identifier: clients may send back both.
        let Some((at, name)) = media.iter().enumerate().find_map(|(at, media)| {
            Some((at, media.identifier.as_deref()?)).filter(|_| media.url.is_empty())
        }) else {
            return Ok(None);
        };
        let shown: String = name.chars().take(60).collect();
        let found = self.files.iter_mut().find(|(part, ..)| *part == name);
        let (_, stored, used) = found.ok_or_else(|| {
            bad_content(format!(
                "{path}[{at}].identifier: there is no file named “{shown}”; the name of a part of the multipart body is needed"
            ))
        })?;
        if stored.kind != kind {
            return Err(bad_media(format!(
                "{path}[{at}].identifier: the file “{shown}” is {}; this block holds another kind",
                stored.mime
            )));
        }
        *used = true;
        Ok(Some(stored))
    }
}

/// Makes addresses of the site's own files relative, as they are stored: answers write them whole, and clients send them
/// back. Identifiers of uploads are dropped.
pub fn make_relative(document: &mut Document, base: &str) {
    let own = |url: &str| url.strip_prefix(base).filter(|rest| rest.starts_with('/')).map(str::to_owned);
    for media in document.media_mut() {
        media.identifier = None;
        // Only kept files become relative: another page of this site is no media file.
        if let Some(path) = own(&media.url).filter(|path| path.starts_with("/media/")) {
            media.url = path;
        }
    }
    for block in &mut document.content {
        let by = match block {
            Block::Image(image) => image.attribution.as_mut(),
            Block::Audio(audio) => audio.attribution.as_mut(),
            Block::Video(video) => video.attribution.as_mut(),
            _ => None,
        };
        if let Some(url) = by.and_then(|by| by.url.as_mut())
            && let Some(path) = own(url)
        {
            *url = path;
        }
    }
}

/// A picture that was uploaded.
pub fn put_image(image: &mut Image, stored: &Stored) {
    image.media = media_objects(stored);
    // A still that the client chose is not replaced.
    if image.poster.is_empty() {
        image.poster = poster_media(stored).into_iter().collect();
    }
}

/// A sound that was uploaded, with what its file says of itself where the block says nothing.
pub fn put_audio(audio: &mut Audio, stored: &Stored) {
    audio.media = media_objects(stored).into_iter().next();
    audio.provider = Some("tumblr".to_owned());
    audio.title = audio.title.take().or_else(|| stored.title.clone());
    audio.artist = audio.artist.take().or_else(|| stored.artist.clone());
    audio.album = audio.album.take().or_else(|| stored.album.clone());
    if audio.poster.is_empty() {
        audio.poster = poster_media(stored).into_iter().collect();
    }
}

/// A film that was uploaded.
pub fn put_video(video: &mut Video, stored: &Stored) {
    video.media = media_objects(stored).into_iter().next();
    video.provider = Some("tumblr".to_owned());
    // The file knows better than who sends it: the day's film is counted by it.
    video.duration = stored.duration_ms.or(video.duration);
    if video.poster.is_empty() {
        video.poster = poster_media(stored).into_iter().collect();
    }
}

/// Keeps the files of a request, whose post is known to be as it must.
///
/// # Errors
/// [`Subcode::UploadFailed`] when they cannot be written.
pub async fn keep_files(site: &Site, files: Files) -> Result<(), Refusal> {
    if files.0.is_empty() {
        return Ok(());
    }
    let uploads: Vec<SiteUpload> = files.0.into_iter().map(|(_, upload)| upload).collect();
    let film = uploads.iter().any(|upload| upload.stored_file().kind == MediaKind::Video);
    let subcode = if film { Subcode::VideoUploadFailed } else { Subcode::UploadFailed };
    match site.keep_uploads(uploads).await {
        Ok(_) => Ok(()),
        Err(error @ tumblelog::Error::File(_)) => {
            tracing::error!(%error, "uploads could not be kept");
            Err(Refusal::Posting(subcode, "The files could not be kept; try again later.".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Keeps the files of an edit, which makes no post that they could be counted with: they count by themselves.
///
/// # Errors
/// As [`keep_files`]; also where the day has no room for them.
pub async fn keep_for_edit(call: &mut ApiCall) -> Result<(), Refusal> {
    // Taken out, so that the files move into the site and are not copied.
    let files = std::mem::take(&mut call.files);
    let of = |kind: MediaKind| {
        files.0.iter().map(|(_, upload)| upload.stored_file()).filter(move |stored| stored.kind == kind)
    };
    let seconds: u64 = of(MediaKind::Video).map(|film| film.duration_ms.unwrap_or(0).div_ceil(1000)).sum();
    let account = super::super::auth::require_account(&call.visitor)?.id;
    // The limits come before the files, so that a refusal keeps nothing.
    for (limit, n) in [
        (Limit::Photos, of(MediaKind::Image).count()),
        (Limit::Videos, of(MediaKind::Video).count()),
        (Limit::VideoSeconds, usize::try_from(seconds).unwrap_or(usize::MAX)),
    ] {
        if n > 0 {
            call.app.site().spend_limit(account, limit, n).await?;
        }
    }
    keep_files(call.app.site(), files).await
}

/// A file that is not accepted.
pub fn bad_media(words: String) -> Refusal {
    Refusal::Posting(Subcode::BadMedia, words)
}

/// Content that is not accepted.
pub fn bad_content(words: String) -> Refusal {
    Refusal::Posting(Subcode::BadContent, words)
}

/// Checks blocks before anything is kept.
///
/// # Errors
/// The first few problems, each with its place.
pub fn check_document(document: &mut Document) -> Result<(), Refusal> {
    // Before it is brought into its normal form, which drops what does not fit. A read-more that does not is ignored.
    let problems = document.validate().err().unwrap_or_default();
    let told = problems.iter().filter(|problem| {
        !problem.path.ends_with("truncate_after") || problem.message.contains("not of the kind")
    });
    let lines: Vec<_> = told.take(5).map(|p| format!("{}: {}", p.path, p.message)).collect();
    document.normalise();
    if lines.is_empty() { Ok(()) } else { Err(bad_content(lines.join("; "))) }
}

/// Whether a film of the site's own is in it.
pub fn has_film(document: &Document) -> bool {
    document.content.iter().any(|block| matches!(block, Block::Video(video) if video.media.is_some()))
}
