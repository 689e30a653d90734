//! Blogs: lookup, pages, settings.

pub(crate) mod blog_page;
pub(crate) mod lookup;
pub(crate) mod profile;
pub(crate) mod robot;
pub(crate) mod settings;
