//! What is known of a kept file.

use crate::format::MediaKind;
use crate::sound::SoundFacts;
use serde::{Deserialize, Serialize};

/// A kept file and what is known of it. Absent facts are left out of the JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Its name in addresses: the SHA-256 of its bytes in 64 hexadecimal digits, a dot, an ending.
    pub name: String,
    /// Picture, sound or film.
    pub kind: MediaKind,
    /// MIME type found by looking at the bytes.
    pub mime: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Pixels as shown, that is after the turn an EXIF orientation asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels as shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// A picture of several frames. Its variants are still: the first frame.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub animated: bool,
    /// Milliseconds of sound or film, where the file says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// The picture in smaller sizes, widest first, the square last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// Up to five colours that stand for the picture, the commonest first, as `rrggbb`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub colors: Vec<String>,
    /// The picture blurred, as <https://blurha.sh> writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blurhash: Option<String>,
    /// Title of a sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Artist of a sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    /// Album of a sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    /// Number on the album.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub track: Option<u32>,
    /// The cover a sound carries, kept as a picture of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<Box<Stored>>,
}

/// A picture in a smaller size, a file beside the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// Its name in addresses: the original's hash, `_`, its width (`75sq` for the square), a dot, an ending.
    pub name: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// MIME type.
    pub mime: String,
    /// Cut to a square instead of showing the whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub square: bool,
    /// The first frame of a picture that moves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub still: bool,
}

impl Stored {
    /// Takes over what a sound says of itself. Gives the bytes of its cover.
    pub(crate) fn take_sound(&mut self, sound: SoundFacts) -> Option<Vec<u8>> {
        // What the container said stays: for M4A the tag reader tells no duration.
        self.duration_ms = self.duration_ms.or(sound.duration_ms);
        (self.title, self.artist, self.album) = (sound.title, sound.artist, sound.album);
        self.track = sound.track;
        sound.cover
    }

    pub(crate) fn new(kind: MediaKind, mime: &str) -> Self {
        Self {
            name: String::new(),
            kind,
            mime: mime.to_owned(),
            bytes: 0,
            width: None,
            height: None,
            animated: false,
            duration_ms: None,
            variants: Vec::new(),
            colors: Vec::new(),
            blurhash: None,
            title: None,
            artist: None,
            album: None,
            track: None,
            cover: None,
        }
    }
}
