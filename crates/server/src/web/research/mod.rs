//! Charts, coverage and exports of a list.

pub mod charts;
pub mod coverage;
pub mod export;
pub mod links;
