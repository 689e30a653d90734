//! The rules: the only crate that changes state. One file a rule or page; [`Site`] is what all of them work on.

pub mod account;
mod blog_page;
mod change;
pub mod check;
mod cursor;
mod error;
mod explore;
mod expression;
mod facets;
mod fold;
pub mod import;
mod listing;
pub mod media;
mod media_facts;
mod notes;
pub mod oauth;
mod post_page;
pub mod probe;
mod publish;
mod search;
mod secret;
mod site;
mod tag_page;
mod upload;
pub mod view;

pub use change::Edit;
pub use error::{Error, Result};
pub use listing::PAGE_LIMIT;
pub use publish::{NewPost, TAGS_TYPED};
pub use site::{NewBlog, Site};
pub use upload::{Intake, Upload};
