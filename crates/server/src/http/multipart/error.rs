//! Why a form is not accepted.

/// A form that is not accepted, told apart by what to answer.
#[derive(Debug)]
pub enum FormError {
    /// It cannot be read: 400.
    Malformed(String),
    /// It, or a part, is larger than accepted: 413.
    TooLarge(String),
    /// A file in it is refused, or could not be written: as the error says.
    File {
        /// Name of the part.
        part: String,
        /// What was found and what is accepted.
        error: tumblelog::Error,
    },
}

impl std::fmt::Display for FormError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed(message) | Self::TooLarge(message) => f.write_str(message),
            Self::File { part, error } => write!(f, "{part}: {error}"),
        }
    }
}

impl std::error::Error for FormError {}

impl FormError {
    pub(super) fn of_file(part: &str, error: tumblelog::Error) -> Self {
        Self::File { part: part.to_owned(), error }
    }

    pub(super) fn not_base64(part: &str, why: &str) -> Self {
        Self::Malformed(format!("the part {part} is not in base64: {why}"))
    }
}

impl From<multer::Error> for FormError {
    fn from(error: multer::Error) -> Self {
        match error {
            // Small forms have limits below one megabyte, which would read as 0 MB.
            multer::Error::StreamSizeExceeded { limit } => {
                let (most, unit) = if limit < 1 << 20 { (limit >> 10, "KB") } else { (limit >> 20, "MB") };
                Self::TooLarge(format!("the form is larger than {most} {unit}"))
            }
            // Our own stream wraps its errors in multer's; unwrapped, they keep their words.
            multer::Error::StreamReadFailed(error) => match error.downcast::<Self>() {
                Ok(ours) => *ours,
                Err(error) => Self::Malformed(format!("the form broke off: {error}")),
            },
            multer::Error::IncompleteFieldData { field_name } => {
                let part = field_name.unwrap_or_default();
                Self::Malformed(format!("the form ends within the part {part}"))
            }
            multer::Error::IncompleteStream | multer::Error::IncompleteHeaders => Self::Malformed(
                "the form ends before its last boundary, or a boundary is not followed by a line end".into(),
            ),
            multer::Error::NoMultipart | multer::Error::DecodeContentType(_) => {
                Self::Malformed("the Content-Type must be multipart/form-data with a boundary".into())
            }
            multer::Error::NoBoundary => Self::Malformed("the Content-Type names no boundary".into()),
            other => Self::Malformed(format!("the form cannot be read: {other}")),
        }
    }
}
