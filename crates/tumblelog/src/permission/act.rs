//! What may be done, and to what.

use model::{Blog, BlogName, Post, PostId, Scopes};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Open a post.
    ViewPost,
    /// Meet a post in lists of tags, searches and feeds.
    ListPost,
    /// Like a post.
    Like,
    /// Reply to a post.
    Reply,
    /// Reblog a post.
    Reblog,
    /// Change a post.
    EditPost,
    /// Delete a post.
    DeletePost,
    /// See why a post is withheld, by whom and since when.
    ViewDecisions,
    /// Withhold a post from lists, or list it again.
    WithholdPost,
    /// Follow a blog.
    Follow,
    /// Ask a blog a question, under one's name.
    Ask,
    /// Ask a blog a question without a name.
    AskAnonymously,
    /// Submit a post to a blog.
    Submit,
    /// See a blog's drafts, queue and inbox.
    ViewUnpublished,
    /// See what a blog likes.
    ViewLikes,
    /// See whom a blog follows.
    ViewFollowing,
    /// See and change what is a blog's own: posts, queue, followers, blocks, notifications.
    ManageBlog,
    /// Say of a blog whether it is a robot, and of its posts that they are no duplicates.
    DescribeBlog,
    /// Join, split and undo subjects.
    ManageSubjects,
    /// Read a media file.
    ViewFile,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 20] = [
        Self::ViewPost,
        Self::ListPost,
        Self::Like,
        Self::Reply,
        Self::Reblog,
        Self::EditPost,
        Self::DeletePost,
        Self::ViewDecisions,
        Self::WithholdPost,
        Self::Follow,
        Self::Ask,
        Self::AskAnonymously,
        Self::Submit,
        Self::ViewUnpublished,
        Self::ViewLikes,
        Self::ViewFollowing,
        Self::ManageBlog,
        Self::DescribeBlog,
        Self::ManageSubjects,
        Self::ViewFile,
    ];

    /// What a program must have been permitted to do it in a person's name; `None` for what everybody may see.
    pub fn needed_scopes(self) -> Option<Scopes> {
        match self {
            Self::ViewPost | Self::ListPost | Self::ViewLikes | Self::ViewFollowing | Self::ViewFile => None,
            Self::ViewDecisions | Self::ViewUnpublished => Some(Scopes::BASIC),
            _ => Some(Scopes { basic: false, write: true, offline_access: false }),
        }
    }
}

/// What it is done to, as somebody outside names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A post.
    Post(PostId),
    /// A blog.
    Blog(BlogName),
    /// Which tags are one subject.
    Subjects,
    /// A media file, by its name.
    File(String),
}

/// What it is done to, as it was read.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Object<'a> {
    Post(&'a Post),
    Blog(&'a Blog),
    Subjects,
    /// By hash.
    File(&'a str),
}
