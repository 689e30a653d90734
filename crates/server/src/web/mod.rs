//! Pages: one file each, and the parts they share.

pub mod account;
pub mod api_docs;
pub mod apps;
pub mod avatar;
pub mod blog;
pub mod blog_settings;
pub mod card;
pub mod chrome;
pub mod consent;
pub mod content;
pub mod copies;
pub mod explore;
pub mod facet;
pub mod histogram;
pub mod language;
pub mod listing;
pub mod moderator;
pub mod place;
pub mod post;
pub mod robot;
pub mod search;
pub mod sign_in;
pub mod tag;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
