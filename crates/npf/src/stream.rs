//! Reading without a tree of values, for documents as this crate writes them: `type` first, every field of its kind.
//! Anything else is an error here, and is then read the careful way. Pages read every post they show.

use crate::Map;
use crate::block::Block;
use crate::document::Document;
use crate::format::{Format, FormatKind};
use crate::layout::{Layout, Rows};
use crate::media::BlogRef;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// Reads a document, or leaves it to the careful way.
pub fn read_document(json: &str) -> Option<Document> {
    serde_json::from_str::<Streamed<Document>>(json).ok().map(|read| read.0)
}

/// The name of a field, borrowed from the text where it holds no escapes.
pub struct Key<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(name)))
            }
            fn visit_str<E: Error>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

/// Something read from the fields of an object as they come.
pub trait FieldReader: Sized {
    /// Reads all of them; what is not in the form this crate writes is an error.
    fn fields<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error>;
}

struct Streamed<T>(T);

impl<'de, T: FieldReader> Deserialize<'de> for Streamed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<T>(std::marker::PhantomData<T>);
        impl<'de, T: FieldReader> Visitor<'de> for Object<T> {
            type Value = Streamed<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Streamed<T>, A::Error> {
                T::fields(&mut access).map(Streamed)
            }
        }
        deserializer.deserialize_map(Object(std::marker::PhantomData))
    }
}

/// A list of objects.
pub fn read_list<'de, T: FieldReader, A: MapAccess<'de>>(access: &mut A) -> Result<Vec<T>, A::Error> {
    let items: Vec<Streamed<T>> = access.next_value()?;
    Ok(items.into_iter().map(|item| item.0).collect())
}

/// One object.
pub fn read_one<'de, T: FieldReader, A: MapAccess<'de>>(access: &mut A) -> Result<T, A::Error> {
    access.next_value::<Streamed<T>>().map(|read| read.0)
}

impl FieldReader for Document {
    fn fields<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        let mut made = Self::default();
        while let Some(key) = access.next_key::<Key>()? {
            match &*key.0 {
                "content" => made.content = read_list(access)?,
                "layout" => made.layout = read_list(access)?,
                _ => {
                    access.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(made)
    }
}

impl FieldReader for Block {
    fn fields<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        let block = match &*read_kind(access)? {
            "text" => Self::Text(FieldReader::fields(access)?),
            "image" => Self::Image(FieldReader::fields(access)?),
            "link" => Self::Link(FieldReader::fields(access)?),
            "audio" => Self::Audio(FieldReader::fields(access)?),
            "video" => Self::Video(FieldReader::fields(access)?),
            "poll" => Self::Poll(FieldReader::fields(access)?),
            "paywall" => Self::Paywall(FieldReader::fields(access)?),
            _ => return Err(give_up()),
        };
        // What a type needs may be missing where nothing was read.
        let whole = match &block {
            Self::Text(text) => !text.text.is_empty(),
            Self::Image(image) => !image.media.is_empty(),
            Self::Link(link) => !link.url.is_empty(),
            Self::Poll(poll) => !poll.question.is_empty(),
            _ => true,
        };
        whole.then_some(block).ok_or_else(give_up)
    }
}

impl FieldReader for Layout {
    fn fields<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        Ok(match &*read_kind(access)? {
            "rows" => {
                let rows: Rows = FieldReader::fields(access)?;
                // The careful way knows the old spelling of rows.
                if rows.extra.contains_key("rows") {
                    return Err(give_up());
                }
                Self::Rows(rows)
            }
            "condensed" => Self::Condensed(FieldReader::fields(access)?),
            "ask" => Self::Ask(FieldReader::fields(access)?),
            _ => return Err(give_up()),
        })
    }
}

/// The `type`, when it comes first.
fn read_kind<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Cow<'de, str>, A::Error> {
    match access.next_key::<Key>()? {
        Some(key) if key.0 == "type" => access.next_value::<Key>().map(|name| name.0),
        _ => Err(give_up()),
    }
}

fn give_up<E: Error>() -> E {
    E::custom("not in the form this crate writes")
}

impl FieldReader for Format {
    fn fields<'de, A: MapAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        let (mut start, mut end, mut kind) = (None, None, None);
        let mut extra = Map::new();
        while let Some(key) = access.next_key::<Key>()? {
            match &*key.0 {
                "start" => start = Some(access.next_value()?),
                "end" => end = Some(access.next_value()?),
                "type" => {
                    let name: Key = access.next_value()?;
                    kind =
                        Some(FormatKind::plain(&name.0).unwrap_or(FormatKind::Unknown(name.0.into_owned())));
                }
                // What a kind needs follows it.
                "url" if is_kind(kind.as_ref(), "link") => {
                    kind = Some(FormatKind::Link(access.next_value()?));
                }
                "hex" if is_kind(kind.as_ref(), "color") => {
                    kind = Some(FormatKind::Color(access.next_value()?));
                }
                "blog" if is_kind(kind.as_ref(), "mention") => {
                    kind = Some(FormatKind::Mention(Box::new(read_one::<BlogRef, A>(access)?)));
                }
                // The type may follow its field here: only the careful way can tell.
                "url" | "hex" | "blog" => return Err(give_up()),
                _ => {
                    extra.insert(key.0.into_owned(), access.next_value()?);
                }
            }
        }
        match (start, end, kind) {
            (Some(start), Some(end), Some(kind)) => Ok(Self { start, end, kind, extra }),
            _ => Err(give_up()),
        }
    }
}

/// Whether a range has a type whose one field is still to come.
fn is_kind(kind: Option<&FormatKind>, wanted: &str) -> bool {
    matches!(kind, Some(FormatKind::Unknown(name)) if name == wanted)
}
