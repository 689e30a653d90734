//! What people let other programs do: API clients, OAuth 1.0a, OAuth 2, and taking it back.

mod client;
mod code;
mod denied;
mod grants;
mod issue;
mod nonce;
mod oauth1;
mod redirect;
mod signer;
mod token;

pub use client::NewClient;
pub use code::{Authorise, NEEDS_PKCE};
pub use denied::Denied;
pub use grants::Grant;
pub(crate) use issue::AFTERLIFE;
pub use issue::{ACCESS_SECONDS, Issued};
pub use oauth1::{Credentials, OOB, Requested};
pub use signer::{Bearer, Signer, SignerToken, TemporarySigner};
pub use token::TokenRequest;
