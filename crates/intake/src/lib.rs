//! Other systems' files and payloads become our posts.
