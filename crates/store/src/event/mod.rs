//! The outbox of events: what happened, for listeners in this process and in others.

pub mod events;
