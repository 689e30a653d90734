//! The single steps behind a page, one by one, for measuring them. Summaries are worked out anew each time; what a
//! page would keep between requests in other ways stays.

use crate::query::post_filter::PostFilter;
use crate::query::{expression, figures, listing};
use crate::{Result, Site};
use index::{Cursor, Key, Sort};

/// A step behind a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Probe {
    /// The posts of a page with all that their cards show.
    Page {
        /// The order.
        order: Sort,
        /// Where between the end and the beginning of the list's time the page begins, 0 to 1; `None` for its start.
        from: Option<f64>,
    },
    /// The number of posts.
    Count,
    /// Counts by month, type and language.
    Summary,
    /// Related tags.
    Related,
}

impl Probe {
    /// The newest twenty posts.
    pub fn newest_page() -> Self {
        Self::Page { order: Sort::Latest, from: None }
    }

    /// Twenty posts from deep in the list.
    pub fn page_from(share: f64) -> Self {
        Self::Page { order: Sort::Latest, from: Some(share) }
    }

    /// The oldest twenty posts.
    pub fn oldest_page() -> Self {
        Self::Page { order: Sort::Oldest, from: None }
    }

    /// The twenty posts with the most notes.
    pub fn top_page() -> Self {
        Self::Page { order: Sort::Top, from: None }
    }
}

/// The bytes of what a site holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Posts, their folded tags and their places.
    pub posts: u64,
    /// Blocks, slot times, buckets and the tail.
    pub index: u64,
}

impl Sizes {
    /// The index by the posts.
    pub fn index_ratio(self) -> f64 {
        self.index as f64 / self.posts.max(1) as f64
    }
}

impl Site {
    /// Runs one step for a query and says how many things it gave.
    ///
    /// # Errors
    /// As [`Site::search`].
    pub async fn run_probe(&self, probe: &Probe, query: &str) -> Result<u64> {
        let parsed = tag::query::parse(query, self.clock().now())?;
        let probe = *probe;
        self.read_snapshot(move |snapshot| {
            let whole = expression::compile_query(snapshot, &parsed)?;
            let query = whole.upper_query();
            let mut verifier = PostFilter::new(&whole);
            Ok(match probe {
                Probe::Page { order, from } => {
                    let after = from.map(|share| Cursor { notes: None, key: key_between(share) });
                    let page = verifier.page(snapshot, &[], order, after, 20)?;
                    let positions: Vec<_> = page.hits.iter().map(|hit| hit.position).collect();
                    listing::read_cards(snapshot.tx, &positions)?.len() as u64
                }
                Probe::Count => {
                    let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
                    verifier.count(snapshot, &[], &doubts, |_| true)?.least
                }
                Probe::Summary => {
                    snapshot.cache.forget_summaries();
                    let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
                    figures::read_figures(snapshot, &mut verifier, &whole.scope, &doubts)?.summary.total
                }
                Probe::Related => {
                    snapshot.cache.forget_summaries();
                    index::related_tags(snapshot.tx, snapshot.cache, &query, 500, 12, &[])?.len() as u64
                }
            })
        })
        .await
    }

    /// The bytes the site's tables take.
    pub async fn read_sizes(&self) -> Result<Sizes> {
        let (posts, index) = self.store.read(store::table_sizes::read_table_sizes).await?;
        Ok(Sizes { posts, index })
    }
}

/// A moment in the six years before 2026.
fn key_between(share: f64) -> Key {
    const START: i64 = 1_577_836_800_000;
    const END: i64 = 1_767_225_600_000;
    Key { time: END - ((END - START) as f64 * share.clamp(0.0, 1.0)) as i64, id: i64::MIN }
}
