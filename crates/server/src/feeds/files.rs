//! The pictures, sounds and films of a post that the site itself holds.

use super::item::Maker;
use feed::Enclosure;
use npf::{Block, Document, Media};
use std::collections::{HashMap, HashSet};
use tumblelog::Site;
use tumblelog::media::FileStat;
use tumblelog::view::PostCard;

/// Where the site's own files are.
const FOLDER: &str = "/media/";

/// What is known of files without reading them.
pub enum FileLengths<'a> {
    /// Those of one page, looked up before.
    Known(HashMap<String, FileStat>),
    /// Each as it is needed. Nothing is known of files that are not kept on this machine.
    Looked(&'a Site),
}

impl FileLengths<'_> {
    /// Those of the files of some posts.
    ///
    /// # Errors
    /// What the database or the store says.
    pub async fn look_up(site: &Site, cards: &[PostCard]) -> tumblelog::Result<Self> {
        let names: HashSet<&str> = cards
            .iter()
            .flat_map(|card| documents(card).flat_map(|document| &document.content))
            .flat_map(block_files)
            .filter_map(|media| media.url.strip_prefix(FOLDER))
            .collect();
        let names = names.into_iter().map(str::to_owned).collect();
        Ok(Self::Known(site.media_lengths(names).await?))
    }

    fn length_of(&self, name: &str) -> Option<FileStat> {
        match self {
            Self::Known(known) => known.get(name).copied(),
            Self::Looked(site) => site.local_media_length(name),
        }
    }
}

/// The files of a post and of what it carries, each once, in reading order.
pub fn enclosures(maker: &Maker<'_>, card: &PostCard) -> Vec<Enclosure> {
    // A trail often repeats the picture of the post, and a reader would download it twice.
    let mut seen = HashSet::new();
    documents(card)
        .flat_map(|document| &document.content)
        .flat_map(block_files)
        .filter(|media| seen.insert(media.url.as_str()))
        .filter_map(|media| {
            let name = media.url.strip_prefix(FOLDER)?;
            // Of a file that is gone neither is known; its address stays, with the type its name tells.
            let known = maker.lengths.length_of(name);
            let told = || media.mime.as_deref().or_else(|| crate::http::media::picture_mime(name));
            let mime = known.map(|known| known.mime).or_else(told)?;
            let bytes = known.map(|known| known.length);
            Some(Enclosure { url: format!("{}{}", maker.base, media.url), mime: mime.to_owned(), bytes })
        })
        .collect()
}

/// The first picture of ours in a post or what it carries, for previews of links: its absolute address, and its
/// description, empty where it has none.
pub fn picture(base: &str, card: &PostCard) -> Option<(String, String)> {
    documents(card).flat_map(|document| &document.content).find_map(|block| {
        let media = own_file(block_pictures(block))?;
        // A poster may be of a kind that previews cannot show; the next block is tried then.
        crate::http::media::picture_mime(&media.url)?;
        let alt = if let Block::Image(image) = block { image.alt_text.clone() } else { None };
        Some((format!("{base}{}", media.url), alt.unwrap_or_default()))
    })
}

fn documents(card: &PostCard) -> impl Iterator<Item = &Document> {
    std::iter::once(&card.document).chain(card.trail.iter().map(|item| &item.document))
}

/// A block's sound or film, and its picture in its widest size.
fn block_files(block: &Block) -> impl Iterator<Item = &Media> {
    let played = match block {
        Block::Audio(audio) => audio.media.as_ref(),
        Block::Video(video) => video.media.as_ref(),
        _ => None,
    };
    played.filter(|media| media.url.starts_with(FOLDER)).into_iter().chain(own_file(block_pictures(block)))
}

fn own_file(sizes: &[Media]) -> Option<&Media> {
    // Sizes are sorted widest first, and those of another site are not ours to offer.
    sizes.iter().find(|media| media.url.starts_with(FOLDER))
}

fn block_pictures(block: &Block) -> &[Media] {
    match block {
        Block::Image(image) => &image.media,
        Block::Link(link) => &link.poster,
        Block::Audio(audio) => &audio.poster,
        Block::Video(video) => &video.poster,
        _ => &[],
    }
}
