//! What a post is, for a filter: its type, what it has, its title.

use crate::block::{Block, Subtype};
use crate::document::Document;
use crate::format::FormatKind;
use crate::layout::Layout;
use model::PostType;

/// What a post has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    /// A picture.
    pub image: bool,
    /// Sound.
    pub audio: bool,
    /// Film.
    pub video: bool,
    /// A link, as a card or within the text.
    pub link: bool,
    /// Pictures, all of them with alt text.
    pub alt: bool,
    /// A poll.
    pub poll: bool,
}

impl Document {
    /// The type the post shows as: the first that fits of answer, video, photo, audio, quote, chat, link, text.
    pub fn kind(&self) -> PostType {
        let any = |test: fn(&Block) -> bool| self.content.iter().any(test);
        let texts = |wanted| self.list_subtypes().filter(|subtype| *subtype == wanted).count();
        if self.layout.iter().any(|layout| matches!(layout, Layout::Ask(_))) {
            PostType::Answer
        } else if any(|block| matches!(block, Block::Video(_))) {
            PostType::Video
        } else if any(|block| matches!(block, Block::Image(_))) {
            PostType::Photo
        } else if any(|block| matches!(block, Block::Audio(_))) {
            PostType::Audio
        } else if texts(Subtype::Quote) > 0 {
            PostType::Quote
        // One line in chat style is not a conversation.
        } else if texts(Subtype::Chat) > 1 {
            PostType::Chat
        } else if any(|block| matches!(block, Block::Link(_))) {
            PostType::Link
        } else {
            PostType::Text
        }
    }

    fn list_subtypes(&self) -> impl Iterator<Item = Subtype> {
        self.content.iter().filter_map(|block| match block {
            Block::Text(text) => text.subtype,
            _ => None,
        })
    }

    /// What the post has.
    pub fn has(&self) -> Has {
        let mut has = Has { alt: true, ..Has::default() };
        for block in &self.content {
            match block {
                Block::Image(image) => {
                    has.image = true;
                    has.alt &= image.alt_text.as_deref().is_some_and(|alt| !alt.trim().is_empty());
                }
                Block::Audio(_) => has.audio = true,
                Block::Video(_) => has.video = true,
                Block::Link(_) => has.link = true,
                Block::Poll(_) => has.poll = true,
                Block::Text(text) => {
                    has.link |=
                        text.formatting.iter().any(|format| matches!(format.kind, FormatKind::Link(_)));
                }
                Block::Paywall(_) | Block::Unknown(_) => {}
            }
        }
        // A post without pictures must not count as one that describes them.
        has.alt &= has.image;
        has
    }

    /// The heading that opens the post, else the title of its first link card.
    pub fn title(&self) -> Option<&str> {
        let card = || {
            self.content.iter().find_map(|block| match block {
                Block::Link(link) => link.title.as_deref().map(str::trim).filter(|title| !title.is_empty()),
                _ => None,
            })
        };
        self.heading().or_else(card)
    }

    /// The heading that opens the post.
    pub(crate) fn heading(&self) -> Option<&str> {
        match self.content.first() {
            Some(Block::Text(text))
                if matches!(text.subtype, Some(Subtype::Heading1 | Subtype::Heading2)) =>
            {
                Some(text.text.trim()).filter(|heading| !heading.is_empty())
            }
            _ => None,
        }
    }
}
