//! NPF blocks made from plain text.

use crate::link;
use model::Invalid;
use serde_json::{Value, json};

/// Code points a text block may hold.
const LIMIT: usize = 4096;
/// Paragraphs that still get a block each; a document may hold 1,000 blocks.
const PARAGRAPHS: usize = 900;

/// Greatest size of a document's JSON, in bytes: that of the specification.
const MAX_BYTES: usize = 1 << 20;

/// Whether a document is small enough to be kept.
pub(crate) fn fits(json: &str) -> Result<(), Invalid> {
    if json.len() <= MAX_BYTES {
        return Ok(());
    }
    let bytes = json.len();
    Err(Invalid::new(format!("the post's content is {bytes} bytes as blocks; up to 1 MB is accepted")))
}

/// A picture that the input mentions and does not hold.
pub(crate) fn missing_image() -> Value {
    json!({"type": "missing-image"})
}

/// A link whose words the input holds and whose address it lost.
pub(crate) fn missing_link(words: &str) -> Value {
    json!({"type": "missing-link", "text": words})
}

/// A link on its own.
pub(crate) fn link(url: &str) -> Value {
    json!({"type": "link", "url": url})
}

/// Text blocks for a paragraph: addresses become links without tracking parameters, and what is too long for one
/// block is cut at a word.
pub(crate) fn text(paragraph: &str, subtype: Option<&str>) -> Vec<Value> {
    pieces(paragraph).into_iter().map(|piece| one(&piece, subtype)).collect()
}

fn one(paragraph: &str, subtype: Option<&str>) -> Value {
    let (mut text, mut points, mut done) = (String::new(), 0, 0);
    let mut formatting = vec![];
    for range in link::find(paragraph) {
        // An address that is not safe stays plain words.
        let Some(url) = link::clean(&paragraph[range.clone()]) else { continue };
        let before = &paragraph[done..range.start];
        text.push_str(before);
        points += before.chars().count();
        // Shown as it was written; the address of the link may be longer in escapes.
        let shown = npf::url::untracked(&paragraph[range.clone()]);
        let length = shown.chars().count();
        formatting.push(json!({"start": points, "end": points + length, "type": "link", "url": url}));
        text.push_str(&shown);
        points += length;
        done = range.end;
    }
    text.push_str(&paragraph[done..]);
    let mut block = json!({"type": "text", "text": text});
    if let Some(subtype) = subtype {
        block["subtype"] = json!(subtype);
    }
    if !formatting.is_empty() {
        block["formatting"] = Value::Array(formatting);
    }
    block
}

fn pieces(paragraph: &str) -> Vec<String> {
    if paragraph.chars().count() <= LIMIT {
        return vec![paragraph.to_owned()];
    }
    let mut pieces = vec![];
    let (mut piece, mut length) = (String::new(), 0);
    for word in paragraph.split_inclusive(char::is_whitespace) {
        let points = word.chars().count();
        if length > 0 && length + points > LIMIT {
            pieces.push(std::mem::take(&mut piece).trim_end().to_owned());
            length = 0;
        }
        for c in word.chars() {
            // A word that is longer than a block has no better place to be cut.
            if length == LIMIT {
                pieces.push(std::mem::take(&mut piece));
                length = 0;
            }
            piece.push(c);
            length += 1;
        }
    }
    pieces.push(piece);
    pieces
}

/// Paragraphs few enough for a document: beyond 900 they share blocks, a line each.
pub(crate) fn pack(paragraphs: Vec<String>) -> Vec<String> {
    if paragraphs.len() <= PARAGRAPHS {
        return paragraphs;
    }
    let mut packed: Vec<String> = vec![];
    let mut length = LIMIT;
    for paragraph in paragraphs {
        let points = paragraph.chars().count();
        match packed.last_mut() {
            Some(last) if length + points < LIMIT => {
                last.push('\n');
                last.push_str(&paragraph);
                length += points + 1;
            }
            _ => {
                length = points;
                packed.push(paragraph);
            }
        }
    }
    packed
}
