//! Upkeep: checks of the index and counters, compaction, pruning, failed searches.

pub mod bench_probe;
pub(crate) mod check_counters;
pub mod check_index;
pub(crate) mod compact_tail;
pub mod failed_searches;
pub(crate) mod prune_expired;
