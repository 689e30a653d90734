//! HTTP: pages, feeds, media.
