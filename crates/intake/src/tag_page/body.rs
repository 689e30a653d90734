//! A post's lines into blocks, and what the end of a cross-post tells: its place and where it was taken from.

use crate::{block, link};
use model::{PostType, Source};
use serde_json::Value;

/// How the page's text marks a picture.
const PICTURE: &str = "Tumblr media";
/// Words of links that stand at the end of a post and lost their address in the capture.
const LINK_WORDS: [&str; 4] = ["Source link", "Read the full article", "Read more", "Continue reading"];
/// Longest title, in code points.
const TITLE: usize = 120;
/// Longest heading inside an article, and how long the paragraphs around it must be, in code points.
const HEADING: usize = 80;
const LONG: usize = 160;
/// Words that a robot's post may hold beside its link, in code points.
const ROBOT: usize = 300;

/// What a body says.
pub(super) struct Body {
    pub(super) blocks: Vec<Value>,
    pub(super) source: Option<Source>,
    pub(super) place: String,
    pub(super) robot: bool,
}

#[derive(Clone, PartialEq)]
enum BodyPart {
    Words(String),
    Picture,
}

/// Reads the lines of one post.
pub(super) fn read(kind: PostType, lines: &[&str]) -> Body {
    let mut parts: Vec<BodyPart> = vec![];
    for line in lines {
        match pictures(line) {
            Some(count) => parts.extend(std::iter::repeat_n(BodyPart::Picture, count)),
            None => parts.push(BodyPart::Words((*line).to_owned())),
        }
    }
    let (mut source, mut place, mut lost) = (None, String::new(), None);
    // Pictures may follow the words, so the last words need not be the last part.
    if let Some(last) = parts.iter().rposition(|part| matches!(part, BodyPart::Words(_)))
        && let BodyPart::Words(words) = &mut parts[last]
    {
        let end = End::take(words);
        (source, place, lost) = (end.source, end.place, end.lost);
        if words.is_empty() {
            parts.remove(last);
        }
    }
    let words: usize = parts
        .iter()
        .map(|part| match part {
            BodyPart::Words(words) => words.chars().count(),
            BodyPart::Picture => 0,
        })
        .sum();
    let robot = words <= ROBOT && source.as_ref().is_some_and(|source| link::is_shortener(&source.url));
    let mut blocks = blocks(kind, &parts);
    blocks.extend(lost.map(block::missing_link));
    // A post that is a bare link would be empty once its link became the source.
    if let (true, Some(source)) = (blocks.is_empty(), &source) {
        blocks.push(block::link(&source.url));
    }
    Body { blocks, source, place, robot }
}

/// How many pictures a line marks, when it marks nothing else.
fn pictures(line: &str) -> Option<usize> {
    let count = line.matches(PICTURE).count();
    (count > 0 && line.replace(PICTURE, "").trim().is_empty()).then_some(count.min(30))
}

/// What was taken off the end of a post.
#[derive(Default)]
struct End {
    source: Option<Source>,
    place: String,
    lost: Option<&'static str>,
}

impl End {
    /// Takes the link, the link words and the place line off a paragraph, from its end.
    fn take(words: &mut String) -> Self {
        let mut end = Self::default();
        if let Some(range) = link::find(words).pop()
            && words[range.end..].trim().is_empty()
            && link::tells_source(&words[range.clone()])
            && let Some(source) = link::source(&words[range.clone()], "")
        {
            end.source = Some(source);
            truncate(words, range.start);
        }
        while let Some((start, suffix)) = link_words(words) {
            end.lost.get_or_insert(suffix);
            truncate(words, start);
        }
        // The link words belong to this address, which is known after all.
        if end.source.is_some() {
            end.lost = None;
        }
        // Only a cross-post ends with a place: elsewhere brackets are the author's own.
        if end.source.is_some()
            && let Some(start) = words.rfind("(at ")
            && let Some(place) = words[start + 4..].strip_suffix(')')
            && (1..=200).contains(&place.trim().chars().count())
        {
            end.place = place.trim().to_owned();
            truncate(words, start);
        }
        end
    }
}

fn truncate(words: &mut String, end: usize) {
    words.truncate(end);
    words.truncate(words.trim_end().len());
}

/// Link words that end a paragraph, with where they begin. They stand alone or after the end of a sentence; in a
/// sentence they are words.
fn link_words(words: &str) -> Option<(usize, &'static str)> {
    LINK_WORDS.into_iter().find_map(|suffix| {
        let before = words.strip_suffix(suffix)?;
        let ends = |c: char| c.is_whitespace() || ".!?…”\"".contains(c);
        let sentence = before.trim_end();
        let alone = sentence.is_empty()
            || sentence.ends_with(['.', '!', '?', '…', '”', '"', ')'])
            || LINK_WORDS.iter().any(|other| sentence.ends_with(other));
        (alone && (before.is_empty() || before.ends_with(ends))).then_some((before.len(), suffix))
    })
}

fn blocks(kind: PostType, parts: &[BodyPart]) -> Vec<Value> {
    let paragraphs: Vec<String> = parts
        .iter()
        .filter_map(|part| match part {
            BodyPart::Words(words) => Some(words.clone()),
            BodyPart::Picture => None,
        })
        .collect();
    let subtypes: Vec<Option<&str>> = match kind {
        PostType::Text => headings(&paragraphs),
        PostType::Quote => quote(&paragraphs),
        PostType::Chat => vec![Some("chat"); paragraphs.len()],
        _ => vec![None; paragraphs.len()],
    };
    // Packing joins paragraphs, so the places of pictures and headings between them are given up.
    let many = parts.len() > 900;
    if many {
        let pictures = parts.iter().filter(|part| **part == BodyPart::Picture).count().min(30);
        let packed = block::pack(paragraphs);
        return std::iter::repeat_with(block::missing_image)
            .take(pictures)
            .chain(packed.iter().flat_map(|words| block::text(words, None)))
            .collect();
    }
    let mut subtypes = subtypes.into_iter();
    parts
        .iter()
        .flat_map(|part| match part {
            BodyPart::Words(words) => block::text(words, subtypes.next().flatten()),
            BodyPart::Picture => vec![block::missing_image()],
        })
        .collect()
}

/// The first paragraph of a text post is its title when it reads as one (see [`is_heading`]), is no longer than
/// 120 code points and is shorter than the paragraph after it. Later ones are headings when they are no longer
/// than 80 code points between two paragraphs longer than 160.
fn headings(paragraphs: &[String]) -> Vec<Option<&'static str>> {
    let length = |at: usize| paragraphs.get(at).map_or(0, |words| words.chars().count());
    (0..paragraphs.len())
        .map(|at| {
            if !is_heading(&paragraphs[at]) {
                None
            } else if at == 0 {
                (length(0) <= TITLE && length(0) < length(1)).then_some("heading1")
            } else {
                (length(at) <= HEADING && length(at - 1) > LONG && length(at + 1) > LONG)
                    .then_some("heading2")
            }
        })
        .collect()
}

/// A heading does not end as a sentence does and holds neither an address nor a hashtag.
fn is_heading(words: &str) -> bool {
    !words.ends_with(['.', ',', ';', ':', '…', '"', '”', '»', ')'])
        && link::find(words).is_empty()
        && tag::hashtag::find(words).is_empty()
}

/// The first paragraph of a quote is the quotation, the rest tells whose it is.
fn quote(paragraphs: &[String]) -> Vec<Option<&'static str>> {
    (0..paragraphs.len()).map(|at| (at == 0).then_some("quote")).collect()
}
