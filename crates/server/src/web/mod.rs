//! Pages: one file each, and the parts they share.

pub(crate) mod account;
pub mod api_docs;
pub mod avatar;
pub mod chrome;
pub mod content;
pub mod error_page;
pub(crate) mod list;
pub(crate) mod moderate;
pub mod opensearch;
pub(crate) mod post;
pub(crate) mod research;
#[cfg(test)]
mod sample;
pub mod sitemap;
pub mod source;
#[cfg(test)]
mod tests;
pub mod viewer;
