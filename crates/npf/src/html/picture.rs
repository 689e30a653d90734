//! `<img>` and `<source>`: their address and sizes.

use crate::block::{Block, Image};
use crate::html::token::Tag;
use crate::media::{Attribution, Media};
use crate::normal::MAX_TEXT;

/// Sizes read of one picture.
const MAX_SIZES: usize = 16;

/// What an `<img>` becomes.
pub enum Picture {
    /// A block.
    Block(Box<Block>),
    /// A character drawn as a picture: its alt text.
    Emoji(String),
    /// Nothing to see: a counter, or an address that is not one.
    Nothing,
}

/// Reads an `<img>`; `figure` is the size its figure gives it, `link` where the element around it leads.
pub fn read_picture(tag: &Tag, figure: Option<(u32, u32)>, link: Option<&str>) -> Picture {
    let alt = tag.get("alt").map(str::trim).filter(|alt| !alt.is_empty() && !is_placeholder(alt));
    let (width, height) = (read_pixels(tag, "width"), read_pixels(tag, "height"));
    // Pictures of one pixel count visits.
    if width.is_some_and(|n| n <= 1) || height.is_some_and(|n| n <= 1) {
        return Picture::Nothing;
    }
    let emoji = ["emoji", "wp-smiley", "emojione"].iter().any(|class| tag.class(class));
    // An emoji is part of its sentence; a longer alt text describes a real picture.
    if let Some(alt) = alt.filter(|alt| emoji && alt.chars().count() <= 16) {
        return Picture::Emoji(alt.to_owned());
    }
    let mut media = list_sizes(tag);
    let src =
        ["src", "data-src", "data-lazy-src"].iter().find_map(|name| tag.get(name).and_then(read_address));
    if let Some(src) = src
        && !media.iter().any(|one| one.url == src)
    {
        let (width, height) =
            original_size(tag).or(figure).map_or((width, height), |(w, h)| (Some(w), Some(h)));
        // The list is widest first; an unknown width sorts last.
        let at = media.partition_point(|one| one.width > width);
        media.insert(at, Media { url: src, width, height, ..Media::default() });
    }
    if media.is_empty() {
        return Picture::Nothing;
    }
    keep_ratio(tag, figure, &mut media);
    let attribution = link.map(|url| {
        Box::new(Attribution { kind: "link".to_owned(), url: Some(url.to_owned()), ..Attribution::default() })
    });
    Picture::Block(Box::new(Block::Image(Image {
        media,
        alt_text: alt.map(|alt| alt.chars().take(MAX_TEXT).collect()),
        attribution,
        ..Image::default()
    })))
}

/// What programs write where nobody described a picture: the original site, and our own pages.
fn is_placeholder(alt: &str) -> bool {
    alt.eq_ignore_ascii_case("image") || alt == super::NO_DESCRIPTION
}

/// The candidates of `srcset` with their widths, widest first.
fn list_sizes(tag: &Tag) -> Vec<Media> {
    let candidates = tag.get("srcset").unwrap_or("").split(", ").take(MAX_SIZES);
    let mut media: Vec<Media> = candidates
        .filter_map(|candidate| {
            let (url, width) = candidate.trim().trim_end_matches(',').rsplit_once(char::is_whitespace)?;
            let width = width.strip_suffix('w')?.parse().ok()?;
            Some(Media { url: read_address(url)?, width: Some(width), ..Media::default() })
        })
        .collect();
    media.sort_by_key(|one| std::cmp::Reverse(one.width));
    media
}

/// Gives sizes without a height the height that fits the original's proportions.
fn keep_ratio(tag: &Tag, figure: Option<(u32, u32)>, media: &mut [Media]) {
    let named = || read_pixels(tag, "width").zip(read_pixels(tag, "height"));
    let Some((w, h)) = original_size(tag).or(figure).or_else(named) else { return };
    for one in media {
        if let (Some(width), None) = (one.width, one.height) {
            // The product of two u32 needs 64 bits, and a width of 0 comes from hostile markup.
            let height = u64::from(width) * u64::from(h) / u64::from(w.max(1));
            one.height = u32::try_from(height).ok();
        }
    }
}

/// An address a picture may have: http, https, or one of this site's own files.
pub fn read_address(url: &str) -> Option<String> {
    let url = url.trim();
    if url.starts_with("/media/") {
        return Some(url.to_owned());
    }
    super::element::read_link(url).filter(|url| !url.to_ascii_lowercase().starts_with("mailto:"))
}

/// Size of the picture as its author uploaded it.
pub fn original_size(tag: &Tag) -> Option<(u32, u32)> {
    read_pixels(tag, "data-orig-width").zip(read_pixels(tag, "data-orig-height"))
}

/// A length in pixels, as `640` or `640px`.
fn read_pixels(tag: &Tag, name: &str) -> Option<u32> {
    let value = tag.get(name)?.trim();
    value.strip_suffix("px").unwrap_or(value).parse().ok()
}
