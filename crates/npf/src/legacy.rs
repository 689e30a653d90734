//! The eight post types of before blocks, as other tools still write them.

use crate::block::{Audio, Block, Image, Link, Subtype, TextBlock, Video};
use crate::document::Document;
use crate::format::{Format, FormatKind};
use crate::html;
use crate::layout::{Ask, Layout, Row, Rows};
use crate::media::{Attribution, BlogRef, Media};
use crate::url;
use ::url::Url;

/// A post of one of the eight types. Fields said to be HTML may hold any HTML; the others are plain text. Empty
/// strings stand for what is absent.
#[derive(Debug, Clone, PartialEq)]
pub enum Legacy {
    /// Words.
    Text {
        /// Title.
        title: String,
        /// HTML.
        body: String,
    },
    /// Pictures.
    Photo {
        /// HTML.
        caption: String,
        /// In order.
        photos: Vec<LegacyPhoto>,
        /// Where the pictures lead.
        link: String,
    },
    /// A quotation.
    Quote {
        /// HTML.
        text: String,
        /// HTML.
        source: String,
    },
    /// A link.
    Link {
        /// Where it leads.
        url: String,
        /// Title of the page.
        title: String,
        /// What the author says of it, HTML.
        description: String,
        /// Author of the page.
        author: String,
        /// Excerpt of the page.
        excerpt: String,
        /// Site of the page.
        publisher: String,
        /// Pictures of the page.
        photos: Vec<LegacyPhoto>,
    },
    /// A conversation.
    Chat {
        /// Title.
        title: String,
        /// Lines in order.
        dialogue: Vec<ChatLine>,
    },
    /// Sound.
    Audio {
        /// HTML.
        caption: String,
        /// Address of the file or of its page.
        url: String,
        /// Who serves it (`audio_type`): `tumblr`, `spotify`, `soundcloud`.
        provider: String,
        /// Track.
        track: String,
        /// Artist.
        artist: String,
        /// Album.
        album: String,
        /// Address of the cover.
        cover: String,
    },
    /// Film.
    Video {
        /// HTML.
        caption: String,
        /// Address of the file (`video_url`) or of its page (`permalink_url`).
        url: String,
        /// Who serves it (`video_type`): `tumblr`, `youtube`, `vimeo`.
        provider: String,
        /// Address of a still.
        thumbnail: String,
        /// Markup of a foreign player, read only for the address of what it plays.
        player: String,
    },
    /// A question and its answer.
    Answer {
        /// Blog that asked; `Anonymous` or empty for nobody known.
        asking_name: String,
        /// Its address.
        asking_url: String,
        /// HTML.
        question: String,
        /// HTML.
        answer: String,
    },
}

/// A picture of a photo post.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LegacyPhoto {
    /// HTML.
    pub caption: String,
    /// Address.
    pub url: String,
    /// Pixels, where known.
    pub width: Option<u32>,
    /// Pixels, where known.
    pub height: Option<u32>,
    /// What it shows.
    pub alt: String,
}

/// A line of a conversation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ChatLine {
    /// Who speaks.
    pub name: String,
    /// Who speaks, as written: `Guest:`.
    pub label: String,
    /// What is said.
    pub phrase: String,
}

impl Legacy {
    /// The post as blocks.
    pub fn into_document(self) -> Document {
        self.into_document_at(None)
    }

