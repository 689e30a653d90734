//! The site over HTTP, from a request to the bytes that answer it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where its world cannot be made")]

mod accounts;
mod api;
mod browser;
mod consent;
mod copies;
mod credentials;
mod feed_changes;
mod feeds;
mod hostile;
mod media;
mod multipart;
mod oauth1;
mod oauth2;
mod pages;
mod proof;
mod proposals;
mod research;
mod saved;
mod signing;
mod subjects;
mod world;
