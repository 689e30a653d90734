//! Other systems' files and payloads become our posts. Every reader gives [`Record`]s: a post, or one bad record
//! with its place, which never stops the rest. Nothing here writes; the caller decides what to keep.

pub mod backup;
mod block;
mod keys;
mod link;
pub mod robot;
pub mod tag_page;
mod tags;
pub mod tumblr;

use model::{
    BlogName, BlogUuid, Lang, Loss, Note, PostId, PostTag, PostType, Precision, Reblog, Source, State,
};
use model::{Time, TrailItem};
use std::path::PathBuf;

/// A post as another system had it.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The same for the same post on every run, such as `tumblr:123` or `tag-page:<hash>`.
    pub key: String,
    /// The id it had, where that is one we can keep.
    pub id: Option<PostId>,
    /// Its blog.
    pub blog: IncomingBlog,
    /// The type it shows as.
    pub kind: PostType,
    /// Where it stands.
    pub state: State,
    /// When it was published.
    pub published: Time,
    /// How precisely that is known.
    pub precision: Precision,
    /// Its own words and pictures.
    pub document: npf::Document,
    /// Earlier posts it carries, root first.
    pub trail: Vec<TrailItem>,
    /// What it is a reblog of, where that is known.
    pub reblog: Option<Reblog>,
    /// A reblog whose parent cannot be named any more; `reblog` is then `None`.
    pub lost_parent: bool,
    /// Every tag, in the author's order; two spellings of one fold may both be here.
    pub tags: Vec<PostTag>,
    /// Where it was taken from.
    pub source: Option<Source>,
    /// A line that names a place, may be empty.
    pub place: String,
    /// Posted by a program.
    pub robot: bool,
    /// Words for the address, may be empty.
    pub slug: String,
    /// Notes as the other system counted them.
    pub notes: i64,
    /// The notes it told one by one; often fewer than `notes`.
    pub note_rows: Vec<Note>,
    /// Language where the other system knew it; to be detected where `None`.
    pub lang: Option<Lang>,
    /// Files that belong to it.
    pub media: Vec<IncomingMedia>,
    /// Its place in the input: `file.json line 12, post 5`.
    pub at: String,
}

/// A blog as another system had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingBlog {
    /// Name in addresses.
    pub name: BlogName,
    /// Lasting identity, where known.
    pub uuid: Option<BlogUuid>,
    /// Title for people, where known.
    pub title: Option<String>,
    /// A line about the blog, plain text, where known.
    pub description: Option<String>,
    /// Every post of it seen here was made by a program.
    pub robot: bool,
}

/// A file that came with a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingMedia {
    /// Where the file is, inside the folder that was read.
    pub file: PathBuf,
    /// The addresses in the post's document and trail that mean this file.
    pub urls: Vec<String>,
}

/// Something that could not be read, reported and left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFault {
    /// Whether a whole record was lost, or a part or a file of a post that is kept.
    pub loss: Loss,
    /// Its place in the input.
    pub at: String,
    /// What was wrong and what is accepted.
    pub message: String,
}

impl RecordFault {
    /// A record of which no post comes.
    pub fn record(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Loss::Record, at, message)
    }

    pub(crate) fn new(loss: Loss, at: impl Into<String>, message: impl Into<String>) -> Self {
        Self { loss, at: at.into(), message: message.into() }
    }
}

/// What a reader gives.
#[derive(Debug, Clone)]
pub enum Record {
    /// A post.
    Post(Box<Incoming>),
    /// A bad record, or a part or a file of a post that could not be read.
    Fault(RecordFault),
}

impl Record {
    fn fault(at: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Fault(RecordFault::record(at, message))
    }
}
