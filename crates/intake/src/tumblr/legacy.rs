//! The eight legacy types into a document.

use super::wire::RecordFields;
use model::{Invalid, PostType};
use npf::Document;
use npf::legacy::{ChatLine, Legacy, LegacyPhoto};
use serde_json::Value;
use url::Url;

/// The type a name means, in the words of the API, of the first API and of `original_type`.
pub(super) fn kind(name: &str) -> Option<PostType> {
    match name {
        "regular" => Some(PostType::Text),
        "photoset" => Some(PostType::Photo),
        "conversation" => Some(PostType::Chat),
        "note" | "ask" => Some(PostType::Answer),
        name => PostType::from_name(name),
    }
}

/// The document of a legacy post. `html` stands in for the type's own HTML field: a reblog's fields hold the whole
/// trail as quotations inside one another, while the trail tells each part apart.
/// Relative addresses are read against `page`.
pub(super) fn document(
    wire: RecordFields<'_>,
    html: Option<&str>,
    page: Option<&Url>,
) -> Result<Document, Invalid> {
    let name = wire.text("type").unwrap_or("text");
    let kind = kind(name).ok_or_else(|| {
        Invalid::new(format!(
            "“{}” is not a post type; text, photo, quote, link, chat, audio, video and answer are accepted",
            name.chars().take(40).collect::<String>()
        ))
    })?;
    let as_html = |key: &str| render_field(wire, wire.words(key));
    let own = |key: &str| html.map_or_else(|| as_html(key), str::to_owned);
    let legacy = match kind {
        PostType::Text => Legacy::Text { title: wire.words("title"), body: own("body") },
        PostType::Photo => {
            Legacy::Photo { caption: own("caption"), photos: photos(wire), link: wire.words("link_url") }
        }
        PostType::Quote => Legacy::Quote { text: as_html("text"), source: own("source") },
        PostType::Link => Legacy::Link {
            url: wire.words("url"),
            title: wire.words("title"),
            description: own("description"),
            author: wire.words("link_author"),
            excerpt: wire.words("excerpt"),
            publisher: wire.words("publisher"),
            photos: photos(wire),
        },
        PostType::Chat => Legacy::Chat { title: wire.words("title"), dialogue: dialogue(wire) },
        PostType::Audio => Legacy::Audio {
            caption: own("caption"),
            url: wire.any(&["audio_url", "audio_source_url"]).unwrap_or_default().to_owned(),
            provider: wire.words("audio_type"),
            track: wire.words("track_name"),
            artist: wire.words("artist"),
            album: wire.words("album"),
            cover: wire.words("album_art"),
        },
        PostType::Video => Legacy::Video {
            caption: own("caption"),
            url: wire.any(&["video_url", "permalink_url"]).unwrap_or_default().to_owned(),
            provider: wire.words("video_type"),
            thumbnail: wire.words("thumbnail_url"),
            player: player(wire),
        },
        PostType::Answer => Legacy::Answer {
            asking_name: wire.words("asking_name"),
            asking_url: wire.words("asking_url"),
            question: as_html("question"),
            answer: own("answer"),
        },
    };
    Ok(legacy.into_document_at(page))
}

/// A field that is HTML, or Markdown where the post says so. The API gives HTML whatever a post was written in, except with
/// `filter=raw`, where Markdown stays Markdown.
fn render_field(wire: RecordFields<'_>, text: String) -> String {
    match wire.text("format") == Some("markdown") && !begins_as_html(&text) {
        true => npf::markdown::to_html(&text),
        false => text,
    }
}

/// A part of a trail, which is HTML. Where the post is Markdown and there is no tag at all it may be Markdown too.
pub(super) fn render_trail_part(wire: RecordFields<'_>, text: &str) -> String {
    if text.contains('<') { text.to_owned() } else { render_field(wire, text.to_owned()) }
}

/// Whether a text was rendered already: it begins with the element of a paragraph or the like. Other tags may stand in
/// Markdown, as may addresses in angle brackets.
fn begins_as_html(text: &str) -> bool {
    const BLOCKS: [&str; 19] = [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "figure",
        "table",
        "hr",
        "iframe",
        "video",
        "audio",
        "section",
    ];
    let Some(tag) = text.trim_start().strip_prefix('<') else { return false };
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block))
}

fn photos(wire: RecordFields<'_>) -> Vec<LegacyPhoto> {
    wire.list("photos").iter().filter_map(|photo| self::photo(RecordFields::of(photo))).collect()
}

/// A picture in its original size, else in the widest there is.
fn photo(photo: RecordFields<'_>) -> Option<LegacyPhoto> {
    let original = photo.object("original_size");
    let widest = photo.list("alt_sizes").iter().map(RecordFields::of).max_by_key(|size| size.size("width"));
    let size = [Some(original), widest].into_iter().flatten().find(|size| size.text("url").is_some())?;
    Some(LegacyPhoto {
        caption: photo.words("caption"),
        url: size.words("url"),
        width: size.size("width"),
        height: size.size("height"),
        alt: photo.any(&["alt_text", "alt"]).unwrap_or_default().to_owned(),
    })
}

/// The lines as told apart, else as the body writes them: `Name: words`.
fn dialogue(wire: RecordFields<'_>) -> Vec<ChatLine> {
    let told = wire.list("dialogue");
    if !told.is_empty() {
        return told
            .iter()
            .map(RecordFields::of)
            .map(|line| ChatLine {
                name: line.words("name"),
                label: line.words("label"),
                phrase: line.words("phrase"),
            })
            .collect();
    }
    wire.text("body")
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| match line.split_once(": ") {
            // A longer beginning is a sentence with a colon in it, and no name.
            Some((name, phrase)) if name.chars().count() <= 64 => {
                ChatLine { name: name.to_owned(), label: format!("{name}:"), phrase: phrase.to_owned() }
            }
            _ => ChatLine { phrase: line.to_owned(), ..ChatLine::default() },
        })
        .collect()
}

/// Markup of the foreign player: a text, or a list by width.
fn player(wire: RecordFields<'_>) -> String {
    match wire.get("player") {
        Some(Value::String(markup)) => markup.clone(),
        Some(Value::Array(list)) => list
            .iter()
            // The players come by width, so the last is the widest.
            .rev()
            .find_map(|size| RecordFields::of(size).text("embed_code"))
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    }
}
