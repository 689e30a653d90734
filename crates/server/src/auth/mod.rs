//! Authentication: the visitor of a request, sessions of browsers, OAuth 1 signatures; and the parameters of handlers that
//! ask for them.

pub(crate) mod extract;
pub(crate) mod oauth1;
pub(crate) mod security_log;
pub(crate) mod session;
pub mod visitor;
