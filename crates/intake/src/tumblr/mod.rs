//! Tumblr API payloads, legacy and NPF: whole envelopes, bare arrays, `{"posts":[…]}`, single posts, or one post a
//! line. The parser ([`scan`]) cuts values out of the stream, the wire type ([`wire`]) reads their fields leniently,
//! the adapter ([`post`](mod@post)) makes our posts of them.

mod legacy;
mod notes;
mod origin;
mod page;
mod post;
mod published;
mod scan;
mod sink;
mod stream;
mod trail;
mod wire;

use crate::{Incoming, Record, keys};
use model::Invalid;
use serde_json::Value;
use std::io::BufRead;

/// Reads a file's posts one by one in bounded memory; `name` is the file's name in places. A value longer than
/// 16 MiB is skipped with a fault, whatever the file's size.
pub fn read<R: BufRead>(reader: R, name: &str) -> impl Iterator<Item = Record> + use<R> {
    stream::Posts::new(reader, name)
}

/// One post object. Tags that cannot be kept are left out; [`read`] reports them.
///
/// # Errors
/// When it has no id, blog or time, or when a field that must be understood is not.
pub fn post(value: &Value) -> Result<Incoming, Invalid> {
    let mut value = value.clone();
    keys::normalise_keys(&mut value);
    post::convert(&value).map(|converted| converted.post)
}
