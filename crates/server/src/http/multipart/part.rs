//! The one reader of `multipart/form-data` (RFC 7578): parts as they come, within limits. What is made of a part is left
//! to the caller.

use super::FormError;
use super::paced::{Paced, Unclaimed};
use axum::body::{Body, Bytes};
use multer::{Constraints, Field, Multipart, SizeLimit};

/// Longest boundary, in characters (RFC 2046, 5.1.1).
const BOUNDARY: usize = 70;

/// How much is read of a body.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// Bytes of the whole body.
    pub bytes: u64,
    /// Parts in it.
    pub parts: usize,
}

/// Reads the parts of a body, one after the other.
pub struct PartReader {
    parts: Multipart<'static>,
    unclaimed: Unclaimed,
    limits: BodyLimits,
    count: usize,
}

/// A part, whose content is read as it comes. A part must be read or skipped to its end before the next is asked for.
pub struct FormPart {
    field: Field<'static>,
    unclaimed: Unclaimed,
}

impl PartReader {
    /// Begins to read. `content_type` is the value of that header, with the boundary.
    ///
    /// # Errors
    /// [`FormError::Malformed`] for a header without a boundary that can be used.
    pub fn open(content_type: &str, body: Body, limits: BodyLimits) -> Result<Self, FormError> {
        // The boundary is the client's; a long one makes the search for it slow.
        let boundary = multer::parse_boundary(content_type).map_err(FormError::from)?;
        if !(1..=BOUNDARY).contains(&boundary.len()) {
            return Err(FormError::Malformed(format!(
                "the boundary in the Content-Type must have 1 to {BOUNDARY} characters"
            )));
        }
        let unclaimed = Unclaimed::default();
        let constraints = Constraints::new().size_limit(SizeLimit::new().whole_stream(limits.bytes));
        let stream = Paced::new(body.into_data_stream(), unclaimed.clone());
        let parts = Multipart::with_constraints(stream, boundary, constraints);
        Ok(Self { parts, unclaimed, limits, count: 0 })
    }

    /// The next part; `None` after the last.
    ///
    /// # Errors
    /// [`FormError`] for a body that cannot be read, or has more than is accepted.
    pub async fn next_part(&mut self) -> Result<Option<FormPart>, FormError> {
        let Some(field) = self.parts.next_field().await? else { return Ok(None) };
        // The head was complete, so the count for the next one begins again.
        self.unclaimed.claim_body();
        self.count += 1;
        if self.count > self.limits.parts {
            return Err(FormError::TooLarge(format!("the form has more than {} parts", self.limits.parts)));
        }
        Ok(Some(FormPart { field, unclaimed: self.unclaimed.clone() }))
    }
}

impl FormPart {
    /// Its name; empty where it has none.
    pub fn name(&self) -> &str {
        self.field.name().unwrap_or_default()
    }

    /// The name of the file it holds.
    pub fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    /// Type and subtype as it states them.
    pub fn mime(&self) -> Option<(&str, &str)> {
        self.field.content_type().map(|mime| (mime.type_().as_str(), mime.subtype().as_str()))
    }

    /// The next piece of its content; `None` after the last.
    ///
    /// # Errors
    /// [`FormError`] for a body that breaks off or is too large.
    pub async fn next_piece(&mut self) -> Result<Option<Bytes>, FormError> {
        let piece = self.field.chunk().await?;
        self.unclaimed.claim_body();
        Ok(piece)
    }

    /// Its content, where that has at most `most` bytes.
    ///
    /// # Errors
    /// [`FormError::TooLarge`] where it has more; as [`Part::next_piece`].
    pub async fn read_whole(&mut self, most: usize) -> Result<Vec<u8>, FormError> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.next_piece().await? {
            if bytes.len() + piece.len() > most {
                let part = self.name();
                return Err(FormError::TooLarge(format!("the part {part} has more than {most} bytes")));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Reads on to its end.
    ///
    /// # Errors
    /// As [`Part::next_piece`].
    pub async fn skip(&mut self) -> Result<(), FormError> {
        while self.next_piece().await?.is_some() {}
        Ok(())
    }
}

/// The parts of a small form, whole in memory: names and contents in the order they came, files like words.
///
/// # Errors
/// [`FormError`] for a body that cannot be read, or has more than is accepted.
pub async fn read_fields(
    content_type: &str,
    body: Body,
    limits: BodyLimits,
) -> Result<Vec<(String, Vec<u8>)>, FormError> {
    let mut reader = PartReader::open(content_type, body, limits)?;
    let mut fields = Vec::new();
    while let Some(mut part) = reader.next_part().await? {
        // The whole body has its limit.
        let content = part.read_whole(usize::MAX).await?;
        fields.push((part.name().to_owned(), content));
    }
    Ok(fields)
}
