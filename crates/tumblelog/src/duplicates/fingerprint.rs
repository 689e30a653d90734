//! What a post says, made ready for comparing: its words as numbers, its source, its pictures.

use crate::post::facets;
use crate::post::facets::Parsed;
use index::Class;
use model::Post;
use npf::{Block, Document};
use store::ensure_outside_write;
use store::words::WordHash;

/// Words compared; what follows them is not looked at.
pub(super) const WORDS: usize = 4_000;

/// Under so many words a post must be the same in all of them, and in its source or its pictures.
pub(super) const SHORT: usize = 12;

/// Keys that a text is found by: the least of the numbers that its runs of three words make. Two texts share each of
/// them with the chance that a run of one is in the other.
const KEYS: usize = 8;

/// So many of them are of runs with a figure, where there are such: bulletins of one series share nearly all other runs,
/// and a key that many posts share leads to few of them.
const FIGURE_KEYS: usize = 3;

/// Keys are small numbers, so that their rows are.
const KEY_MASK: u64 = (1 << 48) - 1;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Word {
    pub hash: u64,
    /// How much it says: long words and figures more than short ones.
    pub weight: u8,
    pub figure: bool,
}

/// What a post says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComparedText {
    /// In the order of the text.
    pub(super) words: Vec<Word>,
    /// Where it was taken from, as a number.
    pub(super) source: Option<u64>,
    /// Whether that is a page of its own and not a whole site.
    pub(super) page: bool,
    /// Its pictures, sounds and films, as a number.
    pub(super) media: Option<u64>,
}

/// What a post's duplicates are found by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fingerprint {
    /// The numbers it is found by, each once; none where nothing could be its duplicate.
    pub keys: Vec<i64>,
    /// Its sketch, where it has keys.
    pub sketch: Option<i64>,
    /// That of the keys which leads to posts taken from the same page.
    pub page: Option<i64>,
}

impl ComparedText {
    /// What its duplicates are found by.
    pub(crate) fn make_fingerprint(&self) -> Fingerprint {
        let keys = self.lookup_keys();
        Fingerprint { sketch: (!keys.is_empty()).then(|| self.make_sketch()), keys, page: self.page_key() }
    }

    /// What a post says; nothing for one that can be no part of a cluster: that is not listed, that only passes on, or
    /// that is a reblog with twelve words of its own or more than a sixth of those it carries.
    pub(crate) fn of_post(post: &Post, parsed: &Parsed, hash: &WordHash) -> Option<Self> {
        ensure_outside_write("comparing texts");
        if facets::visibility_class(post, &parsed.document) != Class::Standing {
            return None;
        }
        let mut words = Vec::new();
        for document in &parsed.trail {
            read_words(document, hash, &mut words);
        }
        let carried = words.len();
        // Read by themselves: behind a trail that is as long as what is compared they would count as none.
        let mut own = Vec::new();
        read_words(&parsed.document, hash, &mut own);
        if post.is_reblog() && (own.len() >= SHORT || own.len() * 6 > carried) {
            return None;
        }
        words.append(&mut own);
        words.truncate(WORDS);
        let documents = || parsed.trail.iter().chain([&parsed.document]);
        let address = source_of_post(post, documents());
        Some(Self {
            words,
            source: address.as_ref().map(|address| hash.hash_host(address)),
            page: address.is_some_and(|address| is_page(&address)),
            media: hash_media(documents(), hash),
        })
    }

    /// Whether it is too short for its words alone to tell that it is a duplicate.
    pub(super) fn is_short(&self) -> bool {
        self.words.len() < SHORT
    }

