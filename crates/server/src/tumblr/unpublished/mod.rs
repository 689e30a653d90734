//! The endpoints about posts that wait: drafts, the queue, submissions.

pub mod drafts;
pub mod queue;
pub mod queue_reorder;
pub mod queue_shuffle;
pub mod submissions;
pub mod unpublished_lists;
