//! Tags: their pages, trends, subjects, and proposals to join tags.

pub(crate) mod explore;
pub mod proposal;
pub mod subject;
pub(crate) mod tag_page;
pub(crate) mod trend_cache;
pub mod trends;
