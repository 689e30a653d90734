//! The site over HTTP, from a request to the bytes that answer it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its world cannot be made")]

mod accounts;
mod api;
mod blog_settings;
mod browser;
mod consent;
mod copies;
mod credentials;
mod discover;
mod feed_changes;
mod feeds;
mod host;
mod hostile;
mod load;
mod lockout;
mod media;
mod multipart;
mod oauth1;
mod oauth2;
mod oauth2_public;
mod operation;
mod pages;
mod passwords;
mod proof;
mod proposals;
mod protected;
mod protection;
mod research;
mod saved;
mod security_log;
mod settings;
mod signing;
mod strangers;
mod subjects;
mod tls;
mod world;
