//! Likes and replies: rows on the root of a trail, and a count on the post itself.

use crate::{Error, Result, Site, change};
use model::{BlogName, Note, NoteKind, PostId};
use store::{Tx, posts, words::WordHash};

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
        let hash = self.store.words().clone();
        self.store
            .write(move |tx| {
                let root = root_of(tx, post)?;
                let gone = store::notes::remove(tx, root, NoteKind::Like, &blog)?;
                count(tx, root, -i64::try_from(gone).unwrap_or(0), &hash)
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
        let hash = self.store.words().clone();
        self.store
            .write(move |tx| {
                let root = root_of(tx, post)?;
                if kind == NoteKind::Like && store::notes::has(tx, root, kind, &blog)? {
                    return Ok(());
                }
                let note = Note { kind, blog: blog.clone(), at, post: None, text: text.clone() };
                add(tx, root, &note, &hash)
            })
            .await
    }
}

/// The post on which the notes of a post are counted.
fn root_of(tx: &mut Tx<'_>, id: PostId) -> Result<PostId> {
    let placed = posts::by_id(tx, id)?.ok_or_else(|| Error::NotFound(format!("there is no post {id}")))?;
    Ok(placed.post.reblog.map_or(id, |reblog| reblog.root))
}

/// Keeps a note and counts it on the root, where the site holds the root.
pub(crate) fn add(tx: &mut Tx<'_>, root: PostId, note: &Note, hash: &WordHash) -> Result<()> {
    let new = store::notes::insert(tx, root, std::slice::from_ref(note))?;
    count(tx, root, i64::try_from(new).unwrap_or(0), hash)
}

fn count(tx: &mut Tx<'_>, root: PostId, by: i64, hash: &WordHash) -> Result<()> {
    if by == 0 {
        return Ok(());
    }
    change::apply(tx, root, hash, |post| post.notes = (post.notes + by).max(0)).map(drop)
}
