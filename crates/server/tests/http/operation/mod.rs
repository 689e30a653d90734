//! What an operator sees: the log of requests, their ids, metrics, readiness, and an overloaded site.

mod metrics;
mod overload;
mod ready;
mod request_id;
mod request_log;