    /// As [`Legacy::into_document`], with relative addresses resolved against the post's own address.
    pub fn into_document_at(self, base: Option<&Url>) -> Document {
        let parse = |html: &str| html::parse_at(html, base);
        match self {
            Self::Text { title, body } => put_below(heading_block(&title), parse(&body)),
            Self::Photo { caption, photos, link } => {
                let pictures =
                    photos.iter().map(|photo| Block::Image(photo_image(photo, &link, base))).collect();
                put_below(pictures, parse(&caption))
            }
            Self::Quote { text, source } => quote_document(&text, &source, base),
            Self::Link { url, title, description, author, excerpt, publisher, photos } => {
                let card = Block::Link(Link {
                    url: absolute_address(&url, base),
                    title: unless_blank(title),
                    description: unless_blank(crate::plain::text(&parse(&excerpt))),
                    author: unless_blank(author),
                    site_name: unless_blank(publisher),
                    poster: photos.iter().map(|photo| photo_media(photo, base)).collect(),
                    ..Link::default()
                });
                put_below(vec![card], parse(&description))
            }
            Self::Chat { title, dialogue } => {
                let mut blocks = heading_block(&title);
                blocks.extend(dialogue.iter().map(|line| Block::Text(chat_line(line))));
                Document::new(blocks)
            }
            Self::Audio { caption, url, provider, track, artist, album, cover } => {
                // Files of the service itself can be kept as media; others are pages that are only
                // linked.
                let own = provider.is_empty() || provider.eq_ignore_ascii_case("tumblr");
                let block = Block::Audio(Audio {
                    media: unless_blank(url.clone()).filter(|_| own).map(Media::new),
                    url: unless_blank(url).filter(|_| !own),
                    provider: unless_blank(provider.to_ascii_lowercase()),
                    title: unless_blank(track),
                    artist: unless_blank(artist),
                    album: unless_blank(album),
                    poster: unless_blank(cover).map(Media::new).into_iter().collect(),
                    ..Audio::default()
                });
                put_below(vec![block], parse(&caption))
            }
            Self::Video { caption, url, provider, thumbnail, player } => {
                put_below(vec![film_block(url, &provider, thumbnail, &player)], parse(&caption))
            }
            Self::Answer { asking_name, asking_url, question, answer } => {
                answer_document(&asking_name, asking_url, &question, &answer, base)
            }
        }
    }
}

