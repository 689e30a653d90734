//! The blocks of a post.

use crate::Map;
use crate::field::{Field, object, serialize_object};
use crate::format::Format;
use crate::media::{Attribution, Media};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// One block of a post's content.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph, a heading, a list item.
    Text(TextBlock),
    /// A picture, in one or more sizes.
    Image(Image),
    /// A link shown as a card.
    Link(Link),
    /// Sound.
    Audio(Audio),
    /// Film.
    Video(Video),
    /// A question with answers to choose from.
    Poll(Poll),
    /// The line between what is free and what is paid for.
    Paywall(Paywall),
    /// A type this crate does not know, or a known one without what it needs; kept as it came.
    Unknown(Map),
}

/// What a text block is, beside a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subtype {
    /// The greater heading.
    Heading1,
    /// The lesser heading.
    Heading2,
    /// Set in a display face.
    Quirky,
    /// A quotation that is the post.
    Quote,
    /// A quoted or indented paragraph.
    Indented,
    /// A line of a conversation.
    Chat,
    /// An item of a numbered list.
    OrderedListItem,
    /// An item of a bulleted list.
    UnorderedListItem,
}

impl Subtype {
    const NAMES: [(Self, &'static str); 8] = [
        (Self::Heading1, "heading1"),
        (Self::Heading2, "heading2"),
        (Self::Quirky, "quirky"),
        (Self::Quote, "quote"),
        (Self::Indented, "indented"),
        (Self::Chat, "chat"),
        (Self::OrderedListItem, "ordered-list-item"),
        (Self::UnorderedListItem, "unordered-list-item"),
    ];

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(value, _)| *value == self).map_or("", |(_, name)| name)
    }
}

impl Field for Option<Subtype> {
    fn read(value: Value) -> Result<Self, Value> {
        let known = value.as_str().and_then(|text| Subtype::NAMES.iter().find(|(_, name)| *name == text));
        known.map(|(subtype, _)| Some(*subtype)).ok_or(value)
    }
    fn skip(&self) -> bool {
        self.is_none()
    }
}

impl Serialize for Subtype {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Deepest `indent_level` of a list item or an indented paragraph.
pub const MAX_INDENT: u8 = 7;

/// `indent_level` 0 is left out of the JSON.
impl Field for u8 {
    fn read(value: Value) -> Result<Self, Value> {
        let level = value.as_u64().and_then(|n| Self::try_from(n).ok()).filter(|n| *n <= MAX_INDENT);
        level.ok_or(value)
    }
    fn skip(&self) -> bool {
        *self == 0
    }
}

object!(
    /// A paragraph, a heading, a list item or another piece of text.
    TextBlock {
        /// The text. Line ends are part of it.
        text: String = "text",
        /// The kind of text: heading1, heading2, quirky, quote, indented, chat, ordered-list-item or unordered-list-item. Absent for a paragraph.
        subtype: Option<Subtype> = "subtype",
        /// The depth of a list item or an indented paragraph, 1 to 7. Absent for 0.
        indent_level: u8 = "indent_level",
        /// The formatted ranges of the text.
        formatting: Vec<Format> = "formatting",
    }
);

object!(
    /// An image.
    Image {
        /// The sizes of the image, widest first.
        media: Vec<Media> = "media",
        /// The text alternative, at most 4096 code points.
        alt_text: Option<String> = "alt_text",
        /// The caption, at most 4096 code points.
        caption: Option<String> = "caption",
        /// A still of an animated image.
        poster: Vec<Media> = "poster",
        /// The author or the source.
        attribution: Option<Box<Attribution>> = "attribution",
    }
);

object!(
    /// A link that is shown as a card.
    Link {
        /// The address of the page.
        url: String = "url",
        /// The title of the page.
        title: Option<String> = "title",
        /// The description of the page.
        description: Option<String> = "description",
        /// The author of the page.
        author: Option<String> = "author",
        /// The name of the site of the page.
        site_name: Option<String> = "site_name",
        /// The address as it is shown.
        display_url: Option<String> = "display_url",
        /// The preview image of the page, in its sizes.
        poster: Vec<Media> = "poster",
    }
);

object!(
    /// An audio track.
    Audio {
        /// The file.
        media: Option<Media> = "media",
        /// The address of its page on another site.
        url: Option<String> = "url",
        /// The service that serves it, such as `tumblr` or `youtube`.
        provider: Option<String> = "provider",
        /// The title of the track.
        title: Option<String> = "title",
        /// The artist.
        artist: Option<String> = "artist",
        /// The album.
        album: Option<String> = "album",
        /// The cover of the album, in its sizes.
        poster: Vec<Media> = "poster",
        /// The HTML of the player of another site. It is kept and never shown here.
        embed_html: Option<String> = "embed_html",
        /// The address of the player of another site.
        embed_url: Option<String> = "embed_url",
        /// The author or the source.
        attribution: Option<Box<Attribution>> = "attribution",
    }
);

object!(
    /// A video.
    Video {
        /// The file.
        media: Option<Media> = "media",
        /// The address of its page on another site.
        url: Option<String> = "url",
        /// The service that serves it, such as `tumblr` or `youtube`.
        provider: Option<String> = "provider",
        /// The title, which some clients send.
        title: Option<String> = "title",
        /// The caption, which some clients send.
        caption: Option<String> = "caption",
        /// A still of the video, in its sizes.
        poster: Vec<Media> = "poster",
        /// The HTML of the player of another site. It is kept and never shown here.
        embed_html: Option<String> = "embed_html",
        /// The address of the player of another site.
        embed_url: Option<String> = "embed_url",
        /// The duration in milliseconds.
        duration: Option<u64> = "duration",
        /// The author or the source.
        attribution: Option<Box<Attribution>> = "attribution",
    }
);

object!(
    /// One of the answers of a poll.
    Answer {
        /// The identifier of the answer within the poll.
        client_id: Option<String> = "client_id",
        /// The text of the answer.
        answer_text: String = "answer_text",
    }
);

object!(
    /// A question with answers to choose from. Answers of the API add `created_at`, as in `2024-08-19 10:00:00 GMT`, and
    /// `timestamp`, the same time in seconds.
    Poll {
        /// The identifier of the poll within the post.
        client_id: Option<String> = "client_id",
        /// The question.
        question: String = "question",
        /// The answers.
        answers: Vec<Answer> = "answers",
    }
);

object!(
    /// The mark in a post behind which only subscribers of the original could read.
    Paywall {
        /// `cta`, `divider` or `disabled`.
        subtype: Option<String> = "subtype",
        /// The address of the page for subscribing.
        url: Option<String> = "url",
        /// True where the mark is shown.
        is_visible: Option<bool> = "is_visible",
        /// The title.
        title: Option<String> = "title",
        /// The text.
        text: Option<String> = "text",
    }
);

serialize_object!(Answer);

impl TextBlock {
    /// A paragraph.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Block {
    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(TextBlock::new(text))
    }

