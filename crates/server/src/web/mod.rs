//! Pages: one file each, and the parts they share.

pub mod account;
pub mod api_docs;
pub mod apps;
pub mod avatar;
pub mod blog;
pub mod card;
pub mod chrome;
pub mod complete;
pub mod consent;
pub mod content;
pub mod explore;
pub mod facet;
pub mod histogram;
pub mod judge;
pub mod language;
pub mod listing;
pub mod moderator;
pub mod place;
pub mod post;
pub mod proof;
pub mod proposals;
pub mod search;
pub mod sign_in;
pub mod strip;
pub mod subject;
pub mod subjects;
pub mod subjects_import;
pub mod subjects_text;
pub mod tag;
pub mod view_query;
pub mod viewer;
pub mod why;
pub mod withheld;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
