//! The objects of the Tumblr API as they are written. Types first, then what makes them from a page of the site; no
//! endpoint puts an object together itself. Numbers are numbers and texts are texts always: typed clients refuse an
//! answer with one field of another kind.

pub mod avatar;
pub mod blog;
pub mod html;
pub mod legacy;
pub mod maker;
pub mod note;
pub mod notification;
pub mod npf;
pub mod partial;
pub mod photo;
pub mod poll;
pub mod post;
pub mod reblog;
pub mod shape;
pub mod trail;
pub mod user;

pub use maker::{Filter, ObjectBuilder};