    /// A picture at an address.
    pub fn image(url: impl Into<String>, alt_text: Option<String>) -> Self {
        Self::Image(Image { media: vec![Media::new(url)], alt_text, ..Image::default() })
    }

    /// A link shown as a card.
    pub fn link(url: impl Into<String>, title: Option<String>) -> Self {
        Self::Link(Link { url: url.into(), title, ..Link::default() })
    }

    /// The `type` in JSON; empty when an unknown block has none.
    pub fn name(&self) -> &str {
        match self {
            Self::Text(_) => "text",
            Self::Image(_) => "image",
            Self::Link(_) => "link",
            Self::Audio(_) => "audio",
            Self::Video(_) => "video",
            Self::Poll(_) => "poll",
            Self::Paywall(_) => "paywall",
            Self::Unknown(map) => map.get("type").and_then(Value::as_str).unwrap_or(""),
        }
    }

    /// Reads a block. One without what its type needs is kept as it is.
    pub(crate) fn read(mut map: Map) -> Self {
        let Some(name) = map.get("type").and_then(Value::as_str).map(str::to_owned) else {
            return Self::Unknown(map);
        };
        // The needs are checked before `type` is taken out, so that an unknown block keeps every
        // field.
        let has = |key: &str, test: fn(&Value) -> bool| map.get(key).is_some_and(test);
        let whole = match name.as_str() {
            "text" => has("text", Value::is_string),
            "image" => {
                has("media", |value| Vec::<Media>::read(value.clone()).is_ok_and(|list| !list.is_empty()))
            }
            "link" => has("url", |value| value.as_str().is_some_and(|url| !url.is_empty())),
            "poll" => has("question", Value::is_string),
            "audio" | "video" | "paywall" => true,
            _ => false,
        };
        if !whole {
            return Self::Unknown(map);
        }
        map.shift_remove("type");
        match name.as_str() {
            "text" => Self::Text(TextBlock::read(map)),
            "image" => Self::Image(Image::read(map)),
            "link" => Self::Link(Link::read(map)),
            "audio" => Self::Audio(Audio::read(map)),
            "video" => Self::Video(Video::read(map)),
            "poll" => Self::Poll(Poll::read(map)),
            _ => Self::Paywall(Paywall::read(map)),
        }
    }
}

impl Serialize for Block {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Self::Unknown(fields) = self {
            for (key, value) in fields {
                map.serialize_entry(key, value)?;
            }
            return map.end();
        }
        map.serialize_entry("type", self.name())?;
        match self {
            Self::Text(block) => {
                // `write` leaves empty strings out, but a text block without `text` would read back
                // as unknown.
                if block.text.is_empty() {
                    map.serialize_entry("text", "")?;
                }
                block.write(&mut map)?;
            }
            Self::Image(block) => block.write(&mut map)?,
            Self::Link(block) => block.write(&mut map)?,
            Self::Audio(block) => block.write(&mut map)?,
            Self::Video(block) => block.write(&mut map)?,
            Self::Poll(block) => {
                // As for a text: without `question` the poll would read back as unknown.
                if block.question.is_empty() {
                    map.serialize_entry("question", "")?;
                }
                block.write(&mut map)?;
            }
            Self::Paywall(block) => block.write(&mut map)?,
            Self::Unknown(_) => {}
        }
        map.end()
    }
}
