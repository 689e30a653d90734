//! Behaviour of the crate through what it makes public.
// Helpers of tests may fail as tests may, and take what `json!` makes.
#![allow(clippy::expect_used, clippy::panic, clippy::needless_pass_by_value)]

mod accept;
mod hostile;
mod html_in;
mod html_out;
mod html_page;
mod json;
mod kinds;
mod made;
mod old;
mod relative;
mod rounds;
mod surrogates;
mod words;
