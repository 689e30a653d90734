//! Proposals: a program says which tags may be one subject, a person decides. Rounds of the worker look at new tags,
//! and in time at all of them again; publishing writes nothing for it. `docs/subjects-proposals.md` says what counts
//! and how much.

mod auto_approve;
mod bench_probe;
mod decide;
mod evidence;
mod find_proposals;
mod gather_links;
mod known_links;
mod newest_posts;
mod review_queue;
mod score;
mod similar_names;
mod undo;

pub use decide::Decision;
pub use evidence::{Evidence, SharedPosts, SharedSources, WrittenApart};
pub use find_proposals::Round;
pub use review_queue::{Pair, Proposed, ProposedName, QueueLine, ReviewQueue};
pub use store::proposals::State;

/// Names of one proposal at most.
pub const NAMES: usize = 40;
/// Proposals that wait for a decision at most; a weightier one drops the lightest.
pub const OPEN: i64 = 2_000;
/// Tags looked at under one key, the most used first.
pub const UNDER_KEY: i64 = 64;
/// Tags that one tag is compared with.
pub const CANDIDATES: usize = 320;
/// Links that one look at a tag gives at most, the best first.
pub const LINKS: usize = 12;
/// Newest posts of a tag that are looked at for evidence.
pub const SAMPLE: usize = 200;

/// A score between 0 and 1 as it is kept.
pub(crate) fn score_to_number(score: f32) -> i64 {
    (f64::from(score.clamp(0.0, 1.0)) * 10_000.0).round() as i64
}

/// A kept score as a number between 0 and 1.
pub(crate) fn number_to_score(kept: i64) -> f32 {
    (kept as f64 / 10_000.0) as f32
}
