//! Pages: one file each, and the parts they share.

pub mod account;
pub mod api_docs;
pub mod apps;
pub mod avatar;
pub mod blog;
pub mod blog_settings;
pub mod card;
pub mod charts;
pub mod chrome;
pub mod complete;
pub mod consent;
pub mod content;
pub mod copies;
pub mod explore;
pub mod export;
pub mod facet;
mod follow;
pub mod histogram;
mod json_ld;
pub mod judge;
pub mod language;
pub mod listing;
pub mod missed;
pub mod moderator;
pub mod opensearch;
pub mod place;
pub mod post;
pub mod proof;
pub mod proposals;
pub mod research;
pub mod robot;
pub mod saved;
pub mod search;
pub mod search_help;
pub mod sign_in;
pub mod sitemap;
pub mod source;
pub mod strip;
pub mod subject;
pub mod subjects;
pub mod subjects_import;
pub mod subjects_text;
pub mod suggest;
pub mod tag;
pub mod trends;
pub mod view_query;
pub mod viewer;
pub mod why;
pub mod withheld;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
