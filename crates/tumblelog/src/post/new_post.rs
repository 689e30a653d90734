//! What a new post is made from.

use model::{AccountId, BlogName, Lang, Origin, PostId, PostType, Reblogs, RunId, Source, State, Time};
use npf::Document;

/// A post to be.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// The blog it is for.
    pub blog: BlogName,
    /// The type it shows as; found from the content where none is given.
    pub kind: Option<PostType>,
    /// Its content.
    pub content: Document,
    /// Tags as the author typed them.
    pub tags: Vec<String>,
    /// Where it begins its life.
    pub state: State,
    /// Its publish time, up to now; the moment it is published where none is given. A post that is not published yet
    /// gets it when it is.
    pub published: Option<Time>,
    /// When the queue is to publish it; without it a queued post waits for its turn.
    pub publish_on: Option<Time>,
    /// The post it reblogs.
    pub reblog_of: Option<PostId>,
    /// A reblog that carries nothing of the earlier posts.
    pub hide_trail: bool,
    /// Items a reblog does not carry, counted from 0 in the trail it would carry.
    pub exclude_trail_items: Vec<usize>,
    /// Who may reblog it.
    pub reblogs: Reblogs,
    /// The account it counts against; none for the site's own doing.
    pub by: Option<AccountId>,
    /// Where it was taken from.
    pub source: Option<Source>,
    /// A line that names a place.
    pub place: String,
    /// Words for its address.
    pub slug: String,
    /// Language of its words; found from the text where none is given.
    pub lang: Option<Lang>,
    /// How it came here.
    pub origin: Origin,
    /// The run of the import that brings it; its record counts one more post.
    pub run: Option<RunId>,
    /// Posted by a program; a robot's blog makes every post so.
    pub robot: bool,
    /// Notes it had elsewhere.
    pub notes: i64,
}

impl NewPost {
    /// A published post of which only the blog and content are known.
    pub fn new(blog: BlogName, content: Document) -> Self {
        Self {
            blog,
            kind: None,
            content,
            tags: Vec::new(),
            state: State::Published,
            published: None,
            publish_on: None,
            reblog_of: None,
            hide_trail: false,
            exclude_trail_items: Vec::new(),
            reblogs: Reblogs::Everyone,
            by: None,
            source: None,
            place: String::new(),
            slug: String::new(),
            lang: None,
            origin: Origin::Person,
            run: None,
            robot: false,
            notes: 0,
        }
    }
}
