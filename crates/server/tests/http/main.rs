//! The site over HTTP, from a request to the bytes that answer it.

mod feeds;
mod hostile;
mod media;
mod pages;
mod world;
