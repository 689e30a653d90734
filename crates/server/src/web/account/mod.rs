//! Pages of a signed-in person.

pub mod apps;
pub mod blog_settings;
pub mod consent;
pub mod overview;
pub mod saved_searches;
pub mod sign_in;
pub mod withheld;
