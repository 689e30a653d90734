//! Jobs of the background: enqueueing, claiming and what became of them, lists for the operator.

pub mod job_claims;
pub mod job_list;
pub mod jobs;
