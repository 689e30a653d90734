//! Forms with files (`multipart/form-data`, RFC 7578), read as they come: words are gathered within limits, files go
//! straight to the site as uploads. Nothing is kept by reading: a form that is dropped takes its files with it.

mod base64;
mod error;
mod paced;
mod part;

pub use error::FormError;
pub use part::{BodyLimits, FormPart, PartReader, read_fields};

use self::base64::Decoder;
use axum::body::Body;
use tumblelog::media::Budget;
use tumblelog::{Site, SiteUpload, UploadStore};

/// Parts of a form.
const PARTS: usize = 200;
/// Files among them: the pictures of the largest post.
const FILES: usize = 30;
/// Bytes of one part of words.
const TEXT: usize = 1 << 20;
/// Bytes of all of them.
const TEXTS: usize = 2 << 20;
/// Bytes of a part's name.
const NAME: usize = 200;
/// Bytes of the whole body: as much as the largest film or thirty of the largest pictures, and words.
pub const BODY: u64 = 640 << 20;

/// A form that was read.
#[derive(Debug, Default)]
pub struct MultipartForm {
    /// Parts of words, in the order they came, each name as often as it came.
    pub texts: Vec<(String, String)>,
    /// The part named `json`.
    pub json: Option<String>,
    /// Files by the name of their part, in the order they came. They are not kept yet: see [`Site::keep_uploads`].
    pub files: Vec<(String, SiteUpload)>,
}

/// Reads a form. `content_type` is the value of that header, with the boundary. A part is a file when it has a file
/// name or a type other than text, or is named `data` or `data[…]`; one named `data64` holds a file in base64. All files
/// of a request share its `budget`.
///
/// # Errors
/// [`FormError`], which names the part; everything sent is gone then.
pub async fn read_multipart(
    site: &Site,
    budget: &Budget,
    content_type: &str,
    body: Body,
) -> Result<MultipartForm, FormError> {
    let mut parts = PartReader::open(content_type, body, BodyLimits { bytes: BODY, parts: PARTS })?;
    let mut reader = Reader { site, budget, form: MultipartForm::default(), room: TEXTS };
    while let Some(part) = parts.next_part().await? {
        // One part at a time: memory holds one piece of a file, whatever the body's size.
        reader.read_part(part).await?;
    }
    Ok(reader.form)
}

/// Takes in a file that stands in base64 in a text, as in the field `data64` of a form without parts or of JSON. All files
/// of a request share its budget.
///
/// # Errors
/// [`FormError`], which names `part`.
pub async fn from_base64(
    site: &Site,
    budget: &Budget,
    part: &str,
    text: &str,
) -> Result<SiteUpload, FormError> {
    let mut file = File::begin_file(site, budget, part, true).await?;
    // In pieces, so that the decoded file goes to disk and is never whole in memory again.
    for piece in text.as_bytes().chunks(64 << 10) {
        file.push_piece(piece).await?;
    }
    file.finish_file().await
}

struct Reader<'a> {
    site: &'a Site,
    budget: &'a Budget,
    form: MultipartForm,
    /// Bytes of words that may still come.
    room: usize,
}

enum Holds {
    Json,
    Words,
    File,
    Base64,
}

