//! Likes, replies and reblogs: rows on the root of a trail, and a count on the post itself.

use crate::{Error, Result, Site, facets};
use index::{Facet, Index, NotesClass};
use model::{BlogName, Note, NoteKind, Post, PostId, State};
use npf::Document;
use store::{Tx, posts};

impl Site {
    /// A blog likes a post. Liking twice changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post.
    pub async fn like(&self, post: PostId, blog: BlogName) -> Result<()> {
        self.note(post, NoteKind::Like, blog, String::new()).await
    }

    /// A blog takes its like back.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unlike(&self, post: PostId, blog: BlogName) -> Result<()> {
        self.store
            .write(move |tx| {
                index::Storage::lock(tx)?;
                let root = root_of(tx, post)?;
                let gone = store::notes::remove(tx, root, NoteKind::Like, &blog)?;
                count(tx, root, -i64::try_from(gone).unwrap_or(0))
            })
            .await
    }

    /// A blog replies in words.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown post; [`Error::Invalid`] for an empty or overlong reply.
    pub async fn reply(&self, post: PostId, blog: BlogName, text: String) -> Result<()> {
        let length = text.trim().chars().count();
        if !(1..=4096).contains(&length) {
            return Err(model::Invalid::new(format!(
                "a reply of {length} characters; 1 to 4096 are accepted"
            ))
            .into());
        }
        self.note(post, NoteKind::Reply, blog, text.trim().to_owned()).await
    }

    async fn note(&self, post: PostId, kind: NoteKind, blog: BlogName, text: String) -> Result<()> {
        let at = self.clock().now();
        self.store
            .write(move |tx| {
                // Before looking whether the blog likes it already: another of its likes may be on its way.
                index::Storage::lock(tx)?;
                let root = root_of(tx, post)?;
                if kind == NoteKind::Like && store::notes::has(tx, root, kind, &blog)? {
                    return Ok(());
                }
                let note = Note { kind, blog: blog.clone(), at, post: None, text: text.clone() };
                add(tx, root, &note)
            })
            .await
    }
}

/// The post on which the notes of a post are counted.
fn root_of(tx: &mut Tx<'_>, id: PostId) -> Result<PostId> {
    let placed = posts::by_id(tx, id)?.ok_or_else(|| Error::NotFound(format!("there is no post {id}")))?;
    Ok(placed.post.reblog.map_or(id, |reblog| reblog.root))
}

/// A published reblog is a note on its root.
pub(crate) fn add_reblog(tx: &mut Tx<'_>, post: &Post, blog: &BlogName) -> Result<()> {
    let Some(reblog) = post.reblog.as_ref().filter(|_| post.state == State::Published) else { return Ok(()) };
    let note = Note {
        kind: NoteKind::Reblog,
        blog: blog.clone(),
        at: post.published,
        post: Some(post.id),
        text: String::new(),
    };
    add(tx, reblog.root, &note)
}

/// What is no longer published is no note. An imported reblog may never have been one here: nothing is then counted.
pub(crate) fn remove_reblog(tx: &mut Tx<'_>, post: &Post) -> Result<()> {
    let Some(reblog) = &post.reblog else { return Ok(()) };
    let gone = store::notes::remove_reblog(tx, reblog.root, post.id)?;
    count(tx, reblog.root, -i64::try_from(gone).unwrap_or(0))
}

/// Keeps a note and counts it on the root, where the site holds the root.
fn add(tx: &mut Tx<'_>, root: PostId, note: &Note) -> Result<()> {
    let new = store::notes::insert(tx, root, std::slice::from_ref(note))?;
    count(tx, root, i64::try_from(new).unwrap_or(0))
}

/// Counts notes on a post. Its place in the index changes only when the count leaves its range.
fn count(tx: &mut Tx<'_>, root: PostId, by: i64) -> Result<()> {
    if by == 0 {
        return Ok(());
    }
    index::Storage::lock(tx)?;
    let Some(placed) = posts::by_id(tx, root)? else { return Ok(()) };
    let notes = (placed.post.notes + by).max(0);
    let (old, new) = (NotesClass::of(placed.post.notes), NotesClass::of(notes));
    if old != new {
        let document = Document::from_json(&placed.post.content).unwrap_or_default();
        let class = facets::class(&placed.post, &document);
        let [gone, come] = [old, new].map(|range| Facet::Notes(range).id(class));
        Index::default().change(tx, placed.position, &[gone], &[come])?;
    }
    Ok(posts::set_notes(tx, placed.position, notes)?)
}
