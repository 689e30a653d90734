//! Notifications: what a blog is told others did. (A note is what stands under a post; a notice is addressed.)

use crate::{ActorId, BlogId, PostId, Time};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        /// What a blog is told; the names are those of the Tumblr API.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NoticeKind { $($(#[$doc])* $variant),+ }

        impl NoticeKind {
            /// Every kind, in the order of storage numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in the API.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

kinds!(
    /// A like of its post.
    Like = "like",
    /// A reply to its post.
    Reply = "reply",
    /// Somebody follows it.
    Follow = "follow",
    /// Named in a reply.
    MentionInReply = "mention_in_reply",
    /// Named in a post.
    MentionInPost = "mention_in_post",
    /// Its post was reblogged without words.
    ReblogNaked = "reblog_naked",
    /// Its post was reblogged with words.
    ReblogWithContent = "reblog_with_content",
    /// A question has arrived.
    Ask = "ask",
    /// Its question was answered.
    AnsweredAsk = "answered_ask",
    /// A new member of a group blog. Not made here.
    NewGroupBlogMember = "new_group_blog_member",
    /// Another post names its post as source. Not made here.
    PostAttribution = "post_attribution",
    /// Its post was withheld by the site.
    PostFlagged = "post_flagged",
    /// Its post, which the site withheld, is listed again.
    PostAppealAccepted = "post_appeal_accepted",
    /// An appeal failed. Not made here.
    PostAppealRejected = "post_appeal_rejected",
    /// A digest. Not made here.
    WhatYouMissed = "what_you_missed",
    /// A reply to a post it replied to. Not made here.
    ConversationalNote = "conversational_note",
);

impl NoticeKind {
    /// The reverse of [`NoticeKind::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// A stable small number for storage.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The reverse of [`NoticeKind::number`].
    pub fn from_number(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|n| Self::ALL.get(n)).copied()
    }
}

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whom it is for.
    pub blog: BlogId,
    /// When. No two of one blog have the same.
    pub at: Time,
    /// What happened.
    pub kind: NoticeKind,
    /// Who did it; none for the site and for who asked anonymously.
    pub from: Option<ActorId>,
    /// The post it is about, such as the one liked or the one that names the blog.
    pub post: Option<PostId>,
    /// The post that was made of it: the reblog.
    pub made: Option<PostId>,
    /// The words of a reply, plain text.
    pub text: String,
}
