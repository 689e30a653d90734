//! The notes of a post as lists for programs.

use crate::permission::rules;
use crate::query::post_list::root_of_post;
use crate::{Result, Site};
use model::{Blog, Note, NoteKind, PostId, Time};
use npf::Document;
use std::collections::HashMap;
use store::note_list::{self, NoteCursor};
use store::{Tx, blogs, posts};

/// Notes a page.
const PAGE: usize = 50;
/// Notes a page may hold when it is extended to the end of the moment a client pages by.
const EXTENDED: usize = 1_000;
/// Notes looked through for one page of a mode that leaves some out; the page may then be short, and leads on.
const LOOKED_THROUGH: usize = 2_000;

/// Which of a post's notes a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NoteMode {
    /// All.
    #[default]
    All,
    /// Likes.
    Likes,
    /// Replies, and reblogs that add something.
    Conversation,
    /// Likes, and reblogs that add nothing.
    Rollup,
    /// Reblogs, with their tags.
    ReblogsWithTags,
}

impl NoteMode {
    fn note_kinds(self) -> &'static [NoteKind] {
        match self {
            Self::All => &[NoteKind::Like, NoteKind::Reblog, NoteKind::Reply],
            Self::Likes => &[NoteKind::Like],
            Self::Conversation => &[NoteKind::Reblog, NoteKind::Reply],
            Self::Rollup => &[NoteKind::Like, NoteKind::Reblog],
            Self::ReblogsWithTags => &[NoteKind::Reblog],
        }
    }

    fn keeps_note(self, note: &NoteShown) -> bool {
        let bare = note.note.kind == NoteKind::Reblog && !note.adds;
        match self {
            Self::Conversation => !bare,
            Self::Rollup => note.note.kind == NoteKind::Like || bare,
            Self::All | Self::Likes | Self::ReblogsWithTags => true,
        }
    }

    /// The unit of time a client pages by, in milliseconds. A conversation is paged by microseconds, which are finer
    /// than any note's time.
    fn moment_length(self) -> i64 {
        if self == Self::Conversation { 1 } else { 1000 }
    }
}

/// A note with what is known of its blog and its reblog.
#[derive(Debug, Clone)]
pub struct NoteShown {
    /// The note.
    pub note: Note,
    /// Its blog, where the site has it.
    pub blog: Option<Blog>,
    /// The reblog adds content; false for other notes, and for a reblog the site does not hold.
    pub adds: bool,
    /// Tags of the reblog.
    pub tags: Vec<String>,
    /// Blog of the post it was reblogged from.
    pub parent_blog: Option<String>,
    /// What the reblog adds, as plain text.
    pub added: String,
}

/// A page of notes.
#[derive(Debug, Clone, Default)]
pub struct NotePage {
    /// Newest first.
    pub notes: Vec<NoteShown>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<NoteCursor>,
    /// All notes the post has, as counted; more than the rows held where it was imported.
    pub total: i64,
    /// Likes held.
    pub likes: i64,
    /// Reblogs held.
    pub reblogs: i64,
}

impl Site {
    /// Notes of a post that is published on a blog, `None` where there is none. The notes of a reblog are those of
    /// its root. A page ends with a whole moment, so that a client which pages by time loses none.
    pub async fn note_page(
        &self,
        blog: model::BlogId,
        post: PostId,
        mode: NoteMode,
        from: Option<NoteCursor>,
    ) -> Result<Option<NotePage>> {
        let from = from.unwrap_or_else(|| NoteCursor::before_moment(Time::LATEST));
        self.store
            .read(move |tx| {
                let placed = posts::by_id(tx, post)?.map(|placed| placed.post);
                let shown = |post: &model::Post| post.blog == blog && rules::is_public(post);
                let Some(post) = placed.filter(shown) else { return Ok(None) };
                let root = root_of_post(&post);
                let mut page = read_note_page(tx, root, mode, from.clone())?;
                let mut held = 0;
                for (kind, count) in note_list::count_notes_by_kind(tx, root)? {
                    held += count;
                    match kind {
                        NoteKind::Like => page.likes = count,
                        NoteKind::Reblog => page.reblogs = count,
                        NoteKind::Reply => {}
                    }
                }
                // The root of an imported reblog may never have come here.
                let counted = match posts::by_id(tx, root)? {
                    Some(placed) => placed.post.notes,
                    None => post.notes,
                };
                // An import brings the count from elsewhere and only some of the rows.
                page.total = counted.max(held);
                Ok(Some(page))
            })
            .await
    }
}

