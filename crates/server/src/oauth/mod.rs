//! The endpoints where programs get tokens, OAuth 1.0a and OAuth 2.

pub(crate) mod v1;
pub(crate) mod v2;
