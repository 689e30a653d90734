//! Which of the eight legacy types a document can be written as without losing the order of its blocks: one that
//! begins with what the type holds in fields of its own, and goes on with words. Any other document is a text.

use super::html::document_after;
use model::PostType;
use npf::{Ask, Audio, Block, Document, FormatKind, Image, Layout, Link, Subtype, TextBlock, Video};
use std::borrow::Cow;

/// A document taken apart. `rest` is what the type's one field of HTML holds.
#[derive(Debug)]
pub enum PostShape<'a> {
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

impl<'a> PostShape<'a> {
    /// Takes apart a document of a post that shows as `kind`.
    pub fn of_document(kind: PostType, document: &'a Document) -> Self {
        let made = match kind {
            PostType::Text => None,
            PostType::Photo => photo_shape(document),
            PostType::Quote => quote_shape(document),
            PostType::Link => link_shape(document),
            PostType::Chat => chat_shape(document),
            PostType::Audio => audio_shape(document),
            PostType::Video => video_shape(document),
            PostType::Answer => answer_shape(document),
        };
        made.unwrap_or_else(|| text_shape(document))
    }

    /// The type it is written as.
    pub fn post_type(&self) -> PostType {
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
    pub fn rest_of_document(&self) -> Option<&Document> {
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

fn text_shape(document: &Document) -> PostShape<'_> {
    let title = first_heading(document);
    PostShape::Text {
        title: title.unwrap_or(""),
        rest: document_after(document, usize::from(title.is_some())),
    }
}

/// The heading a document begins with, where it is words alone and not all there is to hide.
fn first_heading(document: &Document) -> Option<&str> {
    match document.content.first() {
        Some(Block::Text(block))
            if block.subtype == Some(Subtype::Heading1)
                // A legacy title is plain text: links or bold in it would be lost.
                && block.formatting.is_empty()
                && !block.text.trim().is_empty() =>
        {
            Some(block.text.trim())
        }
        _ => None,
    }
}

fn photo_shape(document: &Document) -> Option<PostShape<'_>> {
    let images: Vec<&Image> = document
        .content
        .iter()
        .map_while(|block| match block {
            Block::Image(image) => Some(image),
            _ => None,
        })
        .collect();
    let first = images.len();
    (first > 0 && words_from(document, first))
        .then(|| PostShape::Photo { images, rest: document_after(document, first) })
}

fn words_from(document: &Document, first: usize) -> bool {
    document.content.iter().skip(first).all(|block| matches!(block, Block::Text(_)))
}

fn quote_shape(document: &Document) -> Option<PostShape<'_>> {
    let is_quote =
        |block: &&Block| matches!(block, Block::Text(text) if text.subtype == Some(Subtype::Quote));
    let first = document.content.iter().take_while(is_quote).count();
    // A second quotation further on would change its place.
    let more = document.content.iter().skip(first).any(|block| is_quote(&block));
    if first == 0 || more || !words_from(document, first) {
        return None;
    }
    let plain = |block: &Block| match block {
        // The field itself says that it is a quotation; a reader gives the subtype back.
        Block::Text(text) => Block::Text(TextBlock { subtype: None, ..text.clone() }),
        other => other.clone(),
    };
    let text = Document::new(document.content.iter().take(first).map(plain).collect());
    Some(PostShape::Quote { text, rest: document_after(document, first) })
}

fn link_shape(document: &Document) -> Option<PostShape<'_>> {
    let Some(Block::Link(link)) = document.content.first() else { return None };
    words_from(document, 1).then(|| PostShape::Link { link, rest: document_after(document, 1) })
}

fn chat_shape(document: &Document) -> Option<PostShape<'_>> {
    let title = first_heading(document);
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
    Some(PostShape::Chat { title: title.unwrap_or(""), lines })
}

fn audio_shape(document: &Document) -> Option<PostShape<'_>> {
    let Some(Block::Audio(audio)) = document.content.first() else { return None };
    words_from(document, 1).then(|| PostShape::Audio { audio, rest: document_after(document, 1) })
}

fn video_shape(document: &Document) -> Option<PostShape<'_>> {
    let Some(Block::Video(video)) = document.content.first() else { return None };
    words_from(document, 1).then(|| PostShape::Video { video, rest: document_after(document, 1) })
}

fn answer_shape(document: &Document) -> Option<PostShape<'_>> {
    let ask = document.layout.iter().find_map(|layout| match layout {
        Layout::Ask(ask) => Some(ask),
        _ => None,
    })?;
    let first = ask.blocks.len();
    // The question has a field before the answer, so its blocks must come first and in order.
    let ahead = ask.blocks.iter().enumerate().all(|(place, at)| place == *at);
    if first == 0 || !ahead || first > document.content.len() {
        return None;
    }
    let question = Document::new(document.content.iter().take(first).cloned().collect());
    Some(PostShape::Answer { ask, question, rest: document_after(document, first) })
}

/// A line of a conversation: who speaks, as the line begins in bold, and what is said.
pub fn speaker_and_phrase(line: &TextBlock) -> (&str, &str) {
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
