//! How much a file may take.

use crate::format::MediaKind;
use std::time::Duration;

/// What is the most that is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a picture.
    pub image: u64,
    /// Bytes of a sound.
    pub audio: u64,
    /// Bytes of a film.
    pub video: u64,
    /// Pixels of a picture: width times height.
    pub pixels: u64,
    /// Pixels of a picture's longer side.
    pub side: u32,
    /// Bytes that decoding a picture may take in memory.
    pub memory: u64,
    /// Pixels of a picture times the passes over them: a JPEG may come in many scans, each of which is a pass.
    pub work: u64,
    /// Processor time that decoding one file may take.
    pub time: Duration,
}

impl Default for Limits {
    /// 20, 100 and 500 MB (of 2^20 bytes), 64 million pixels, 16,384 on a side, 512 MB to decode, eight passes over the
    /// largest picture, five seconds.
    fn default() -> Self {
        Self {
            image: 20 << 20,
            audio: 100 << 20,
            video: 500 << 20,
            pixels: 64_000_000,
            side: 16_384,
            memory: 512 << 20,
            work: 512_000_000,
            time: Duration::from_secs(5),
        }
    }
}

impl Limits {
    /// Bytes a file of this kind may have; of any kind, while it is not known.
    pub(crate) fn bytes(&self, kind: Option<MediaKind>) -> u64 {
        match kind {
            Some(MediaKind::Image) => self.image,
            Some(MediaKind::Audio) => self.audio,
            Some(MediaKind::Video) => self.video,
            // A smaller limit would refuse a film before its kind is known.
            None => self.longest(),
        }
    }

    /// Bytes a file of any kind may have.
    pub(crate) fn longest(&self) -> u64 {
        self.image.max(self.audio).max(self.video)
    }
}
