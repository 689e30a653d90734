//! How a blog stands to posts and to other blogs: what it likes, whom it follows, who follows it.

use crate::query::view::PostCard;
use crate::social::notes;
use crate::{Result, Site};
use model::{ActorId, BlogId, PostId, Time};
use std::collections::{HashMap, HashSet};
use store::follows::{self, FollowCursor};
use store::{blogs, likes};

/// How a blog stands to some posts and blogs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Relations {
    /// Posts it likes: a like counts for all posts of a trail.
    pub liked: HashSet<PostId>,
    /// Blogs it follows, and since when.
    pub following: HashMap<BlogId, Time>,
    /// Blogs that follow it, and since when.
    pub followers: HashMap<BlogId, Time>,
}

impl Relations {
    /// Adds what is known of other posts and blogs.
    pub fn extend(&mut self, more: Self) {
        self.liked.extend(more.liked);
        self.following.extend(more.following);
        self.followers.extend(more.followers);
    }
}

impl Site {
    /// How a blog stands to the posts of some cards, to their blogs, and to other blogs. A blog that is not there stands
    /// in no relation.
    pub async fn read_relations(
        &self,
        viewer: BlogId,
        cards: &[PostCard],
        others: &[BlogId],
    ) -> Result<Relations> {
        let of: Vec<(PostId, PostId)> =
            // A like is kept on the root, so posts of one trail share it.
            cards.iter().map(|card| (card.post.id, notes::root_of_post(&card.post))).collect();
        let mut others: Vec<i64> =
            cards.iter().map(|card| card.post.blog).chain(others.iter().copied()).map(|id| id.0).collect();
        others.sort_unstable();
        others.dedup();
        self.store
            .read(move |tx| {
                if blogs::by_ids(tx, &[viewer.0])?.is_empty() {
                    return Ok(Relations::default());
                }
                let viewer = ActorId::from(viewer);
                let roots: Vec<i64> = of.iter().map(|(_, root)| root.0).collect();
                let liked: HashSet<PostId> =
                    likes::list_likes_among(tx, viewer, &roots)?.into_iter().map(|like| like.root).collect();
                let since = |marks: Vec<FollowCursor>| {
                    marks.into_iter().map(|mark| (mark.actor.as_blog(), mark.at)).collect()
                };
                Ok(Relations {
                    liked: of
                        .iter()
                        .filter(|(_, root)| liked.contains(root))
                        .map(|(post, _)| *post)
                        .collect(),
                    following: since(follows::list_followed_among(tx, viewer, &others)?),
                    followers: since(follows::followers_among(tx, viewer, &others)?),
                })
            })
            .await
    }
}
