//! Which of the eight legacy types a document can be written as without losing the order of its blocks: one that
//! begins with what the type holds in fields of its own, and goes on with words. Any other document is a text.

use super::html::rest;
use model::PostType;
use npf::{Ask, Audio, Block, Document, FormatKind, Image, Layout, Link, Subtype, TextBlock, Video};
use std::borrow::Cow;

/// A document taken apart. `rest` is what the type's one field of HTML holds.
#[derive(Debug)]
pub enum Shape<'a> {
    /// Anything.
    Text {
        /// The heading it begins with, where there is one.
        title: &'a str,
        /// All else.
        rest: Cow<'a, Document>,
    },
    /// Pictures, then words.
    Photo {
        /// The pictures.
        images: Vec<&'a Image>,
        /// The caption.
        rest: Cow<'a, Document>,
    },
    /// A quotation, then where it is from.
    Quote {
        /// The quotation, its blocks made plain paragraphs.
        text: Document,
        /// The source.
        rest: Cow<'a, Document>,
    },
    /// A link, then words about it.
    Link {
        /// The link.
        link: &'a Link,
        /// The description.
        rest: Cow<'a, Document>,
    },
    /// A heading perhaps, then lines of a conversation.
    Chat {
        /// The heading.
        title: &'a str,
        /// The lines.
        lines: Vec<&'a TextBlock>,
    },
    /// A sound, then words.
    Audio {
        /// The sound.
        audio: &'a Audio,
        /// The caption.
        rest: Cow<'a, Document>,
    },
    /// A film, then words.
    Video {
        /// The film.
        video: &'a Video,
        /// The caption.
        rest: Cow<'a, Document>,
    },
    /// A question, then its answer.
    Answer {
        /// Who asked.
        ask: &'a Ask,
        /// The question.
        question: Document,
        /// The answer.
        rest: Cow<'a, Document>,
    },
}

impl<'a> Shape<'a> {
    /// Takes apart a document of a post that shows as `kind`.
    pub fn of(kind: PostType, document: &'a Document) -> Self {
        let made = match kind {
            PostType::Text => None,
            PostType::Photo => photo(document),
            PostType::Quote => quote(document),
            PostType::Link => link(document),
            PostType::Chat => chat(document),
            PostType::Audio => audio(document),
            PostType::Video => video(document),
            PostType::Answer => answer(document),
        };
        made.unwrap_or_else(|| text(document))
    }

    /// The type it is written as.
    pub fn kind(&self) -> PostType {
        match self {
            Self::Text { .. } => PostType::Text,
            Self::Photo { .. } => PostType::Photo,
            Self::Quote { .. } => PostType::Quote,
            Self::Link { .. } => PostType::Link,
            Self::Chat { .. } => PostType::Chat,
            Self::Audio { .. } => PostType::Audio,
            Self::Video { .. } => PostType::Video,
            Self::Answer { .. } => PostType::Answer,
        }
    }

    /// What the type's one field of HTML holds; nothing for a conversation.
    pub fn rest(&self) -> Option<&Document> {
        match self {
            Self::Text { rest, .. }
            | Self::Photo { rest, .. }
            | Self::Quote { rest, .. }
            | Self::Link { rest, .. }
            | Self::Audio { rest, .. }
            | Self::Video { rest, .. }
            | Self::Answer { rest, .. } => Some(rest),
            Self::Chat { .. } => None,
        }
    }
}

fn text(document: &Document) -> Shape<'_> {
    let title = heading(document);
    Shape::Text { title: title.unwrap_or(""), rest: rest(document, usize::from(title.is_some())) }
}

/// The heading a document begins with, where it is words alone and not all there is to hide.
fn heading(document: &Document) -> Option<&str> {
    match document.content.first() {
        Some(Block::Text(block))
            if block.subtype == Some(Subtype::Heading1)
                && block.formatting.is_empty()
                && !block.text.trim().is_empty() =>
        {
            Some(block.text.trim())
        }
        _ => None,
    }
}

fn photo(document: &Document) -> Option<Shape<'_>> {
    let images: Vec<&Image> = document
        .content
        .iter()
        .map_while(|block| match block {
            Block::Image(image) => Some(image),
            _ => None,
        })
        .collect();
    let first = images.len();
    (first > 0 && words_from(document, first)).then(|| Shape::Photo { images, rest: rest(document, first) })
}

fn words_from(document: &Document, first: usize) -> bool {
    document.content.iter().skip(first).all(|block| matches!(block, Block::Text(_)))
}

fn quote(document: &Document) -> Option<Shape<'_>> {
    let is_quote =
        |block: &&Block| matches!(block, Block::Text(text) if text.subtype == Some(Subtype::Quote));
    let first = document.content.iter().take_while(is_quote).count();
    let more = document.content.iter().skip(first).any(|block| is_quote(&block));
    if first == 0 || more || !words_from(document, first) {
        return None;
    }
    let plain = |block: &Block| match block {
        Block::Text(text) => Block::Text(TextBlock { subtype: None, ..text.clone() }),
        other => other.clone(),
    };
    let text = Document::new(document.content.iter().take(first).map(plain).collect());
    Some(Shape::Quote { text, rest: rest(document, first) })
}

fn link(document: &Document) -> Option<Shape<'_>> {
    let Some(Block::Link(link)) = document.content.first() else { return None };
    words_from(document, 1).then(|| Shape::Link { link, rest: rest(document, 1) })
}

fn chat(document: &Document) -> Option<Shape<'_>> {
    let title = heading(document);
    let lines: Option<Vec<&TextBlock>> = document
        .content
        .iter()
        .skip(usize::from(title.is_some()))
        .map(|block| match block {
            Block::Text(text) if text.subtype == Some(Subtype::Chat) => Some(text),
            _ => None,
        })
        .collect();
    let lines = lines.filter(|lines| !lines.is_empty())?;
    Some(Shape::Chat { title: title.unwrap_or(""), lines })
}

fn audio(document: &Document) -> Option<Shape<'_>> {
    let Some(Block::Audio(audio)) = document.content.first() else { return None };
    words_from(document, 1).then(|| Shape::Audio { audio, rest: rest(document, 1) })
}

fn video(document: &Document) -> Option<Shape<'_>> {
    let Some(Block::Video(video)) = document.content.first() else { return None };
    words_from(document, 1).then(|| Shape::Video { video, rest: rest(document, 1) })
}

fn answer(document: &Document) -> Option<Shape<'_>> {
    let ask = document.layout.iter().find_map(|layout| match layout {
        Layout::Ask(ask) => Some(ask),
        _ => None,
    })?;
    let first = ask.blocks.len();
    let ahead = ask.blocks.iter().enumerate().all(|(place, at)| place == *at);
    if first == 0 || !ahead || first > document.content.len() {
        return None;
    }
    let question = Document::new(document.content.iter().take(first).cloned().collect());
    Some(Shape::Answer { ask, question, rest: rest(document, first) })
}

/// A line of a conversation: who speaks, as the line begins in bold, and what is said.
pub fn spoken(line: &TextBlock) -> (&str, &str) {
    let bold = line.formatting.iter().find(|format| format.start == 0 && format.kind == FormatKind::Bold);
    let end = bold.and_then(|bold| line.text.char_indices().nth(bold.end).map(|(at, _)| at));
    match (bold, end) {
        (Some(_), Some(end)) => {
            let (label, phrase) = line.text.split_at(end);
            (label.trim(), phrase.trim())
        }
        (Some(_), None) => (line.text.trim(), ""),
        (None, _) => ("", line.text.trim()),
    }
}
