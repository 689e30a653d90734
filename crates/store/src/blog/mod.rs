//! Blogs and their settings.

pub mod blog_robots;
pub mod blog_settings;
pub mod blogs;
