//! Pages that list posts, and the parts of a list.

pub mod blog;
pub mod card;
pub mod explore;
pub mod facet;
pub(crate) mod follow_button;
pub mod histogram;
pub mod language;
pub mod list_url;
pub mod listing;
pub mod proof;
pub mod robot;
pub mod search;
pub mod search_help;
pub mod subject_summary;
pub mod suggest;
pub mod tag;
pub mod trends;
pub mod view_query;
