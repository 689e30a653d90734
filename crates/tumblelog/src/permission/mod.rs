//! Who may do what: the one place that decides it, for pages, API, feeds and media. [`check_permission`] answers any
//! act; [`rules`] are the parts that need no database, which lists apply to posts they have read.

mod act;
mod blog_rules;
mod check;
mod post_rules;
pub mod rules;
mod standing;

pub(crate) use act::Object;
pub use act::{Act, Target};
pub(crate) use blog_rules::{authorize_follow, authorize_sender, ensure_may_follow};
pub(crate) use check::check_permission;
pub(crate) use post_rules::{
    authorize_note, authorize_reblog, ensure_listed, ensure_may_reblog, ensure_open_to_reblogs,
    involved_blogs, no_post, read_published_post,
};
