//! The rules: the only crate that changes state. One file a rule or page; [`Site`] is what all of them work on.

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
mod lookup;
pub mod media;
mod note_page;
mod notes;
mod post_page;
pub mod probe;
mod publish;
mod reading;
mod reblog_key;
mod search;
mod site;
mod skip;
mod tag_page;
pub mod view;

pub use change::Edit;
pub use error::{Error, Result};
pub use listing::PAGE_LIMIT;
pub use lookup::{Figures, Named};
pub use note_page::{NoteMode, NotePage, NoteShown};
pub use publish::{NewPost, TAGS_TYPED};
pub use reading::{Beside, EXTENDED_LIMIT, Posts, Selection, Start, TAGS_ASKED, Window};
pub use site::{NewBlog, Site, derived_uuid};
