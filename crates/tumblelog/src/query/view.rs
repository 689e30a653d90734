//! What a page, a feed or an API answer shows, ready to be rendered: no ids to resolve, nothing to compute.

use crate::query::known_pages::KnownPages;
pub use model::Sort;
use model::time::Month;
use model::{Blog, Lang, Note, Post, PostId, PostType, Time, Withheld};
use npf::Document;
use std::collections::HashMap;
use std::sync::Arc;
use store::blog_robots::Declared;

/// A post with everything its card shows.
#[derive(Debug, Clone)]
pub struct PostCard {
    /// The post as kept.
    pub post: Post,
    /// Its blog.
    pub blog: Blog,
    /// Its own content, parsed.
    pub document: Document,
    /// The posts it carries, root first, parsed.
    pub trail: Vec<TrailView>,
    /// Which of the blogs and posts it names have a page here; nothing where that was not asked.
    pub pages: Arc<KnownPages>,
}

/// One earlier post of a trail.
#[derive(Debug, Clone)]
pub struct TrailView {
    /// The item as kept.
    pub item: model::TrailItem,
    /// Its content, parsed.
    pub document: Document,
}

/// What a list is asked for, beside the subject of the page itself.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// Order.
    pub sort: Sort,
    /// Any of these types; empty for all.
    pub types: Vec<PostType>,
    /// Any of these languages; empty for all.
    pub langs: Vec<Lang>,
    /// A further query text ([`tag::query`]), empty for none.
    pub query: String,
    /// On a tag's page: this spelling alone, and not the others of its subject.
    pub only: bool,
    /// Where the page begins: a cursor a page gave before ([`List::next`]) or a date (`2023-05`, `2023-05-17`):
    /// posts before that date's end for latest, from its beginning for oldest. Top takes cursors only.
    pub before: Option<String>,
    /// Duplicates stand in the list, instead of being hidden under the earliest post of their cluster in it.
    pub unfolded: bool,
    /// Posts a page, 1 to 50.
    pub limit: usize,
    /// Newest first, whatever order the query names: a feed brings what is new.
    pub newest: bool,
}

/// How many posts a post's cluster has besides it, and whether an earlier one is among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterSummary {
    /// Counted up to 1,000.
    pub count: u64,
    /// The post is itself a later duplicate, or an excerpt.
    pub later: bool,
    /// The post is an excerpt of a longer one, which may be the later of the two.
    pub is_excerpt: bool,
}

/// One page of a list.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// The posts, in the order asked for.
    pub cards: Vec<PostCard>,
    /// Where the next page begins, unless this is the last.
    pub next: Option<String>,
    /// How many posts the whole list holds with the filters asked for, duplicates among them. Exact, or where `most` is set: at least so many.
    pub total: u64,
    /// At most so many, where more posts are doubtful than a request looks at; `None` where `total` is exact.
    pub most: Option<u64>,
    /// So many posts were looked at when the page ended, before it was full: what was asked for is rare among them.
    /// `next` goes on behind the last of them.
    pub stopped: Option<usize>,
    /// Those of the posts that have duplicates or are duplicates, and of how many others.
    pub others: HashMap<PostId, ClusterSummary>,
}

/// What describes a whole list, whatever page of it is shown. Every count is exact, unless `most` is set: then the
/// total is the least there can be, and what else is counted the most.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Posts in the list without the type and language filters.
    pub total: u64,
    /// At most so many, where more posts are doubtful than a request looks at; `None` where all counts are exact.
    pub most: Option<u64>,
    /// Publish time of the earliest and latest post.
    pub reach: Option<(Time, Time)>,
    /// Posts by month, earliest first, months without posts included.
    pub months: Vec<(Month, u64)>,
    /// Posts by type, most first.
    pub types: Vec<(PostType, u64)>,
    /// Posts by language, most first; `None` counts posts whose language is not known.
    pub langs: Vec<(Option<Lang>, u64)>,
    /// Posts by programs; the rest is by people.
    pub robots: u64,
    /// Posts that are later duplicates of others, whether or not those are in the list.
    pub copies: u64,
    /// Posts that would stand here and are withheld, by reason.
    pub withheld: Vec<(Withheld, u64)>,
    /// The counts of `withheld` are the most there can be, not exact.
    pub withheld_at_most: bool,
    /// Tags seen together with these posts, closest first.
    pub related: Vec<TagCount>,
}

