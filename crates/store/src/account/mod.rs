//! Accounts, sessions, failed sign-ins, daily usage, saved searches.

pub mod account_blogs;
pub mod accounts;
pub mod daily_usage;
pub mod devices;
pub mod failed_sign_ins;
pub mod saved_searches;
pub mod sessions;
