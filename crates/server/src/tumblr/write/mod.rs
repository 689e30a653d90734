//! The endpoints that post: blocks, the older types, likes. What they ask of the site is `tumblelog`'s; here a client's
//! words become that, and each refusal names the field.

mod as_read;
pub mod common;
pub mod create;
pub mod delete;
pub mod edit;
pub mod fields;
mod files;
pub mod legacy_create;
pub mod legacy_edit;
pub mod legacy_fields;
pub mod legacy_reblog;
pub mod like;
mod merge;
mod owner;
mod parent;
mod typed;
pub mod written;
