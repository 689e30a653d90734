//! Changing a post that is there: edit, retag, backdate, withhold, delete. The index, and the note
//! that a reblog is on its root, follow in the same transaction.

use crate::facets;
use crate::publish::{self, Prepared};
use crate::{Error, Result, Site, notes};
use index::{FacetId, Index};
use model::{Invalid, Post, PostId, State, TagId, TagOrigin, Time, Withheld};
use npf::Document;
use std::collections::HashMap;
use store::{Tx, forward, posts, tags, words::WordHash};

/// What an edit changes; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// New content.
    pub content: Option<Document>,
    /// New tags as the author typed them. Tags found in the text stay.
    pub tags: Option<Vec<String>>,
    /// A new publish time: a backdated post moves in every list.
    pub published: Option<Time>,
    /// A new state.
    pub state: Option<State>,
}

impl Site {
    /// Edits a post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Invalid`] for content, tags or times outside the rules.
    pub async fn edit(&self, id: PostId, edit: Edit) -> Result<Post> {
        let typed = edit.tags.as_deref().map(publish::typed_tags).transpose()?;
        edit.published.map(publish::check_time).transpose()?;
        let content = edit.content.map(checked).transpose()?;
        let hash = self.store.words().clone();
        self.store
            .write(move |tx| {
                apply(tx, id, &hash, |post| {
                    if let Some(typed) = &typed {
                        post.tags.retain(|tag| tag.origin == TagOrigin::Text);
                        post.tags.splice(0..0, typed.iter().cloned());
                    }
                    if let Some(content) = &content {
                        post.content = content.to_json();
                        post.lang = publish::language(content, &post.trail).or(post.lang);
                    }
                    post.published = edit.published.unwrap_or(post.published);
                    post.state = edit.state.unwrap_or(post.state);
                })
            })
            .await
    }

    /// Withholds a post from every list, with the reason, or lists it again.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn withhold(&self, id: PostId, reason: Option<Withheld>) -> Result<Post> {
        let hash = self.store.words().clone();
        self.store.write(move |tx| apply(tx, id, &hash, |post| post.withheld = reason)).await
    }

    /// Deletes a post. Reblogs that carry it keep what they carry.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn delete(&self, id: PostId) -> Result<()> {
        let hash = self.store.words().clone();
        self.store
            .write(move |tx| {
                index::Storage::lock(tx)?;
                let placed = found(tx, id)?;
                let prepared = Prepared::of(placed.post, &hash);
                let (old, _) = ids(&prepared, &tags::ids_of(tx, &prepared.folds)?);
                Index::default().remove(tx, placed.position, &old)?;
                posts::delete(tx, placed.position, id)?;
                notes::remove_reblog(tx, &prepared.post)
            })
            .await
    }
}

fn checked(mut content: Document) -> Result<Document, Invalid> {
    content.normalise();
    publish::check_content(&content)?;
    Ok(content)
}

fn found(tx: &mut Tx<'_>, id: PostId) -> Result<posts::Placed> {
    posts::by_id(tx, id)?.ok_or_else(|| Error::NotFound(format!("there is no post {id}")))
}

/// Every facet of a post, and its folded tags, given the ids of its folds.
pub(crate) fn ids(prepared: &Prepared, known: &HashMap<String, TagId>) -> (Vec<FacetId>, Vec<TagId>) {
    let tag_ids: Vec<_> = prepared.folds.iter().filter_map(|(fold, _)| known.get(fold).copied()).collect();
    (facets::ids(prepared.class, &prepared.facets, &tag_ids), tag_ids)
}

/// Changes a post and moves it in the index by the difference.
pub(crate) fn apply(tx: &mut Tx<'_>, id: PostId, hash: &WordHash, edit: impl Fn(&mut Post)) -> Result<Post> {
    // Read under the lock, so that no other change to the same post comes between.
    index::Storage::lock(tx)?;
    let placed = found(tx, id)?;
    let before = Prepared::of(placed.post.clone(), hash);
    let mut post = placed.post;
    edit(&mut post);
    let after = Prepared::of(post, hash);
    let (old, _) = ids(&before, &tags::ids_of(tx, &before.folds)?);
    let (new, tag_ids) = ids(&after, &tags::intern(tx, &after.folds)?);
    if before.key() == after.key() {
        let (gone, come) = difference(&old, &new);
        Index::default().change(tx, placed.position, &gone, &come)?;
        posts::update(tx, placed.position, &after.post)?;
        forward::put(tx, &[(placed.position, tag_ids)])?;
    } else {
        posts::delete(tx, placed.position, id)?;
        let position = Index::default().relocate(tx, placed.position, after.key(), &old, &new)?;
        posts::insert(tx, &[(position, &after.post)])?;
        forward::put(tx, &[(position, tag_ids)])?;
    }
    note(tx, before.post.state, &after.post)?;
    Ok(after.post)
}

/// A reblog is a note on its root for as long as it is published.
fn note(tx: &mut Tx<'_>, was: State, post: &Post) -> Result<()> {
    match (was == State::Published, post.state == State::Published) {
        (true, false) => notes::remove_reblog(tx, post),
        (false, true) if post.reblog.is_some() => {
            let blog = publish::blog_of(tx, post.blog)?;
            notes::add_reblog(tx, post, &blog.name)
        }
        _ => Ok(()),
    }
}

/// What only the first and what only the second of two sorted lists has.
fn difference(old: &[FacetId], new: &[FacetId]) -> (Vec<FacetId>, Vec<FacetId>) {
    let only =
        |a: &[FacetId], b: &[FacetId]| a.iter().filter(|id| b.binary_search(id).is_err()).copied().collect();
    (only(old, new), only(new, old))
}
