//! Posts and the rows beside them: options, provenance, tombstones, queues, files, duplicates.

pub mod clusters;
pub mod duplicate_keys;
pub mod media;
pub mod post_media;
pub mod post_options;
pub mod posts;
pub mod provenance;
pub mod queued_posts;
pub mod tombstones;
pub mod uploads;
pub mod withhold_decisions;
