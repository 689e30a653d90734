//! What is known of how posts came from elsewhere, and of what was decided about showing them.

use crate::post::named;
use crate::{AccountId, BlogId, PostId, Precision, RunId, Time, Withheld};
use serde::{Deserialize, Serialize};

named!(
    /// The form in which another system's posts were read.
    SourceKind {
        /// The text of a saved tag page.
        TagPage = "tag-page",
        /// JSON of the Tumblr API.
        TumblrJson = "tumblr-json",
        /// A folder made by tumblr-backup.
        TumblrBackup = "tumblr-backup",
    }
);

named!(
    /// What an import lost. Three things that are counted apart, because each calls for another remedy.
    Loss {
        /// A whole record: no post came of it.
        Record = "record",
        /// A part of a record whose post was kept, such as a tag.
        Part = "part",
        /// A file of a post that was kept: it is missing, or it could not be read.
        File = "file",
    }
);

/// One run of an import, from its beginning to its end or to where it was cut short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRun {
    /// Identity.
    pub id: RunId,
    /// What was read.
    pub kind: SourceKind,
    /// Its name for people: file names without their folders.
    pub label: String,
    /// When the file was saved, where that is known: nothing later can be in it.
    pub captured: Option<(Time, Precision)>,
    /// When it began.
    pub begun: Time,
    /// When it last kept something.
    pub heard: Time,
    /// When it came to its end; `None` while it goes on, and for good where it was cut short.
    pub ended: Option<Time>,
    /// Posts it added.
    pub added: u64,
    /// Posts it met that were here already.
    pub known: u64,
    /// Records of which no post came; in runs from before these were told apart, everything that was lost.
    pub faults: u64,
    /// Parts that are missing from posts that were kept.
    pub lost_parts: u64,
    /// Files of posts that were kept without them.
    pub missing_files: u64,
}

impl ImportRun {
    /// Everything that was lost.
    pub fn losses(&self) -> u64 {
        self.faults.saturating_add(self.lost_parts).saturating_add(self.missing_files)
    }
}

/// A decision to withhold a post or to list it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The post.
    pub post: PostId,
    /// Its blog.
    pub blog: BlogId,
    /// When. No two of one post have the same.
    pub at: Time,
    /// Why it is withheld from now on; `None` for listed again.
    pub reason: Option<Withheld>,
    /// Who decided; `None` for the site itself: its rules and its operator.
    pub by: Option<AccountId>,
    /// What the author is told of it; may be empty.
    pub note: String,
}
