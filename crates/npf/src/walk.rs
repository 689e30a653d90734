//! Everything of one kind in a document: its texts, its addresses, its media.

use crate::block::Block;
use crate::document::Document;
use crate::format::FormatKind;
use crate::layout::Layout;
use crate::media::{Attribution, Media};

impl Document {
    /// Every text a search should see: words, titles, descriptions, alt text, captions, polls.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.content.iter().flat_map(block_texts).filter(|text| !text.is_empty())
    }

    /// Every address in it: links, cards, embeds, media, attributions.
    pub fn links(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for block in &self.content {
            if let Block::Text(text) = block {
                found.extend(text.formatting.iter().filter_map(|format| match &format.kind {
                    FormatKind::Link(url) => Some(url.as_str()),
                    _ => None,
                }));
            }
            let own = match block {
                Block::Link(link) => Some(&link.url),
                Block::Audio(audio) => audio.url.as_ref(),
                Block::Video(video) => video.url.as_ref(),
                Block::Paywall(wall) => wall.url.as_ref(),
                _ => None,
            };
            found.extend(own.map(String::as_str));
            found.extend(block_media(block).map(|media| media.url.as_str()));
            found.extend(block_attribution(block).and_then(|by| by.url.as_deref()));
        }
        for layout in &self.layout {
            if let Layout::Ask(ask) = layout {
                found.extend(ask.attribution.as_ref().and_then(|by| by.url.as_deref()));
            }
        }
        // A media object has no address while its file is still an upload.
        found.retain(|url| !url.is_empty());
        found
    }

    /// Names of the blogs it mentions or that asked, as far as they are named.
    pub fn blogs(&self) -> impl Iterator<Item = &str> {
        let mentions = self.content.iter().filter_map(|block| match block {
            Block::Text(text) => Some(text.formatting.iter()),
            _ => None,
        });
        let mentioned = mentions.flatten().filter_map(|format| match &format.kind {
            FormatKind::Mention(blog) => blog.name.as_deref(),
            _ => None,
        });
        let askers = self.layout.iter().filter_map(|layout| match layout {
            Layout::Ask(ask) => ask.attribution.as_ref()?.blog.as_ref()?.name.as_deref(),
            _ => None,
        });
        mentioned.chain(askers)
    }

    /// Every media object: pictures in all sizes, sounds, films, posters.
    pub fn media(&self) -> impl Iterator<Item = &Media> {
        self.content.iter().flat_map(block_media)
    }

    /// Every media object, to be changed: for an import that keeps its own copies.
    pub fn media_mut(&mut self) -> impl Iterator<Item = &mut Media> {
        self.content.iter_mut().flat_map(|block| {
            let (one, poster): (&mut [Media], &mut [Media]) = match block {
                Block::Image(image) => (&mut image.media, &mut image.poster),
                Block::Link(link) => (&mut [], &mut link.poster),
                Block::Audio(audio) => (audio.media.as_mut_slice(), &mut audio.poster),
                Block::Video(video) => (video.media.as_mut_slice(), &mut video.poster),
                _ => (&mut [], &mut []),
            };
            one.iter_mut().chain(poster.iter_mut())
        })
    }
}

fn block_media(block: &Block) -> impl Iterator<Item = &Media> {
    let (one, poster): (&[Media], &[Media]) = match block {
        Block::Image(image) => (&image.media, &image.poster),
        Block::Link(link) => (&[], &link.poster),
        Block::Audio(audio) => (audio.media.as_slice(), &audio.poster),
        Block::Video(video) => (video.media.as_slice(), &video.poster),
        _ => (&[], &[]),
    };
    one.iter().chain(poster)
}

fn block_attribution(block: &Block) -> Option<&Attribution> {
    match block {
        Block::Image(image) => image.attribution.as_deref(),
        Block::Audio(audio) => audio.attribution.as_deref(),
        Block::Video(video) => video.attribution.as_deref(),
        _ => None,
    }
}

pub(crate) fn block_texts(block: &Block) -> impl Iterator<Item = &str> {
    let mut texts: Vec<&str> = Vec::new();
    match block {
        Block::Text(text) => texts.push(&text.text),
        Block::Image(image) => texts.extend(filled_fields([&image.alt_text, &image.caption])),
        Block::Link(link) => {
            texts.extend(filled_fields([&link.title, &link.description, &link.author, &link.site_name]));
        }
        Block::Audio(audio) => texts.extend(filled_fields([&audio.title, &audio.artist, &audio.album])),
        Block::Video(video) => texts.extend(filled_fields([&video.title, &video.caption])),
        Block::Poll(poll) => {
            texts.push(&poll.question);
            texts.extend(poll.answers.iter().map(|answer| answer.answer_text.as_str()));
        }
        Block::Paywall(wall) => texts.extend(filled_fields([&wall.title, &wall.text])),
        Block::Unknown(_) => {}
    }
    texts.into_iter()
}

fn filled_fields<const N: usize>(fields: [&Option<String>; N]) -> impl Iterator<Item = &str> {
    fields.into_iter().filter_map(|field| field.as_deref())
}