/// A string unless it is blank.
fn unless_blank(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

fn heading_block(title: &str) -> Vec<Block> {
    let text = title.trim().to_owned();
    let block = TextBlock { text, subtype: Some(Subtype::Heading1), ..TextBlock::default() };
    if block.text.is_empty() { Vec::new() } else { vec![Block::Text(block)] }
}

/// Blocks above a document, whose layouts are renumbered.
fn put_below(above: Vec<Block>, document: Document) -> Document {
    join_documents(Document::new(above), document)
}

/// Two documents read from HTML as one, with the rows of both and the first read-more.
fn join_documents(above: Document, under: Document) -> Document {
    let count = above.content.len();
    let (mut display, mut cut) = rows_of(&above).unwrap_or_else(|| (single_rows(count), None));
    let is_plain = above.layout.is_empty() && under.layout.is_empty();
    let (mut rows, later_cut) = rows_of(&under).unwrap_or_else(|| (single_rows(under.content.len()), None));
    // Rows must name every block, so blocks that stood in none get rows of their own.
    rows.iter_mut().for_each(|row| row.blocks.iter_mut().for_each(|at| *at += count));
    display.append(&mut rows);
    let moved = i64::try_from(count).unwrap_or(0);
    cut = cut.or(later_cut.map(|at| at + moved));
    let mut made = Document::new(above.content);
    made.content.extend(under.content);
    if !is_plain {
        made.layout.push(Layout::Rows(Rows { display, truncate_after: cut, ..Rows::default() }));
    }
    made
}

fn single_rows(count: usize) -> Vec<Row> {
    (0..count).map(|at| Row::new(vec![at])).collect()
}

/// The rows and the read-more of a document; HTML makes no other layout.
fn rows_of(document: &Document) -> Option<(Vec<Row>, Option<i64>)> {
    document.layout.iter().find_map(|layout| match layout {
        Layout::Rows(rows) => Some((rows.display.clone(), rows.truncate_after)),
        _ => None,
    })
}

/// An address of its own field; an empty one stays empty.
fn absolute_address(address: &str, base: Option<&Url>) -> String {
    base.map_or_else(|| address.to_owned(), |base| html::resolve_address(base, address))
}

fn photo_media(photo: &LegacyPhoto, base: Option<&Url>) -> Media {
    Media {
        url: absolute_address(&photo.url, base),
        width: photo.width,
        height: photo.height,
        ..Media::default()
    }
}

fn photo_image(photo: &LegacyPhoto, link: &str, base: Option<&Url>) -> Image {
    let link = absolute_address(link, base);
    let attribution = url::safe(&link).map(|_| {
        Box::new(Attribution { kind: "link".to_owned(), url: Some(link.clone()), ..Attribution::default() })
    });
    Image {
        media: vec![photo_media(photo, base)],
        alt_text: unless_blank(photo.alt.clone()),
        // A caption in NPF is plain text.
        caption: unless_blank(crate::plain::text(&html::parse(&photo.caption))),
        attribution,
        ..Image::default()
    }
}

fn quote_document(text: &str, source: &str, base: Option<&Url>) -> Document {
    let mut document = html::parse_at(text, base);
    for block in &mut document.content {
        if let Block::Text(text) = block
            // Headings and list items within the quotation stay what they are.
            && text.subtype.is_none()
        {
            text.subtype = Some(Subtype::Quote);
        }
    }
    join_documents(document, html::parse_at(source, base))
}

fn chat_line(line: &ChatLine) -> TextBlock {
    let label = if line.label.trim().is_empty() && !line.name.trim().is_empty() {
        format!("{}:", line.name.trim())
    } else {
        line.label.trim().to_owned()
    };
    let bold = label.chars().count();
    let mut text = label;
    if bold > 0 && !line.phrase.is_empty() {
        text.push(' ');
    }
    text.push_str(line.phrase.trim());
    let formatting = if bold > 0 { vec![Format::new(0, bold, FormatKind::Bold)] } else { Vec::new() };
    TextBlock { text, subtype: Some(Subtype::Chat), formatting, ..TextBlock::default() }
}

fn film_block(url: String, provider: &str, thumbnail: String, player: &str) -> Block {
    let poster: Vec<Media> = unless_blank(thumbnail).map(Media::new).into_iter().collect();
    // Reading the player as HTML finds its page and never keeps its markup.
    let known = html::parse(player).content.into_iter().find_map(|block| match block {
        Block::Video(video) => Some(video),
        _ => None,
    });
    let own = provider.is_empty() || provider.eq_ignore_ascii_case("tumblr");
    let mut video = match (unless_blank(url), known) {
        (Some(url), _) if own => Video { media: Some(Media::new(url)), ..Video::default() },
        (Some(url), _) => Video { url: Some(url), ..Video::default() },
        (None, Some(known)) => known,
        (None, None) => Video::default(),
    };
    video.provider = unless_blank(provider.to_ascii_lowercase()).or(video.provider);
    if !poster.is_empty() {
        video.poster = poster;
    }
    Block::Video(video)
}

fn answer_document(
    name: &str,
    address: String,
    question: &str,
    answer: &str,
    base: Option<&Url>,
) -> Document {
    let asked = html::parse_at(question, base);
    let count = asked.content.len();
    let mut document = join_documents(asked, html::parse_at(answer, base));
    let known = !name.trim().is_empty() && !name.trim().eq_ignore_ascii_case("anonymous");
    let attribution = known.then(|| {
        Box::new(Attribution {
            kind: "blog".to_owned(),
            url: unless_blank(address),
            blog: Some(BlogRef { name: Some(name.trim().to_owned()), ..BlogRef::default() }),
            ..Attribution::default()
        })
    });
    // An ask without blocks would not fit, and be dropped with its attribution anyway.
    if count > 0 {
        let ask = Ask { blocks: (0..count).collect(), attribution, ..Ask::default() };
        document.layout.push(Layout::Ask(ask));
    }
    document
}
