//! What blogs are to one another, and what waits on them: likes, follows, blocks, queues, inboxes, filters.

pub mod ask;
pub mod blocks;
pub mod blocks_bulk;
pub mod follow;
pub mod followed_by;
pub mod followers;
pub mod following;
pub mod likes;
pub mod mute;
pub mod notifications;
pub mod related;
pub mod submit;
pub mod unfollow;
pub mod user_following;
pub mod user_likes;