fn read_note_page(tx: &mut Tx<'_>, root: PostId, mode: NoteMode, from: NoteCursor) -> Result<NotePage> {
    let (mut from, mut looked) = (from, 0);
    let mut page = NotePage::default();
    while page.notes.len() < PAGE {
        let rows = read_whole_notes(tx, root, mode, &from)?;
        looked += rows.len();
        page.next = None;
        let Some(last) = rows.last() else { return Ok(page) };
        from = NoteCursor::after_note(last);
        let more = rows.len() >= PAGE;
        page.notes.extend(shown_notes(tx, rows)?.into_iter().filter(|note| mode.keeps_note(note)));
        page.next = more.then(|| from.clone());
        if !more || looked >= LOOKED_THROUGH {
            break;
        }
    }
    // The rows may have ended with the page: look before promising another one.
    if page.next.is_some() && note_list::list_notes_before(tx, root, mode.note_kinds(), &from, 1)?.is_empty()
    {
        page.next = None;
    }
    Ok(page)
}

/// The next notes, the last moment's whole unless it has more than [`EXTENDED`].
fn read_whole_notes(tx: &mut Tx<'_>, root: PostId, mode: NoteMode, from: &NoteCursor) -> Result<Vec<Note>> {
    let bound = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let mut rows = note_list::list_notes_before(tx, root, mode.note_kinds(), from, bound(PAGE))?;
    if let Some(last) = rows.last().filter(|_| rows.len() == PAGE) {
        let start = Time(last.at.0.div_euclid(mode.moment_length()) * mode.moment_length());
        let cursor = NoteCursor::after_note(last);
        let kinds = mode.note_kinds();
        rows.extend(note_list::list_notes_within(tx, root, kinds, start, &cursor, bound(EXTENDED))?);
    }
    Ok(rows)
}

fn shown_notes(tx: &mut Tx<'_>, notes: Vec<Note>) -> Result<Vec<NoteShown>> {
    let mut names: Vec<String> = notes.iter().map(|note| note.actor.as_str().to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    let blogs: HashMap<String, Blog> =
        blogs::by_names(tx, &names)?.into_iter().map(|blog| (blog.name.as_str().to_owned(), blog)).collect();
    let ids: Vec<i64> = notes.iter().filter_map(|note| note.post.map(|id| id.0)).collect();
    let places: Vec<_> = posts::find_positions(tx, &ids)?.into_iter().map(|(_, place)| place).collect();
    let mut reblogs: HashMap<PostId, model::Post> = posts::read_posts_at(tx, &places)?
        .into_iter()
        .map(|placed| placed.post)
        // What a withheld reblog says is in no list; that it is one, the note says.
        .filter(model::Post::listed)
        .map(|post| (post.id, post))
        .collect();
    let show = |note: Note| {
        let reblog = note.post.and_then(|id| reblogs.remove(&id));
        let added = reblog.as_ref().map(|post| Document::from_json(&post.content).unwrap_or_default());
        NoteShown {
            blog: blogs.get(note.actor.as_str()).cloned(),
            adds: added.as_ref().is_some_and(|added| !added.content.is_empty()),
            added: added.as_ref().map(npf::plain::text).unwrap_or_default(),
            tags: reblog.iter().flat_map(|post| post.tags.iter()).map(|tag| tag.name.clone()).collect(),
            parent_blog: reblog.and_then(|post| post.reblog).map(|reblog| reblog.parent_blog),
            note,
        }
    };
    Ok(notes.into_iter().map(show).collect())
}