    /// The numbers it is found by.
    pub(super) fn lookup_keys(&self) -> Vec<i64> {
        let mut keys = Vec::new();
        if self.is_short() {
            let text = self.words.iter().fold(0, |text, word| mix_hashes(text, word.hash));
            // The last number keeps the kinds of keys apart: a source must not meet a picture's
            // key.
            keys.extend(self.source.map(|source| mix_hashes(mix_hashes(text, source), 1)));
            keys.extend(self.media.map(|media| mix_hashes(mix_hashes(text, media), 2)));
        } else {
            keys = self.word_runs();
        }
        let mut keys: Vec<i64> = keys.into_iter().map(to_key).collect();
        keys.extend(self.page_key());
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The key that leads to all posts with words that were taken from the same page.
    fn page_key(&self) -> Option<i64> {
        let source = self.source.filter(|_| self.page && !self.words.is_empty())?;
        Some(to_key(of_source(source)))
    }

    fn word_runs(&self) -> Vec<u64> {
        let run = |words: &[Word]| words.iter().fold(0, |run, word| mix_hashes(run, word.hash));
        // Runs of short words alone are in every text.
        let telling = || self.words.windows(3).filter(|words| words.iter().any(|word| word.weight > 1));
        let figures = telling().filter(|words| words.iter().any(|word| word.figure));
        let mut runs = least(figures.map(run).collect(), FIGURE_KEYS);
        let mut others: Vec<u64> = telling().map(run).collect();
        // A text of short words alone still needs keys.
        if others.len() < KEYS {
            others = self.words.windows(3).map(run).collect();
        }
        others.retain(|run| !runs.contains(run));
        runs.extend(least(others, KEYS - runs.len()));
        runs
    }
}

fn least(mut runs: Vec<u64>, count: usize) -> Vec<u64> {
    runs.sort_unstable();
    runs.dedup();
    runs.truncate(count);
    runs
}

/// The key that leads to posts that were taken from this page; none for a whole site.
pub(crate) fn source_key(url: &str, hash: &WordHash) -> Option<i64> {
    let address = clean_address(url).filter(|address| is_page(address))?;
    Some(to_key(of_source(hash.hash_host(&address))))
}

fn to_key(of: u64) -> i64 {
    (of & KEY_MASK).cast_signed()
}

fn is_page(address: &str) -> bool {
    address.contains(['/', '?'])
}

fn of_source(source: u64) -> u64 {
    mix_hashes(source, 3)
}

/// Two numbers as one, the same on every build; the mixing is splitmix64's.
pub(super) const fn mix_hashes(a: u64, b: u64) -> u64 {
    let z = (a ^ b.rotate_left(32)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn read_words(document: &Document, hash: &WordHash, words: &mut Vec<Word>) {
    for text in document.content.iter().flat_map(block_texts) {
        if words.len() >= WORDS {
            return;
        }
        words.extend(tag::words::of(text).iter().map(|word| {
            let letters = word.chars().count();
            let figure = word.contains(|c: char| c.is_numeric());
            let weight = match letters {
                _ if figure => 3,
                ..=3 => 1,
                4..=6 => 2,
                _ => 3,
            };
            Word { hash: hash.hash_word(word), weight, figure }
        }));
    }
}

/// The words a reader sees. What pictures show in words is left out: each blog describes them anew.
pub(super) fn block_texts(block: &Block) -> Vec<&str> {
    let all = match block {
        Block::Text(text) => [Some(&text.text), None],
        Block::Link(link) => [link.title.as_ref(), link.description.as_ref()],
        Block::Image(image) => [image.caption.as_ref(), None],
        Block::Video(video) => [video.title.as_ref(), video.caption.as_ref()],
        Block::Audio(audio) => [audio.title.as_ref(), audio.artist.as_ref()],
        Block::Poll(poll) => [Some(&poll.question), None],
        _ => [None, None],
    };
    all.into_iter().flatten().map(String::as_str).collect()
}

/// The address it was taken from, or the one it links to, without what differs from reader to reader.
fn source_of_post<'a>(post: &Post, documents: impl Iterator<Item = &'a Document>) -> Option<String> {
    if let Some(source) = &post.source {
        return clean_address(&source.url);
    }
    let mut links: Vec<String> =
        documents.flat_map(|document| document.links().into_iter().filter_map(clean_address)).collect();
    links.sort_unstable();
    links.dedup();
    // With several links it is anybody's guess which one the post is about.
    if links.len() == 1 { links.pop() } else { None }
}

/// An address without its scheme, `www.`, a slash at the end, and what differs from reader to reader.
pub(crate) fn clean_address(url: &str) -> Option<String> {
    let host = npf::url::host(url)?;
    let untracked = npf::url::untracked(url);
    let rest = untracked.split_once("://").map_or("", |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let path = rest.find(['/', '?']).map_or("", |at| &rest[at..]);
    Some(format!("{host}{}", path.trim_end_matches('/')))
}

/// The files it shows: ours by their hashes, which their names are.
fn hash_media<'a>(documents: impl Iterator<Item = &'a Document>, hash: &WordHash) -> Option<u64> {
    let url = |block: &'a Block| match block {
        Block::Image(image) => image.media.first().map(|media| media.url.as_str()),
        Block::Audio(audio) => audio.media.as_ref().map(|media| media.url.as_str()),
        Block::Video(video) => video.media.as_ref().map(|media| media.url.as_str()),
        _ => None,
    };
    let mut files: Vec<u64> = documents
        .flat_map(|document| document.content.iter().filter_map(url))
        .filter(|url| !url.is_empty())
        .map(|url| hash.hash_word(&npf::url::untracked(url)))
        .collect();
    // The order of pictures is no difference: a repost may turn it round.
    files.sort_unstable();
    files.dedup();
    if files.is_empty() { None } else { Some(files.iter().fold(4, |all, file| mix_hashes(all, *file))) }
}
