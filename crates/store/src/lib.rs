//! The only crate that knows SQL. A [`Store`] is SQLite in a file or PostgreSQL behind an address; work on it is a
//! closure over a [`Tx`], run on a thread that owns a connection, so a page of many small queries crosses threads
//! once. One module a noun, in folders by subject, public under its own name; [`dialect`] says how one SQL text serves
//! both databases.

mod account;
pub mod backup;
mod blog;
mod db;
mod event;
mod import;
mod index;
mod job;
mod oauth;
mod post;
mod site;
mod social;
mod tag;

pub use crate::index::{facet_reach, forward, tail_length, words};
pub use crate::tag::{
    proposal_links, proposal_names, proposal_progress, proposals, subject_history, subject_links,
    subject_members, tag_keys, tags,
};
pub use account::{account_blogs, accounts, daily_usage, devices, failed_sign_ins, saved_searches, sessions};
pub use blog::{blog_robots, blog_settings, blogs};
pub use db::call_stats::{CallLane, CallStats, LaneFigures};
pub use db::database_url::DatabaseUrl;
pub use db::dialect;
pub use db::error::{Error, Failure, Result};
pub use db::event_bell::EventBell;
pub use db::histogram::{Histogram, HistogramCounts};
pub use db::integrity::Integrity;
pub use db::lane::{ClientId, PER_CLIENT, run_for_client};
pub use db::line_budget::LineBudget;
pub use db::migrate::{Migration, Migrations, SchemaState, check_schema};
pub use db::schema_version::{known_schema_version, list_missing_migrations, migrate_database};
pub use db::sqlite_file::create_private_folder;
pub use db::store::Store;
pub use db::tx::Tx;
pub use db::value::{Row, Value};
pub use db::writing::{ensure_outside_write, is_writing};
pub use event::events;
pub use import::{import_runs, imports};
pub use job::{job_claims, job_list, jobs};
pub use oauth::{clients, codes, nonces, request_tokens, tokens};
pub use post::{
    clusters, duplicate_keys, media, post_media, post_options, posts, provenance, queued_posts, tombstones,
    uploads, withhold_decisions,
};
pub use site::{failed_searches, site_settings, site_values, table_sizes};
pub use social::{
    actor_checks, actors, blocks, filters, follows, likes, mutes, note_list, notes, notifications,
};
