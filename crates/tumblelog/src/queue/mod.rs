//! Queues of blogs, and publishing what is due.

pub(crate) mod blog_queue;
pub(crate) mod publish_due;
pub(crate) mod queue_schedule;
