//! Authentication: the visitor of a request, sessions of browsers, OAuth 1 signatures.

pub(crate) mod oauth1;
pub(crate) mod security_log;
pub(crate) mod session;
pub mod visitor;
