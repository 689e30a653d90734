//! What a post can be found by. A function of the post alone, so that a check can tell what the index ought to hold.

use index::{Class, Facet, FacetId, NotesClass};
use model::{Post, Precision, State, TagId, TrailItem};
use npf::Document;
use std::collections::HashSet;
use store::ensure_outside_write;
use store::words::WordHash;

/// A post's content with the content of the posts it carries, parsed.
#[derive(Clone)]
pub(crate) struct Parsed {
    /// Its own.
    pub document: Document,
    /// The trail's, root first.
    pub trail: Vec<Document>,
}

impl Parsed {
    /// Reads what a post holds. What cannot be read counts as empty: a damaged text must not hide the post.
    pub fn of_post(post: &Post) -> Self {
        Self { document: parse_document(&post.content), trail: parse_trail(&post.trail) }
    }

    /// Everything the post says that words are found in: each text of a block, no two joined.
    pub fn all_texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.document).chain(&self.trail).flat_map(Document::texts)
    }
}

/// Reads a kept document; one that cannot be read counts as empty.
pub(crate) fn parse_document(text: &str) -> Document {
    ensure_outside_write("parsing a document");
    Document::from_json(text).unwrap_or_default()
}

/// Reads what a post carries.
pub(crate) fn parse_trail(trail: &[TrailItem]) -> Vec<Document> {
    trail.iter().map(|item| parse_document(&item.content)).collect()
}

/// How far a post is shown.
pub(crate) fn visibility_class(post: &Post, document: &Document) -> Class {
    match (post.state, post.withheld) {
        // A reblog without words counts as a note of its root; where that cannot be named it stands for itself.
        (State::Published, None) if post.reblog.is_some() && document.content.is_empty() => Class::Bare,
        (State::Published, None) => Class::Standing,
        (State::Published, Some(_)) => Class::Withheld,
        _ => Class::Hidden,
    }
}

/// Every facet of a post but its tags, whose ids only the database knows.
pub(crate) fn without_tags(post: &Post, parsed: &Parsed, hash: &WordHash) -> Vec<Facet> {
    let mut facets = without_words(post, parsed, hash);
    facets.extend(distinct_words(parsed).iter().map(|word| Facet::Word(hash.hash_word(word))));
    facets
}

/// The same without the words of its texts.
pub(crate) fn without_words(post: &Post, parsed: &Parsed, hash: &WordHash) -> Vec<Facet> {
    let mut facets = vec![
        Facet::All,
        Facet::Type(post.kind),
        Facet::Lang(post.lang),
        Facet::Blog(post.blog),
        Facet::Notes(NotesClass::of(post.notes)),
        Facet::Origin(post.origin),
        if post.is_reblog() { Facet::Reblog } else { Facet::Original },
    ];
    if post.robot.is_some() {
        facets.push(Facet::Robot);
    }
    if post.state != State::Published {
        facets.push(Facet::State(post.state));
    }
    facets.extend(post.withheld.map(Facet::Reason));
    // Together: what came before runs were recorded has neither, and is told apart by that.
    if let Some(run) = post.run {
        facets.push(Facet::Run(run));
        if post.precision != Precision::Exact {
            facets.push(Facet::Precision(post.precision));
        }
    }
    facets.extend(
        post.source
            .as_ref()
            .and_then(|s| npf::url::host(&s.url))
            .map(|host| Facet::Host(hash.hash_host(&host))),
    );
    facets.extend(content_kinds(parsed).map(Facet::Has));
    facets
}

fn content_kinds(parsed: &Parsed) -> impl Iterator<Item = index::Has> {
    let mut all = npf::Has::default();
    let mut alt = true;
    for document in std::iter::once(&parsed.document).chain(&parsed.trail) {
        let has = document.has();
        alt &= !has.image || has.alt;
        all.image |= has.image;
        all.video |= has.video;
        all.audio |= has.audio;
        all.link |= has.link;
        all.poll |= has.poll;
    }
    [
        (all.image, index::Has::Image),
        (all.video, index::Has::Video),
        (all.audio, index::Has::Audio),
        (all.link, index::Has::Link),
        (all.image && alt, index::Has::Alt),
        (all.poll, index::Has::Poll),
    ]
    .into_iter()
    .filter_map(|(there, thing)| there.then_some(thing))
}

/// The distinct search words of everything the post shows.
pub(crate) fn distinct_words(parsed: &Parsed) -> Vec<String> {
    tag::words::distinct(parsed.all_texts())
}

/// All facets of a post in its class, sorted and distinct.
pub(crate) fn facet_ids(class: Class, facets: &[Facet], tags: &[TagId]) -> Vec<FacetId> {
    let tags = tags.iter().map(|id| Facet::Tag(*id));
    let mut ids: Vec<_> = facets.iter().copied().chain(tags).map(|facet| facet.id(class)).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The folds of a post's tags with the spelling each was first written in, in order, each fold once.
pub(crate) fn tag_folds(post: &Post) -> Vec<(String, String)> {
    let mut seen = HashSet::new();
    post.tags
        .iter()
        .map(|tag| (tag::fold(&tag.name).to_string(), tag.name.clone()))
        .filter(|(fold, _)| !fold.is_empty() && seen.insert(fold.clone()))
        .collect()
}
