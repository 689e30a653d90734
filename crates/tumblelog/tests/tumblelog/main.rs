//! The rules of the site, through its public functions, on every database.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what fails ends them")]

mod accounts;
mod changes;
mod common;
mod concurrent;
mod cost;
mod coverage;
mod duplicates;
mod export;
mod file_access;
mod hostile;
mod import;
mod jobs;
mod lists;
mod oauth;
mod pending_files;
mod phrases;
mod post_lists;
mod private;
mod proposals;
mod proposals_demo;
mod prune_expired;
mod queue;
mod repair;
mod robots;
mod saved;
mod settings;
mod social;
mod states;
mod story;
mod subject;
mod subject_file;
mod subject_model;
mod trends;
mod uploads;
mod why;
mod writers;
