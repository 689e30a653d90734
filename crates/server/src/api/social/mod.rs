//! What blogs are to one another, and what waits on them: likes, follows, blocks, queues, inboxes, filters.

pub mod ask;
pub mod blocks;
pub mod blocks_bulk;
pub mod dashboard;
pub mod drafts;
pub mod filtered_content;
pub mod filtered_tags;
pub mod follow;
pub mod followed_by;
pub mod followers;
pub mod following;
pub mod held;
pub mod likes;
pub mod mute;
pub mod notifications;
mod own;
mod place;
pub mod queue;
pub mod queue_reorder;
pub mod queue_shuffle;
mod related;
pub mod submissions;
pub mod submit;
pub mod unfollow;
pub mod user_following;
pub mod user_likes;
pub mod user_limits;
