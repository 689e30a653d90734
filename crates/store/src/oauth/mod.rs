//! API clients, tokens, authorisation codes, nonces.

pub mod clients;
pub mod codes;
pub mod nonces;
pub mod request_tokens;
pub mod tokens;
