//! What an operator sees of a running server: the log of requests, `/metrics`, `/healthz` and `/readyz`.

mod cached;
mod disk;
mod exposition;
mod gather;
pub mod health;
pub mod metrics_page;
pub mod request_context;
pub mod request_id;
pub mod request_log;
mod request_metrics;
mod request_watch;
mod settings;
mod spanned_body;
mod watched;

pub use request_log::{REQUEST_SPAN, RequestLog};
pub use settings::Operation;
pub use watched::Watched;
