//! The rows of the index: blocks and packs, the reach of facets, words as hashes.

pub(crate) mod block_rows;
pub mod facet_reach;
pub mod forward;
pub(crate) mod pack;
pub(crate) mod storage;
pub mod tail_length;
pub(crate) mod varint;
pub mod words;
