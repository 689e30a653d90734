//! Finding one blog, by whatever names it, and what a program asks about it.

use crate::{Result, Site};
use index::{Class, Expr, Facet, Query, Sort};
use model::{Blog, BlogId, BlogName, BlogUuid, Time};
use store::{Tx, blogs};

/// What names a blog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlogLookup {
    /// Its name.
    Name(BlogName),
    /// Its lasting identity.
    Uuid(BlogUuid),
}

/// Figures about a blog's list of posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlogFigures {
    /// Posts it shows, reblogs included.
    pub posts: u64,
    /// Publish time of the newest of them.
    pub updated: Option<Time>,
}

impl Site {
    /// A blog, where there is one of that name or uuid.
    pub async fn find_blog(&self, named: BlogLookup) -> Result<Option<Blog>> {
        self.store.read(move |tx| Ok(find_blog_by(tx, &named)?)).await
    }

    /// The blogs of these ids, in the order asked for; those that are not there are left out.
    pub async fn read_blogs(&self, ids: &[BlogId]) -> Result<Vec<Blog>> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.store
            .read(move |tx| {
                let mut found = blogs::by_ids(tx, &ids)?;
                // The database returns rows in any order.
                found.sort_by_key(|blog| ids.iter().position(|id| *id == blog.id.0));
                Ok(found)
            })
            .await
    }

    /// Figures about blogs, in the order asked for: for each, one stored count and a page of one post.
    pub async fn read_blog_figures(&self, ids: &[BlogId]) -> Result<Vec<BlogFigures>> {
        let ids = ids.to_vec();
        self.read_snapshot(move |snapshot| {
            let one = |id: &BlogId| {
                let expr = Expr::Facet(Facet::Blog(*id));
                let query = Query { expr, scope: vec![Class::Standing, Class::Bare] };
                let newest = snapshot.read_page(&query, Sort::Latest, None, 1)?;
                let updated = newest.hits.first().map(|hit| Time(hit.key.time));
                Ok(BlogFigures { posts: snapshot.count_hits(&query)?, updated })
            };
            ids.iter().map(one).collect()
        })
        .await
    }
}

fn find_blog_by(tx: &mut Tx<'_>, named: &BlogLookup) -> store::Result<Option<Blog>> {
    match named {
        BlogLookup::Name(name) => blogs::by_name(tx, name.as_str()),
        BlogLookup::Uuid(uuid) => blogs::by_uuid(tx, uuid.as_str()),
    }
}
