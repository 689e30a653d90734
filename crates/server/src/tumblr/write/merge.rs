//! Posts of the older types in two halves: what the post is (its pictures, its title, its quotation) and the words
//! beside it. An edit may speak of one half alone, and the other stays.

use model::PostType;
use npf::{Block, Document, Subtype};

/// The fields of each half.
pub fn halves(kind: PostType) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        PostType::Text => (&["title"], &["body"]),
        PostType::Photo => (&["source", "data", "data64", "link"], &["caption"]),
        PostType::Quote => (&["quote"], &["source"]),
        PostType::Link => (&["url", "title", "author", "excerpt", "thumbnail"], &["description"]),
        PostType::Chat => (&["title"], &["conversation"]),
        PostType::Audio => (&["external_url", "data", "data64"], &["caption"]),
        PostType::Video => (&["embed", "data", "data64"], &["caption"]),
        PostType::Answer => (&[], &["answer"]),
    }
}

/// The field that a post of a type cannot be without.
pub fn needed(kind: PostType) -> &'static str {
    match kind {
        PostType::Text => "body",
        PostType::Photo => "data, data64 or source",
        PostType::Quote => "quote",
        PostType::Link => "url",
        PostType::Chat => "conversation",
        PostType::Audio => "data, data64 or external_url",
        PostType::Video => "data, data64 or embed",
        PostType::Answer => "answer",
    }
}

/// Whether a post has what it cannot be without.
pub fn whole(kind: PostType, document: &Document) -> bool {
    match kind {
        PostType::Text | PostType::Answer => !document.content.is_empty(),
        PostType::Chat => document.content.iter().any(|block| subtype(block) == Some(Subtype::Chat)),
        _ => document.content.iter().enumerate().any(|(at, block)| leads(kind, at, block)),
    }
}

/// The first half of one document and the second of another; one document alone where it gives both.
pub fn joined(kind: PostType, old: Document, new: Document, spoken: (bool, bool)) -> Document {
    let split = |document: Document| -> (Vec<Block>, Vec<Block>) {
        let (lead, rest): (Vec<_>, Vec<_>) =
            document.content.into_iter().enumerate().partition(|(at, block)| leads(kind, *at, block));
        let blocks = |list: Vec<(usize, Block)>| list.into_iter().map(|(_, block)| block).collect();
        (blocks(lead), blocks(rest))
    };
    let (mut lead, rest) = match spoken {
        (true, true) => return new,
        (false, false) => return old,
        (true, false) => (split(new).0, split(old).1),
        (false, true) => (split(old).0, split(new).1),
    };
    lead.extend(rest);
    Document::new(lead)
}

fn leads(kind: PostType, at: usize, block: &Block) -> bool {
    match kind {
        PostType::Text | PostType::Chat => at == 0 && subtype(block) == Some(Subtype::Heading1),
        PostType::Photo => matches!(block, Block::Image(_)),
        PostType::Quote => subtype(block) == Some(Subtype::Quote),
        PostType::Link => matches!(block, Block::Link(_)),
        PostType::Audio => matches!(block, Block::Audio(_)),
        PostType::Video => matches!(block, Block::Video(_)),
        PostType::Answer => false,
    }
}

fn subtype(block: &Block) -> Option<Subtype> {
    match block {
        Block::Text(text) => text.subtype,
        _ => None,
    }
}
