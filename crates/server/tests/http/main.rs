//! The site over HTTP, from a request to the bytes that answer it.

#![allow(clippy::unwrap_used, reason = "a test ends where its world cannot be made")]

mod api;
mod feeds;
mod hostile;
mod media;
mod pages;
mod world;
