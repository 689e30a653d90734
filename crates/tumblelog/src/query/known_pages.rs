//! Which of the blogs and posts that a page names have a page here. Imports name many that the site does not hold.

use crate::Result;
use model::{BlogId, BlogName, PostId, State};
use std::collections::{HashMap, HashSet};
use store::{Tx, blogs, posts};

/// The blogs and posts among those named that can be visited here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownPages {
    /// Names of blogs.
    pub blogs: HashSet<String>,
    posts: HashSet<(String, PostId)>,
}

impl KnownPages {
    /// Whether `/@blog` is a page.
    pub fn has_blog(&self, name: &str) -> bool {
        self.blogs.contains(name)
    }

    /// Whether `/@blog/id` is a page.
    pub fn has_post(&self, blog: &str, id: PostId) -> bool {
        self.posts.contains(&(blog.to_owned(), id))
    }
}

/// What a page names.
#[derive(Debug, Default)]
pub(crate) struct Named {
    blogs: HashSet<String>,
    posts: HashSet<(String, PostId)>,
}

impl Named {
    /// Adds a blog; what cannot be a blog's name has no page.
    pub(crate) fn add_blog(&mut self, name: &str) {
        // Imports carry names as they were written: one that parses to another spelling has no page
        // of its own.
        if BlogName::parse(name).is_ok_and(|parsed| parsed.as_str() == name) {
            self.blogs.insert(name.to_owned());
        }
    }

    /// Adds a post and its blog.
    pub(crate) fn add_post(&mut self, blog: &str, id: PostId) {
        self.add_blog(blog);
        self.posts.insert((blog.to_owned(), id));
    }

    /// Those that are there: one query for all blogs and two for all posts, none where nothing is named.
    pub(crate) fn find(self, tx: &mut Tx<'_>) -> Result<KnownPages> {
        // Every post was added with its blog, so without blogs there are no posts to look up
        // either.
        if self.blogs.is_empty() {
            return Ok(KnownPages::default());
        }
        let names: Vec<String> = self.blogs.into_iter().collect();
        let found = blogs::by_names(tx, &names)?;
        let ids: HashMap<String, BlogId> =
            found.into_iter().map(|blog| (blog.name.as_str().to_owned(), blog.id)).collect();
        // A post can have a page only where its blog has one, so the others are not looked up.
        let asked: Vec<i64> =
            self.posts.iter().filter(|(blog, _)| ids.contains_key(blog)).map(|(_, id)| id.0).collect();
        let published = published(tx, &asked)?;
        let is_there =
            // The id alone does not prove it: the post must be on the blog that the page names with
            // it.
            |(blog, id): &(String, PostId)| ids.get(blog).is_some_and(|blog| published.get(id) == Some(blog));
        Ok(KnownPages {
            posts: self.posts.into_iter().filter(is_there).collect(),
            blogs: ids.into_keys().collect(),
        })
    }
}

/// Posts that everybody may see on their own page, with their blogs.
fn published(tx: &mut Tx<'_>, ids: &[i64]) -> Result<HashMap<PostId, BlogId>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let positions: Vec<_> =
        posts::find_positions(tx, ids)?.into_iter().map(|(_, position)| position).collect();
    Ok(posts::in_state(tx, &positions, State::Published)?.into_iter().collect())
}
