//! What is checked and worked out of a post before the transaction that writes it: tags, content, language, slug,
//! facets, the fingerprint, the files and blogs it names. Nothing here needs the database, and debug builds refuse it
//! inside a write transaction.

use crate::duplicates::{ComparedText, Fingerprint};
use crate::media::post_media;
use crate::post::facets;
use crate::post::facets::Parsed;
use crate::social::notify;
use index::{Class, Facet, FacetId, Key, NotesClass};
use model::{Blog, Invalid, Lang, Post, PostTag, Robot, TagId, TagOrigin, Time};
use npf::Document;
use std::collections::HashMap;
use store::ensure_outside_write;
use store::words::WordHash;

/// Tags an author may type on one post.
pub const TAGS_TYPED: usize = 30;

/// A post whose costly parts are worked out, so that the transaction that keeps it is short.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub post: Post,
    pub class: Class,
    pub facets: Vec<Facet>,
    /// Fold and spelling of each tag.
    pub folds: Vec<(String, String)>,
    /// What its duplicates are found by.
    pub fingerprint: Fingerprint,
    /// Hashes of the files it references.
    pub files: Vec<String>,
    /// The blogs its own words name, by uuid or name.
    pub mentions: Vec<String>,
    /// It has no words of its own.
    pub adds_nothing: bool,
}

impl Prepared {
    /// Prepares a post as it was read.
    pub(crate) fn prepare_post(post: Post, words: &WordHash) -> Self {
        let parsed = Parsed::of_post(&post);
        Self::prepare_parsed(post, &parsed, words)
    }

    /// Prepares a post whose content was parsed before.
    pub(crate) fn prepare_parsed(post: Post, parsed: &Parsed, words: &WordHash) -> Self {
        ensure_outside_write("preparing a post");
        Self {
            class: facets::visibility_class(&post, &parsed.document),
            facets: facets::without_tags(&post, parsed, words),
            folds: facets::tag_folds(&post),
            fingerprint: ComparedText::of_post(&post, parsed, words)
                .map(|said| said.make_fingerprint())
                .unwrap_or_default(),
            files: post_media::referenced_files(&post),
            mentions: notify::mentioned_names(&parsed.document),
            adds_nothing: parsed.document.content.is_empty(),
            post,
        }
    }

    /// Puts a post that was prepared without its blog onto it.
    pub(crate) fn move_to(&mut self, blog: &Blog) {
        // It was prepared with blog 0, before the database could say which blog it is.
        self.facets.retain(|facet| !matches!(facet, Facet::Blog(_)));
        self.facets.push(Facet::Blog(blog.id));
        self.post.blog = blog.id;
        if blog.robot && self.post.robot.is_none() {
            self.post.robot = Some(Robot::Blog);
            self.facets.push(Facet::Robot);
        }
    }

    pub(crate) fn order_key(&self) -> Key {
        Key { time: self.post.published.0, id: self.post.id.0 }
    }
}

/// Every facet of a post, and its folded tags, given the ids of its folds.
pub(crate) fn facet_ids(prepared: &Prepared, known: &HashMap<String, TagId>) -> (Vec<FacetId>, Vec<TagId>) {
    let tag_ids: Vec<_> = prepared.folds.iter().filter_map(|(fold, _)| known.get(fold).copied()).collect();
    (facets::facet_ids(prepared.class, &prepared.facets, &tag_ids), tag_ids)
}

/// The same with the number of notes that the post has now, which may not be the one it was prepared with.
pub(crate) fn facet_ids_with_notes(
    prepared: &Prepared,
    notes: i64,
    known: &HashMap<String, TagId>,
) -> (Vec<FacetId>, Vec<TagId>) {
    let (mut ids, tag_ids) = facet_ids(prepared, known);
    let [had, has] = [prepared.post.notes, notes].map(|n| Facet::Notes(NotesClass::of(n)).id(prepared.class));
    if had != has {
        ids.retain(|id| *id != had);
        ids.push(has);
        ids.sort_unstable();
    }
    (ids, tag_ids)
}

pub(crate) fn typed_tags(typed: &[String]) -> Result<Vec<PostTag>, Invalid> {
    check_tag_count(typed.len(), 0)?;
    typed.iter().map(|name| typed_tag(name)).collect()
}

pub(crate) fn typed_tag(name: &str) -> Result<PostTag, Invalid> {
    Ok(PostTag { name: tag::clean(name)?, origin: TagOrigin::Author })
}

/// Refuses more tags than an author may type, or than the post `had`.
pub(crate) fn check_tag_count(count: usize, had: usize) -> Result<(), Invalid> {
    match count > TAGS_TYPED.max(had) {
        true => Err(Invalid::new(format!("{count} tags; a post takes at most {TAGS_TYPED}"))),
        false => Ok(()),
    }
}

pub(crate) fn check_time(time: Time) -> Result<(), Invalid> {
    Time::from_millis(time.0).map(drop)
}

pub(crate) fn check_content(content: &Document) -> Result<(), Invalid> {
    ensure_outside_write("validating a document");
    content.validate().map_err(|problems| {
        // A document of thousands of bad blocks would make an answer as long as itself.
        let lines: Vec<_> = problems.iter().take(5).map(|p| format!("{}: {}", p.path, p.message)).collect();
        Invalid::new(lines.join("; "))
    })
}

/// A document in its normal form, where it is accepted.
pub(crate) fn check_document(mut content: Document) -> Result<Document, Invalid> {
    content.normalise();
    check_content(&content)?;
    Ok(content)
}

/// The language of a post's own words, or of what it carries where it has none.
pub(crate) fn detect_language(parsed: &Parsed) -> Option<Lang> {
    ensure_outside_write("detecting a language");
    let own = npf::plain::text(&parsed.document);
    if !own.trim().is_empty() {
        return tag::language::of(&own);
    }
    // The newest item of the trail is nearest to what the reader came for.
    tag::language::of(&npf::plain::text(parsed.trail.last()?))
}

/// Words for an address: as given, else from the title or the first words.
pub(crate) fn make_slug(given: &str, content: &Document) -> String {
    ensure_outside_write("making a slug");
    let words = match (given.trim(), content.title()) {
        ("", Some(title)) => title.to_owned(),
        ("", None) => npf::plain::excerpt(content, 60),
        (given, _) => given.to_owned(),
    };
    let mut slug = String::new();
    for c in words.chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
        if slug.chars().count() >= 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}
