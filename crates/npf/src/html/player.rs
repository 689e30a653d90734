//! `<audio>` and `<video>`: the file they play.

use super::picture::read_address;
use super::token::Tag;
use crate::block::{Audio, Block, Video};
use crate::media::Media;

/// A sound or film whose sources are being read.
pub struct Player {
    sound: bool,
    media: Option<Media>,
    poster: Vec<Media>,
}

impl Player {
    /// Begins with the element's own tag.
    pub fn new(tag: &Tag, sound: bool) -> Self {
        let poster = tag.get("poster").and_then(read_address).map(Media::new);
        let mut player = Self { sound, media: None, poster: poster.into_iter().collect() };
        player.source(tag);
        player
    }

    /// Reads a source; the first that has an address counts.
    pub fn source(&mut self, tag: &Tag) {
        if self.media.is_none() {
            let mime = tag.get("type").map(str::to_owned);
            self.media =
                tag.get("src").and_then(read_address).map(|url| Media { url, mime, ..Media::default() });
        }
    }

    /// The block, when there is a file to play.
    pub fn block(self) -> Option<Block> {
        // A player without a file is a script's: nothing of it can be kept.
        let media = Some(self.media?);
        Some(if self.sound {
            Block::Audio(Audio { media, poster: self.poster, ..Audio::default() })
        } else {
            Block::Video(Video { media, poster: self.poster, ..Video::default() })
        })
    }
}
