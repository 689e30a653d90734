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
    /// Words.
    TextBlock {
        /// The words, line ends included.
        text: String = "text",
        /// What they are, beside a paragraph.
        subtype: Option<Subtype> = "subtype",
        /// 0 to 7, for list items and indented paragraphs.
        indent_level: u8 = "indent_level",
        /// Ranges of the text.
        formatting: Vec<Format> = "formatting",
    }
);

object!(
    /// A picture.
    Image {
        /// Its sizes, widest first.
        media: Vec<Media> = "media",
        /// What it shows, for those who do not see it; at most 4096 code points.
        alt_text: Option<String> = "alt_text",
        /// Words under it; at most 4096 code points.
        caption: Option<String> = "caption",
        /// A still of a moving picture.
        poster: Vec<Media> = "poster",
        /// Whose it is.
        attribution: Option<Box<Attribution>> = "attribution",
    }
);

object!(
    /// A link shown as a card.
    Link {
        /// Where it leads.
        url: String = "url",
        /// Title of the page.
        title: Option<String> = "title",
        /// What the page says of itself.
        description: Option<String> = "description",
        /// Its author.
        author: Option<String> = "author",
        /// Its site.
        site_name: Option<String> = "site_name",
        /// The address as shown.
        display_url: Option<String> = "display_url",
        /// Pictures of the page.
        poster: Vec<Media> = "poster",
    }
);

object!(
    /// Sound.
    Audio {
        /// The file.
        media: Option<Media> = "media",
        /// Its page elsewhere.
        url: Option<String> = "url",
        /// Who serves it.
        provider: Option<String> = "provider",
        /// Title of the track.
        title: Option<String> = "title",
        /// Artist.
        artist: Option<String> = "artist",
        /// Album.
        album: Option<String> = "album",
        /// Cover.
        poster: Vec<Media> = "poster",
        /// Markup of a foreign player; kept, never shown.
        embed_html: Option<String> = "embed_html",
        /// Address of a foreign player.
        embed_url: Option<String> = "embed_url",
        /// Whose it is.
        attribution: Option<Box<Attribution>> = "attribution",
    }
);

object!(
    /// Film.
    Video {
        /// The file.
        media: Option<Media> = "media",
        /// Its page elsewhere.
        url: Option<String> = "url",
        /// Who serves it.
        provider: Option<String> = "provider",
        /// Title, which some clients send.
        title: Option<String> = "title",
        /// Words under it, which some clients send.
        caption: Option<String> = "caption",
        /// A still.
        poster: Vec<Media> = "poster",
        /// Markup of a foreign player; kept, never shown.
        embed_html: Option<String> = "embed_html",
        /// Address of a foreign player.
        embed_url: Option<String> = "embed_url",
        /// Milliseconds.
        duration: Option<u64> = "duration",
        /// Whose it is.
        attribution: Option<Box<Attribution>> = "attribution",
    }
);

object!(
    /// An answer of a poll.
    Answer {
        /// Name among the poll's answers.
        client_id: Option<String> = "client_id",
        /// What it says.
        answer_text: String = "answer_text",
    }
);

object!(
    /// A question with answers to choose from.
    Poll {
        /// Name among the post's polls.
        client_id: Option<String> = "client_id",
        /// What is asked.
        question: String = "question",
        /// What can be answered.
        answers: Vec<Answer> = "answers",
    }
);

object!(
    /// The line between what is free and what is paid for.
    Paywall {
        /// `cta`, `divider` or `disabled`.
        subtype: Option<String> = "subtype",
        /// Where one pays.
        url: Option<String> = "url",
        /// Whether it is shown.
        is_visible: Option<bool> = "is_visible",
        /// Title.
        title: Option<String> = "title",
        /// Words.
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
