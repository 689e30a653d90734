//! Queries: from an expression to pages, counts, charts and explanations.

pub(crate) mod card_pages;
pub mod charts;
pub(crate) mod condition;
pub(crate) mod cost;
pub(crate) mod coverage;
pub(crate) mod cursor;
pub(crate) mod explain;
pub(crate) mod expression;
pub(crate) mod feed_stamp;
pub(crate) mod figures;
pub mod known_pages;
pub(crate) mod listing;
pub(crate) mod matching;
pub(crate) mod offset;
pub(crate) mod post_filter;
pub(crate) mod post_list;
pub(crate) mod read_budget;
pub(crate) mod search;
pub mod sitemap;
pub(crate) mod suggest;
pub mod view;
pub(crate) mod why;
