//! Posts of the older types in two halves: what the post is (its pictures, its title, its quotation) and the words
//! beside it. An edit may speak of one half alone, and the other stays.

use model::PostType;
use npf::{Ask, Attribution, Block, Document, Image, Layout, Subtype};

/// The fields of each half.
pub fn field_halves(kind: PostType) -> (&'static [&'static str], &'static [&'static str]) {
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
pub fn needed_field(kind: PostType) -> &'static str {
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
pub fn is_whole(kind: PostType, document: &Document) -> bool {
    match kind {
        PostType::Text | PostType::Answer => !document.content.is_empty(),
        PostType::Chat => document.content.iter().any(|block| block_subtype(block) == Some(Subtype::Chat)),
        _ => document.content.iter().enumerate().any(|(at, block)| leads_block(kind, at, block)),
    }
}

/// A document with another first or second half; a half that is `None` stays.
pub fn join_documents(
    kind: PostType,
    old: Document,
    lead: Option<Document>,
    rest: Option<Document>,
) -> Document {
    let first = lead_of(kind, &old);
    let (old_lead, old_rest): (Vec<_>, Vec<_>) =
        old.content.into_iter().enumerate().partition(|(at, _)| first.contains(at));
    let blocks = |list: Vec<(usize, Block)>| list.into_iter().map(|(_, block)| block).collect();
    let mut content = lead.map_or_else(|| blocks(old_lead), |lead| lead.content);
    content.extend(rest.map_or_else(|| blocks(old_rest), |rest| rest.content));
    // Rows are not carried over: their indexes no longer fit the joined blocks.
    Document::new(content)
}

/// The places of the blocks that make a post's first half: those it begins with, or any of their kind where it begins
/// with others. A picture among the words of a post that begins with pictures is one of its words.
fn lead_of(kind: PostType, document: &Document) -> Vec<usize> {
    let is_lead = |at: usize| document.content.get(at).is_some_and(|block| leads_block(kind, at, block));
    let first: Vec<usize> = (0..document.content.len()).take_while(|at| is_lead(*at)).collect();
    match first.is_empty() {
        true => (0..document.content.len()).filter(|at| is_lead(*at)).collect(),
        false => first,
    }
}

/// The link of a post with the fields that were sent, as `is_sent` says; the other fields stay.
pub fn patched_link(old: &Document, mut new: Document, is_sent: impl Fn(&str) -> bool) -> Document {
    let link = |document: &Document| {
        document.content.iter().find_map(|block| match block {
            Block::Link(link) => Some(link.clone()),
            _ => None,
        })
    };
    let Some(mut patched) = link(old) else { return new };
    let given = link(&new).unwrap_or_default();
    if is_sent("url") {
        // The address as shown belonged to the old one.
        (patched.url, patched.display_url) = (given.url, None);
    }
    if is_sent("title") {
        patched.title = given.title;
    }
    if is_sent("author") {
        patched.author = given.author;
    }
    if is_sent("excerpt") {
        patched.description = given.description;
    }
    if is_sent("thumbnail") {
        patched.poster = given.poster;
    }
    new.content.retain(|block| !matches!(block, Block::Link(_)));
    new.content.insert(0, Block::Link(patched));
    new
}

/// The pictures a post begins with, leading to another address, or to none where it is empty.
pub fn relinked_pictures(old: &Document, address: &str) -> Document {
    let mut pictures: Vec<Block> =
        lead_of(PostType::Photo, old).into_iter().filter_map(|at| old.content.get(at).cloned()).collect();
    for block in &mut pictures {
        if let Block::Image(image) = block {
            image.attribution = (!address.is_empty()).then(|| {
                Box::new(Attribution {
                    kind: "link".to_owned(),
                    url: Some(address.to_owned()),
                    ..Attribution::default()
                })
            });
        }
    }
    Document::new(pictures)
}

/// A question of a post with another answer.
pub fn answered(old: &Document, answer: Document) -> Document {
    let Some(ask) = old.layout.iter().find_map(|layout| match layout {
        Layout::Ask(ask) => Some(ask.clone()),
        _ => None,
    }) else {
        return answer;
    };
    let mut content: Vec<Block> = ask.blocks.iter().filter_map(|at| old.content.get(*at).cloned()).collect();
    // The question moves to the front, so its indexes are counted anew.
    let blocks = (0..content.len()).collect();
    content.extend(answer.content);
    Document { content, layout: vec![Layout::Ask(Ask { blocks, ..ask })] }
}

/// Restores what HTML does not carry of a picture: its other sizes, its still, and whether its description only repeats
/// the caption.
pub fn restore_pictures(new: &mut Document, old: &Document) {
    for block in &mut new.content {
        let Block::Image(image) = block else { continue };
        let known = old.content.iter().find_map(|block| match block {
            Block::Image(known) if same_picture(known, image) => Some(known),
            _ => None,
        });
        let Some(known) = known else { continue };
        let (caption, alt_text) = (image.caption.take(), image.alt_text.take());
        let repeats = alt_text.is_some() && alt_text == caption;
        let alt_text = if repeats { known.alt_text.clone() } else { alt_text };
        // Of attributions HTML carries links alone.
        let linked = known.attribution.as_ref().is_none_or(|by| by.kind == "link");
        let attribution = image.attribution.take();
        let attribution =
            if linked { attribution } else { attribution.or_else(|| known.attribution.clone()) };
        *image = Image { caption, alt_text, attribution, ..known.clone() };
    }
}

fn same_picture(a: &Image, b: &Image) -> bool {
    a.media.iter().any(|one| b.media.iter().any(|other| one.url == other.url))
}

fn leads_block(kind: PostType, at: usize, block: &Block) -> bool {
    match kind {
        PostType::Text | PostType::Chat => at == 0 && block_subtype(block) == Some(Subtype::Heading1),
        PostType::Photo => matches!(block, Block::Image(_)),
        PostType::Quote => block_subtype(block) == Some(Subtype::Quote),
        PostType::Link => matches!(block, Block::Link(_)),
        PostType::Audio => matches!(block, Block::Audio(_)),
        PostType::Video => matches!(block, Block::Video(_)),
        PostType::Answer => false,
    }
}

fn block_subtype(block: &Block) -> Option<Subtype> {
    match block {
        Block::Text(text) => text.subtype,
        _ => None,
    }
}
