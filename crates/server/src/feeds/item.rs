//! A post as an item of a feed: whole, with absolute addresses.

use crate::http::text;
use feed::{Enclosure, Item};
use npf::html::Options;
use npf::{Block, Document, Media};
use std::fmt::Write as _;
use tumblelog::view::Card;

/// Code points of plain text that go beside the full content.
const EXCERPT: usize = 500;

/// The item of a post on the site at `base`.
pub fn new(base: &str, card: &Card) -> Item {
    let post = &card.post;
    let blog = card.blog.name.as_str();
    let absolute = |document: &Document| {
        let blogs = Some(&card.pages.blogs);
        let options =
            Options { base: Some(base), heading: 2, absolute: Some(base), blogs, ..Options::default() };
        npf::html::render(document, &options).html
    };
    let mut html = String::new();
    for item in &card.trail {
        let name = escaped(&item.item.blog);
        let _ = write!(html, "<p>{name}:</p><blockquote>{}</blockquote>", absolute(&item.document));
    }
    html.push_str(&absolute(&card.document));
    Item {
        id: format!("{base}{}", text::post_id_path(blog, post.id)),
        url: format!("{base}{}", text::post_path(blog, post)),
        title: title(card),
        html,
        text: excerpt(card),
        published: post.published,
        updated: post.published,
        author: blog.to_owned(),
        author_url: format!("{base}{}", text::blog_path(blog)),
        tags: post.tags.iter().map(|tag| tag.name.clone()).collect(),
        lang: post.lang,
        source: post.source.as_ref().map(|source| (source.url.clone(), source.title.clone())),
        images: images(base, card),
    }
}

fn documents(card: &Card) -> impl Iterator<Item = &Document> {
    std::iter::once(&card.document).chain(card.trail.iter().map(|item| &item.document))
}

fn title(card: &Card) -> Option<String> {
    documents(card).find_map(Document::title).map(str::to_owned)
}

fn excerpt(card: &Card) -> String {
    documents(card)
        .map(|document| npf::plain::excerpt(document, EXCERPT))
        .find(|excerpt| !excerpt.is_empty())
        .unwrap_or_default()
}

/// Our own pictures, each in its widest size; the type is told by the name's ending, which our names always have.
fn images(base: &str, card: &Card) -> Vec<Enclosure> {
    documents(card)
        .flat_map(|document| &document.content)
        .filter_map(|block| sizes(block).iter().find(|media| media.url.starts_with("/media/")))
        .filter_map(|media| {
            let mime = crate::http::media::picture(&media.url)?;
            Some(Enclosure { url: format!("{base}{}", media.url), mime: mime.to_owned(), bytes: 0 })
        })
        .collect()
}

/// The first picture of ours in a post or what it carries, for previews of links: its absolute address, and its
/// description, empty where it has none.
pub fn picture(base: &str, card: &Card) -> Option<(String, String)> {
    documents(card).flat_map(|document| &document.content).find_map(|block| {
        let media = sizes(block).iter().find(|media| media.url.starts_with("/media/"))?;
        crate::http::media::picture(&media.url)?;
        let alt = if let Block::Image(image) = block { image.alt_text.clone() } else { None };
        Some((format!("{base}{}", media.url), alt.unwrap_or_default()))
    })
}

fn sizes(block: &Block) -> &[Media] {
    match block {
        Block::Image(image) => &image.media,
        Block::Link(link) => &link.poster,
        Block::Audio(audio) => &audio.poster,
        Block::Video(video) => &video.poster,
        _ => &[],
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
