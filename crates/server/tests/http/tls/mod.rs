//! The site over TLS: which certificate is shown, who may speak, and what becomes of those who cannot.

mod client;
mod connection;
mod files;
mod http2;
mod own;
