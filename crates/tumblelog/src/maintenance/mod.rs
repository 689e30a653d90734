//! Upkeep: checks of the index and counters, compaction, pruning, failed searches.

pub mod bench_probe;
pub(crate) mod check_counters;
pub mod check_index;
mod check_report;
pub(crate) mod compact_tail;
pub(crate) mod failed_search_counter;
pub mod failed_searches;
pub(crate) mod prune_expired;
pub mod site_figures;