/// A tag in the spelling most used, with the number of posts that carry any spelling of its fold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The spelling to show.
    pub name: String,
    /// Listed posts.
    pub posts: u64,
}

/// A tag page.
#[derive(Debug, Clone)]
pub struct TagPage {
    /// The tag as asked for.
    pub name: String,
    /// The one name that all spellings of its fold have in common, such as any case of its letters: the spelling first
    /// seen here, or the fold where nobody used it.
    pub canonical: String,
    /// The posts.
    pub list: List,
    /// What describes the tag.
    pub summary: Summary,
    /// When there are no posts: tags whose names are near.
    pub near: Vec<TagCount>,
    /// What its subject is, where it is joined with others, or part of something, or includes something.
    pub strip: Option<SubjectSummary>,
}

/// What a tag page says of the tag's subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectSummary {
    /// Its spellings, most used first; none where the tag is joined with nothing.
    pub spellings: Vec<SpellingCount>,
    /// The page shows the spelling it was asked for alone.
    pub only: bool,
    /// Names of what it is part of.
    pub above: Vec<String>,
    /// Names of what it includes.
    pub below: Vec<String>,
}

/// A spelling of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellingCount {
    /// As posts write it first, or as it was joined where none does.
    pub name: String,
    /// Listed posts that carry it; one with two spellings counts in both.
    pub posts: u64,
    /// It is the one asked for.
    pub here: bool,
}

/// A page of search results.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// The query as typed.
    pub query: String,
    /// The posts.
    pub list: List,
    /// What describes the results.
    pub summary: Summary,
}

/// A blog's page, or a blog's posts with one tag.
#[derive(Debug, Clone)]
pub struct BlogPage {
    /// The blog.
    pub blog: Blog,
    /// What people said of it: a robot's, or none.
    pub said: Option<Declared>,
    /// The tag, on a blog's tag page, in the spelling asked for.
    pub tag: Option<String>,
    /// The same as [`TagPage::canonical`] is.
    pub canonical_tag: Option<String>,
    /// The posts.
    pub list: List,
    /// What describes them.
    pub summary: Summary,
}

/// A post's own page.
#[derive(Debug, Clone)]
pub struct PostPage {
    /// The post.
    pub card: PostCard,
    /// Notes of its trail: the count of its root, or its own where the root is not here.
    pub note_count: i64,
    /// The newest notes on its root, newest first, at most 200.
    pub notes: Vec<Note>,
    /// All notes the site holds rows for; the post's note count may be greater when it was imported.
    pub notes_held: u64,
    /// The other posts of its cluster, as a count.
    pub others: Option<ClusterSummary>,
}

/// The front page.
#[derive(Debug, Clone, Default)]
pub struct Explore {
    /// Tags most used over the newest posts.
    pub busy: Vec<TagCount>,
    /// Tags used much more lately than before.
    pub rising: Vec<TagCount>,
    /// The newest posts by people.
    pub latest: Vec<PostCard>,
    /// Listed posts the site holds.
    pub posts: u64,
    /// Blogs the site holds.
    pub blogs: u64,
}

/// Tags with which the text of a query can go on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Best first, at most eight.
    pub tags: Vec<Suggested>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggested {
    /// The tag in the spelling to show.
    pub name: String,
    /// Listed posts.
    pub posts: u64,
    /// The whole text with the tag at its end.
    pub query: String,
}
