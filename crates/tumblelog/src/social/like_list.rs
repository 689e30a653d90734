//! What a blog likes, as a list.

use crate::account::actor;
use crate::query::listing;
use crate::query::view::PostCard;
use crate::{Result, Site};
use model::{ActorId, BlogName, PostId, Time};
use std::collections::HashMap;
use store::Tx;
use store::likes::{self, Like, LikeCursor};

/// Likes that a page may pass over; further on, pages begin at a moment.
pub const LIKES_OFFSET: usize = 1000;

/// Likes looked through for one page, where an import brought many of posts that never came; the page may then be short,
/// and leads on.
const LOOKED_THROUGH: usize = 2_000;

/// Where a page of likes begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LikesFrom {
    /// So many from the newest, at most [`LIKES_OFFSET`].
    Offset(usize),
    /// Liked before a moment.
    Before(Time),
    /// Liked after a moment: the first of them, newest first.
    After(Time),
    /// Newer than a like of another page: the first of them, newest first.
    Newer(Time, PostId),
    /// After the last of a page before ([`LikeList::next`]).
    Page(Time, PostId),
}

/// What is asked of a list of likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LikesRequest {
    /// Where it begins.
    pub from: LikesFrom,
    /// How many, 1 to 50.
    pub limit: usize,
}

/// A post somebody liked.
#[derive(Debug, Clone)]
pub struct Liked {
    /// The post.
    pub card: PostCard,
    /// When it was liked.
    pub at: Time,
}

/// A page of likes.
#[derive(Debug, Clone, Default)]
pub struct LikeList {
    /// Newest first.
    pub likes: Vec<Liked>,
    /// How many posts the blog likes that are published here: counted along the index of likes.
    pub total: u64,
    /// Where the next page begins, unless this is the last: for [`LikesFrom::Page`].
    pub next: Option<(Time, PostId)>,
}

impl Site {
    /// The posts a blog likes, newest like first. Posts that are not published any more or
    /// are withheld are left out.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown blog; [`crate::Error::Invalid`] for too great an offset.
    pub async fn list_likes(&self, blog: &BlogName, request: LikesRequest) -> Result<LikeList> {
        if let LikesFrom::Offset(offset) = request.from
            && offset > LIKES_OFFSET
        {
            return Err(model::Invalid::new(format!(
                "an offset of {offset}; up to {LIKES_OFFSET} is accepted, and before or after for what lies further"
            ))
            .into());
        }
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let actor = actor::blog_named(tx, &blog)?.id.into();
                let total = likes::count_likes(tx, actor)?;
                let mut list = read_likes_page(tx, actor, request)?;
                list.total = u64::try_from(total).unwrap_or(0);
                Ok(list)
            })
            .await
    }
}

impl Site {
    /// How many posts a blog likes, of those that [`Site::list_likes`] lists.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] for an unknown blog.
    pub async fn likes_count(&self, blog: &BlogName) -> Result<u64> {
        let blog = blog.clone();
        self.store
            .read(move |tx| {
                let actor = actor::blog_named(tx, &blog)?.id.into();
                Ok(u64::try_from(likes::count_likes(tx, actor)?).unwrap_or(0))
            })
            .await
    }
}

fn read_likes_page(tx: &mut Tx<'_>, actor: ActorId, request: LikesRequest) -> Result<LikeList> {
    let limit = request.limit.clamp(1, listing::PAGE_LIMIT);
    let newest = LikeCursor { at: Time(i64::MAX), root: PostId(i64::MAX) };
    let (mut mark, mut offset) = match request.from {
        LikesFrom::Offset(offset) => (newest, i64::try_from(offset).unwrap_or(0)),
        LikesFrom::Before(at) => (LikeCursor { at, root: PostId(i64::MIN) }, 0),
        LikesFrom::Page(at, root) | LikesFrom::Newer(at, root) => (LikeCursor { at, root }, 0),
        LikesFrom::After(at) => (LikeCursor { at, root: PostId(i64::MAX) }, 0),
    };
    let rising = matches!(request.from, LikesFrom::After(_) | LikesFrom::Newer(..));
    let read = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut found: Vec<(Like, PostCard)> = Vec::new();
    let mut looked = 0;
    // One more than the page tells whether there is a next; a like whose post never came here is passed over.
    while found.len() <= limit && looked < LOOKED_THROUGH {
        let rows = match rising {
            true => likes::list_likes_after(tx, actor, mark, read)?,
            // The offset holds for the first read only; later ones begin at the cursor.
            false => likes::list_likes_before(tx, actor, mark, read, std::mem::take(&mut offset))?,
        };
        let Some(last) = rows.last() else { break };
        mark = LikeCursor { at: last.at, root: last.root };
        looked += rows.len();
        found.extend(liked_cards(tx, rows)?);
    }
    let more = found.len() > limit;
    let broken_off = !more && looked >= LOOKED_THROUGH;
    found.truncate(limit);
    if rising {
        found.reverse();
    }
    let next = match rising {
        // What lies below the page is what was liked up to the moment it began after.
        true => found.last().map(|(like, _)| (like.at, like.root)),
        // The page is short, but not the last: it leads on from the last row read.
        false if broken_off => Some((mark.at, mark.root)),
        false => found.last().filter(|_| more).map(|(like, _)| (like.at, like.root)),
    };
    let likes = found.into_iter().map(|(like, card)| Liked { card, at: like.at });
    Ok(LikeList { likes: likes.collect(), total: 0, next })
}

fn liked_cards(tx: &mut Tx<'_>, rows: Vec<Like>) -> Result<Vec<(Like, PostCard)>> {
    let ids: Vec<PostId> = rows.iter().map(|like| like.post).collect();
    let mut cards: HashMap<PostId, PostCard> = listing::cards_of(tx, &ids)?
        .into_iter()
        .filter(|card| card.post.listed())
        .map(|card| (card.post.id, card))
        .collect();
    Ok(rows.into_iter().filter_map(|like| Some((like, cards.remove(&like.post)?))).collect())
}
