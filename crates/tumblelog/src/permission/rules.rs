//! The rules that need nothing but the post or blog and the asker's own blogs.

use model::{BlogId, Post, State, Viewer};

/// Whether everybody may open a post. A withheld one is left out of lists, but may be opened.
pub fn is_public(post: &Post) -> bool {
    post.state == State::Published
}

/// Whether the owner of these blogs may open a post: one that is public, or one of theirs. Moderators do not see what is
/// not published.
pub fn may_view_post(blogs: &[BlogId], post: &Post) -> bool {
    is_public(post) || owns_blog(blogs, post.blog)
}

/// Whether a blog is one of these: its owner changes it and its posts.
pub fn owns_blog(blogs: &[BlogId], blog: BlogId) -> bool {
    blogs.contains(&blog)
}

/// Whether a person may see why a post is withheld, by whom and since when: its author, and moderators as far as the
/// post is published.
pub fn may_view_decisions(viewer: &Viewer, post: &Post) -> bool {
    judges_post(viewer.moderator, &viewer.blogs, post)
}

/// The same by rights and blogs.
pub(super) fn judges_post(moderator: bool, blogs: &[BlogId], post: &Post) -> bool {
    owns_blog(blogs, post.blog) || (moderator && is_public(post))
}

/// Whether a list that a blog may share or keep to itself is shown to the owner of these blogs.
pub fn may_view_shared(blogs: &[BlogId], blog: BlogId, shared: bool) -> bool {
    shared || owns_blog(blogs, blog)
}