impl Reader<'_> {
    async fn read_part(&mut self, mut part: FormPart) -> Result<(), FormError> {
        let name = part.name().to_owned();
        if name.is_empty() || name.len() > NAME {
            let message =
                format!("each part of the form needs a name of 1 to {NAME} bytes in its Content-Disposition");
            return Err(FormError::Malformed(message));
        }
        match part_content(&name, &part) {
            Holds::Words => {
                let words = self.read_text(&name, &mut part).await?;
                self.form.texts.push((name, words));
            }
            // Which of the two would count is not defined, and two programs could read it
            // differently.
            Holds::Json if self.form.json.is_some() => {
                return Err(FormError::Malformed("the form has more than one part named json".into()));
            }
            Holds::Json => self.form.json = Some(self.read_text(&name, &mut part).await?),
            Holds::File => self.read_file(name, part, false).await?,
            Holds::Base64 => self.read_file(name, part, true).await?,
        }
        Ok(())
    }

    async fn read_text(&mut self, name: &str, part: &mut FormPart) -> Result<String, FormError> {
        let mut bytes = Vec::new();
        while let Some(piece) = part.next_piece().await? {
            // Checked before the bytes are copied, so a hostile part cannot exceed the limit even
            // briefly.
            if bytes.len() + piece.len() > TEXT {
                return Err(FormError::TooLarge(format!(
                    "the part {name} has more than {} MB of words",
                    TEXT >> 20
                )));
            }
            let room = self.room.checked_sub(piece.len());
            self.room = room.ok_or_else(|| {
                FormError::TooLarge(format!("the form has more than {} MB of words in all", TEXTS >> 20))
            })?;
            bytes.extend_from_slice(&piece);
        }
        String::from_utf8(bytes).map_err(|_| {
            FormError::Malformed(format!("the part {name} is not in UTF-8; a file needs a file name"))
        })
    }

    async fn read_file(&mut self, name: String, mut part: FormPart, base64: bool) -> Result<(), FormError> {
        if self.form.files.len() == FILES {
            return Err(FormError::TooLarge(format!("the form has more than {FILES} files")));
        }
        // A browser sends a file without a name where none was chosen.
        let chosen = part.file_name() != Some("");
        let mut file = File::begin_file(self.site, self.budget, &name, base64).await?;
        let mut empty = true;
        while let Some(piece) = part.next_piece().await? {
            empty &= piece.is_empty();
            file.push_piece(&piece).await?;
        }
        if chosen || !empty {
            let upload = file.finish_file().await?;
            self.form.files.push((name, upload));
        }
        Ok(())
    }
}

fn part_content(name: &str, part: &FormPart) -> Holds {
    let stem = name.split_once('[').map_or(name, |(stem, _)| stem);
    match (stem, part.mime()) {
        ("json", _) if name == "json" => Holds::Json,
        ("data64", _) => Holds::Base64,
        ("data", _) => Holds::File,
        _ if part.file_name().is_some() => Holds::File,
        (_, None | Some(("text", _) | ("application", "json" | "x-www-form-urlencoded"))) => Holds::Words,
        _ => Holds::File,
    }
}

/// A file on its way to the site, with the name of its part for what may be wrong.
struct File<'a> {
    part: &'a str,
    intake: UploadStore,
    base64: Option<Decoder>,
}

impl<'a> File<'a> {
    async fn begin_file(
        site: &Site,
        budget: &Budget,
        part: &'a str,
        base64: bool,
    ) -> Result<Self, FormError> {
        let intake = site.upload_within(budget).await.map_err(|error| FormError::of_file(part, error))?;
        Ok(Self { part, intake, base64: base64.then(Decoder::default) })
    }

    async fn push_piece(&mut self, piece: &[u8]) -> Result<(), FormError> {
        let pushed = match &mut self.base64 {
            Some(decoder) => {
                let bytes = decoder.push_piece(piece).map_err(|why| FormError::not_base64(self.part, why))?;
                self.intake.push(&bytes).await
            }
            None => self.intake.push(piece).await,
        };
        pushed.map_err(|error| FormError::of_file(self.part, error))
    }

    async fn finish_file(mut self) -> Result<SiteUpload, FormError> {
        // `take` leaves no decoder behind, so the last bytes are pushed as they are.
        if let Some(decoder) = self.base64.take() {
            let bytes = decoder.finish_text().map_err(|why| FormError::not_base64(self.part, why))?;
            self.push_piece(&bytes).await?;
        }
        self.intake.finish_upload().await.map_err(|error| FormError::of_file(self.part, error))
    }
}
