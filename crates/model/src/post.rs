//! A post and what surrounds its content.

use crate::{BlogId, Lang, PostId, Precision, Reblog, RunId, Time, TrailItem};
use serde::{Deserialize, Serialize};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in the order of storage numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name used in storage, queries and the API.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The reverse of `name`.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }

            /// A stable small number for storage and facets.
            pub fn number(self) -> i64 {
                self as i64
            }

            /// The reverse of `number`.
            pub fn from_number(number: i64) -> Option<Self> {
                usize::try_from(number).ok().and_then(|n| Self::ALL.get(n)).copied()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(crate) use named;

named!(
    /// The type a post shows as: the eight of the Tumblr API.
    PostType {
        /// Words.
        Text = "text",
        /// Pictures.
        Photo = "photo",
        /// A quotation.
        Quote = "quote",
        /// A link.
        Link = "link",
        /// A conversation.
        Chat = "chat",
        /// Sound.
        Audio = "audio",
        /// Film.
        Video = "video",
        /// A question and its answer.
        Answer = "answer",
    }
);

named!(
    /// Where a post stands in its life.
    State {
        /// For everyone.
        Published = "published",
        /// Will be published by the queue.
        Queued = "queued",
        /// Not finished.
        Draft = "draft",
        /// For the blog's owner alone.
        Private = "private",
        /// Waits for the blog's owner, as a submission does.
        Unapproved = "unapproved",
    }
);

named!(
    /// How a post came to the site.
    Origin {
        /// Written here by a person.
        Person = "person",
        /// Through the API by a client.
        Api = "api",
        /// From a file, by an import.
        Import = "import",
        /// From a feed, by a robot.
        Feed = "feed",
    }
);

named!(
    /// Where a tag was found.
    TagOrigin {
        /// Typed by the author as a tag.
        Author = "author",
        /// A hashtag in the text or caption.
        Text = "text",
        /// The category of a feed item.
        Feed = "feed",
    }
);

named!(
    /// Why a published post is not listed. Always recorded, so that a page can say what it leaves out.
    Withheld {
        /// Its author asked for it.
        Author = "author",
        /// A moderator decided it.
        Moderator = "moderator",
        /// A rule of the site against floods and spam.
        Spam = "spam",
        /// The law, as told by someone entitled to.
        Legal = "legal",
    }
);

named!(
    /// How it is known that a program posted a post.
    Robot {
        /// Whoever sent it says so.
        Itself = "itself",
        /// Its blog is known as a robot.
        Blog = "blog",
        /// It is little but a link through a service that programs post by.
        Link = "link",
        /// It came from a feed.
        Feed = "feed",
    }
);

named!(
    /// Who may reblog a post: the Tumblr API's `interactability_reblog`.
    Reblogs {
        /// Whoever is not blocked.
        Everyone = "everyone",
        /// Nobody.
        Noone = "noone",
    }
);

/// How a post came to its blog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Via {
    /// Its own people wrote it.
    #[default]
    Own,
    /// A question was asked of it; by whom, unless anonymously.
    Ask(Option<BlogId>),
    /// Somebody submitted it.
    Submission {
        /// The blog that did, unless it was a guest.
        author: Option<BlogId>,
        /// A guest's name, may be empty.
        name: String,
        /// A guest's mail address, for the blog's owner alone; may be empty.
        email: String,
    },
}

impl Via {
    /// The blog that asked or submitted.
    pub fn author(&self) -> Option<BlogId> {
        match self {
            Self::Own => None,
            Self::Ask(author) | Self::Submission { author, .. } => *author,
        }
    }
}

/// What few posts have, kept beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostExtra {
    /// Who may reblog it.
    pub reblogs: Reblogs,
    /// The publish time its author chose for a post that is not yet published.
    pub date: Option<Time>,
    /// How it came.
    pub via: Via,
}

impl Default for PostExtra {
    fn default() -> Self {
        Self { reblogs: Reblogs::Everyone, date: None, via: Via::Own }
    }
}

/// A tag as its author wrote it, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PostTag {
    /// 1 to 140 code points, as written, without a leading `#`.
    pub name: String,
    /// Where it was found.
    pub origin: TagOrigin,
}

/// The place on the web a post speaks of or was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Source {
    /// Address, http or https, with tracking parameters stripped.
    pub url: String,
    /// Title, may be empty.
    pub title: String,
}

/// A post as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Identity.
    pub id: PostId,
    /// Its blog.
    pub blog: BlogId,
    /// The type it shows as.
    pub kind: PostType,
    /// Where it stands.
    pub state: State,
    /// Set when it is published but not listed.
    pub withheld: Option<Withheld>,
    /// When it was or will be published.
    pub published: Time,
    /// How precisely that is known.
    pub precision: Precision,
    /// Language of its words, where known.
    pub lang: Option<Lang>,
    /// NPF document (`content` and `layout`) as JSON text; the `npf` crate gives it meaning.
    pub content: String,
    /// Earlier posts it carries, root first.
    pub trail: Vec<TrailItem>,
    /// What it is a reblog of.
    pub reblog: Option<Reblog>,
    /// A reblog whose parent cannot be named any more; `reblog` is then `None`.
    pub lost_parent: bool,
    /// When its author last changed it after it was published.
    pub edited: Option<Time>,
    /// Tags in the author's order.
    pub tags: Vec<PostTag>,
    /// How it came here.
    pub origin: Origin,
    /// The run of an import that brought it, where that was recorded.
    pub run: Option<RunId>,
    /// Posted by a program, and how that is known.
    pub robot: Option<Robot>,
    /// Where it was taken from.
    pub source: Option<Source>,
    /// A line that names a place, as in “at Kälbäjär, Kəlbəcər, Azerbaijan”.
    pub place: String,
    /// Words for the address, may be empty.
    pub slug: String,
    /// Likes, reblogs and replies on its root.
    pub notes: i64,
}

impl Post {
    /// Whether it passes on another post, be that known or gone.
    pub fn is_reblog(&self) -> bool {
        // A reblog whose parent is unknown must not be listed as an original.
        self.reblog.is_some() || self.lost_parent
    }

    /// Whether a public page may show it in a list.
    pub fn listed(&self) -> bool {
        self.state == State::Published && self.withheld.is_none()
    }
}
