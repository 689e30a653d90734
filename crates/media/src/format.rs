//! The formats that are kept: those that browsers show and that cannot run anything. SVG is not among them: it can
//! carry scripts.

use serde::{Deserialize, Serialize};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A film.
    Video,
}

impl MediaKind {
    pub(crate) fn plural(self) -> &'static str {
        match self {
            Self::Image => "pictures",
            Self::Audio => "sounds",
            Self::Video => "films",
        }
    }
}

// One table of all facts, so that a new format cannot lack one of them.
macro_rules! formats {
    ($($(#[$doc:meta])* $name:ident $kind:ident $words:literal $ending:literal $mime:literal),+ $(,)?) => {
        /// A format that is kept.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Format { $($(#[$doc])* $name),+ }

        impl Format {
            /// Every format.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What it is for.
            pub fn kind(self) -> MediaKind {
                match self { $(Self::$name => MediaKind::$kind),+ }
            }

            /// Its name in words.
            pub fn words(self) -> &'static str {
                match self { $(Self::$name => $words),+ }
            }

            /// The ending of its files' names, without the dot.
            pub fn ending(self) -> &'static str {
                match self { $(Self::$name => $ending),+ }
            }

            /// Its MIME type.
            pub fn mime(self) -> &'static str {
                match self { $(Self::$name => $mime),+ }
            }
        }
    };
}

formats!(
    /// JPEG.
    Jpeg Image "JPEG" "jpg" "image/jpeg",
    /// PNG, still or animated.
    Png Image "PNG" "png" "image/png",
    /// GIF, still or animated.
    Gif Image "GIF" "gif" "image/gif",
    /// WebP, still or animated.
    Webp Image "WebP" "webp" "image/webp",
    /// MPEG audio, layer 3.
    Mp3 Audio "MP3" "mp3" "audio/mpeg",
    /// AAC in MP4.
    M4a Audio "M4A" "m4a" "audio/mp4",
    /// AAC frames one after the other.
    Aac Audio "AAC" "aac" "audio/aac",
    /// Vorbis in Ogg.
    Vorbis Audio "Ogg Vorbis" "ogg" "audio/ogg",
    /// Opus in Ogg.
    Opus Audio "Ogg Opus" "opus" "audio/ogg",
    /// FLAC.
    Flac Audio "FLAC" "flac" "audio/flac",
    /// WAVE.
    Wav Audio "WAV" "wav" "audio/wav",
    /// WebM without a picture.
    Weba Audio "WebM audio" "weba" "audio/webm",
    /// MPEG-4.
    Mp4 Video "MP4" "mp4" "video/mp4",
    /// QuickTime.
    Mov Video "MOV" "mov" "video/quicktime",
    /// WebM.
    Webm Video "WebM" "webm" "video/webm",
);

impl Format {
    /// The format whose files end so.
    pub fn from_ending(ending: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.ending() == ending)
    }
}
