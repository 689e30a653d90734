//! The rules: the only crate that changes state.

pub mod view;
