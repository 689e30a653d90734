//! What a search engine may visit, in parts that are bounded however large the site is: the listed posts of a bucket, a
//! range of blogs, a range of tags.

use crate::tag::tag_page;
use crate::{Result, Site};
use index::{BucketId, Storage};
use model::{BlogId, PostId};
use std::collections::HashMap;
use store::{blogs, posts, tags};

/// Blogs in a part.
pub const BLOGS: i64 = 10_000;
/// Tags in a part; whether anything carries a tag is counted for each.
pub const TAGS: i64 = 1_000;

/// The parts there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parts {
    /// Numbers of the buckets of posts, the newest first.
    pub buckets: Vec<i64>,
    /// Parts of blogs, numbered from 0.
    pub blogs: i64,
    /// Parts of tags, numbered from 0.
    pub tags: i64,
}

/// The address of a post, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostAddress {
    /// Name of its blog.
    pub blog: String,
    /// Its id.
    pub id: PostId,
    /// Its slug, may be empty.
    pub slug: String,
}

impl Site {
    /// The parts of the sitemap.
    pub async fn sitemap_parts(&self) -> Result<Parts> {
        self.store
            .read(|tx| {
                // The index keeps them oldest first, and search engines should see new posts first.
                let mut buckets: Vec<i64> = tx.buckets()?.iter().map(|bucket| bucket.id.0).collect();
                buckets.reverse();
                // By the highest id and not by a count, because the parts are ranges of ids.
                let count = |last: i64, size: i64| if last > 0 { last / size + 1 } else { 0 };
                Ok(Parts {
                    buckets,
                    blogs: count(blogs::last_id(tx)?, BLOGS),
                    tags: count(tags::last_id(tx)?, TAGS),
                })
            })
            .await
    }

    /// The listed posts of a bucket, at most as many as a bucket holds.
    pub async fn sitemap_posts(&self, bucket: i64) -> Result<Vec<PostAddress>> {
        self.store
            .read_expensive(Some(crate::query::cost::TIME_BUDGET), move |tx| {
                // Addresses only: a bucket may hold 16,000 posts, whose content would not fit in
                // memory.
                let rows = posts::listed_addresses(tx, BucketId(bucket))?;
                let mut ids: Vec<i64> = rows.iter().map(|(_, blog, _)| blog.0).collect();
                ids.sort_unstable();
                ids.dedup();
                let names: HashMap<BlogId, String> = blogs::by_ids(tx, &ids)?
                    .into_iter()
                    .map(|blog| (blog.id, blog.name.as_str().to_owned()))
                    .collect();
                let address = |(id, blog, slug)| {
                    names.get(&blog).map(|blog| PostAddress { blog: blog.clone(), id, slug })
                };
                Ok(rows.into_iter().filter_map(address).collect())
            })
            .await
    }

    /// Names of the blogs of a part.
    pub async fn sitemap_blogs(&self, part: i64) -> Result<Vec<String>> {
        let first = part.saturating_mul(BLOGS);
        let last = first.saturating_add(BLOGS - 1);
        self.store.read(move |tx| Ok(blogs::names_between(tx, BlogId(first), BlogId(last))?)).await
    }

    /// Names of the tags of a part that listed posts carry.
    pub async fn sitemap_tags(&self, part: i64) -> Result<Vec<String>> {
        let first = part.saturating_mul(TAGS);
        self.read_expensive_snapshot(Some(crate::query::cost::TIME_BUDGET), move |snapshot| {
            let rows = tags::list_tags_after(snapshot.tx, first - 1, TAGS)?;
            let mut names = Vec::new();
            // Where ids have gaps the read runs into the next part; those tags belong there.
            for row in rows.into_iter().filter(|row| row.id.0 < first.saturating_add(TAGS)) {
                if tag_page::count_tag_posts(snapshot, row.id)? > 0 {
                    names.push(row.name);
                }
            }
            Ok(names)
        })
        .await
    }
}
