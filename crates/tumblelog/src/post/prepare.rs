//! What is checked and worked out of a post before the transaction that writes it: tags, content, language, slug,
//! facets, the fingerprint. Nothing here needs the database.

use crate::duplicates::{ComparedText, Fingerprint};
use crate::post::facets;
use crate::post::facets::Parsed;
use index::{Class, Facet, FacetId, Key};
use model::{Blog, Invalid, Lang, Post, PostTag, Robot, TagId, TagOrigin, Time, TrailItem};
use npf::Document;
use std::collections::HashMap;
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
    pub signature: Fingerprint,
}

impl Prepared {
    pub(crate) fn prepare_post(post: Post, hash: &WordHash) -> Self {
        let parsed = Parsed::of_post(&post);
        Self {
            class: facets::visibility_class(&post, &parsed.document),
            facets: facets::without_tags(&post, &parsed, hash),
            folds: facets::tag_folds(&post),
            signature: ComparedText::of_post(&post, &parsed, hash)
                .map(|said| said.make_fingerprint())
                .unwrap_or_default(),
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
pub(crate) fn detect_language(content: &Document, trail: &[TrailItem]) -> Option<Lang> {
    let own = npf::plain::text(content);
    if !own.trim().is_empty() {
        return tag::language::of(&own);
    }
    // The newest item of the trail is nearest to what the reader came for.
    let carried = trail.iter().rev().find_map(|item| Document::from_json(&item.content).ok())?;
    tag::language::of(&npf::plain::text(&carried))
}

/// Words for an address: as given, else from the title or the first words.
pub(crate) fn make_slug(given: &str, content: &Document) -> String {
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
