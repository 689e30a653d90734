//! Who sends a request and what they send, as parameters of handlers: a handler that asks for [`SignedIn`] never runs
//! for anybody else. Parameters are read in their order, and a form comes last because it uses up the body.

mod from_form;
mod optional_viewer;
mod posted;
mod query_fields;
mod received_form;
mod rejection;
mod signed_in;

pub use from_form::FromForm;
pub use optional_viewer::OptionalViewer;
pub use posted::Posted;
pub use query_fields::QueryFields;
pub use received_form::{PostedByAnybody, ReceivedForm};
pub use rejection::{Rejection, sign_in_path};
pub use signed_in::{Moderator, SignedIn, Visit};
