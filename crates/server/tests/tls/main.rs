//! The site over TLS: which certificate is shown, who may speak, and what becomes of those who cannot.

#![allow(clippy::unwrap_used, reason = "a test ends where its world cannot be made")]

mod client;
mod connection;
mod files;
mod own;
