//! Pages and counts of conditions that the index does not tell exactly. It tells two bounds; what lies between them is
//! doubtful and is looked at post by post, up to a limit that does not grow with the list.

use crate::post::facets::Parsed;
use crate::query::condition::Compiled;
use crate::query::matching::MatchedText;
use crate::snapshot::Snapshot;
use crate::{Error, Result};
use index::{Class, Cursor, Expr, Facet, Hit, Position, Query, Sort, Storage};
use model::{Lang, Origin, Post, PostId, PostType, Precision, RunId, TagId, Withheld};
use std::collections::{HashMap, HashSet};
use store::words::WordHash;
use store::{clusters, posts};

/// Posts looked at for one page at most.
pub const PAGE_CHECKS: usize = 1_000;

/// Posts looked at for the counts beside a list at most. Where more are doubtful, counts are bounds.
pub const COUNT_CHECKS: usize = 1_000;

/// Bytes of content after which nothing more is looked at for a page, or for its counts.
const BYTES: usize = 16 << 20;

/// Posts read at once.
const BATCH: usize = 128;

/// A number of posts, or what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// So many, or at least.
    pub least: u64,
    /// At most so many; `None` where `least` is exact.
    pub most: Option<u64>,
}

/// A page of a list.
pub(crate) struct FilteredPage {
    /// Its posts.
    pub hits: Vec<Hit>,
    /// Where the next page begins; `None` at the end of the list.
    pub next: Option<Cursor>,
    /// The page ends where so many posts had been looked at, before it was full.
    pub stopped: Option<usize>,
}

/// What was found of a doubtful post.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FilterVerdict {
    pub holds: bool,
    pub kind: PostType,
    pub lang: Option<Lang>,
    pub robot: bool,
    /// A later copy of another.
    pub copy: bool,
    pub time: i64,
    pub withheld: Option<Withheld>,
    pub origin: Origin,
    pub run: Option<RunId>,
    pub precision: Precision,
}

/// The doubtful posts of a list, as far as they were looked at.
pub(crate) struct Candidates {
    pub looked_at: Vec<FilterVerdict>,
    /// All of them were.
    pub complete: bool,
}

/// One request's work on a condition; remembers each post it looked at.
pub(crate) struct PostFilter<'a> {
    whole: &'a Compiled,
    exact: bool,
    verdicts: HashMap<Position, FilterVerdict>,
    /// Every doubtful post of the list is among the verdicts.
    complete: bool,
    page_checks: usize,
    posts_left: usize,
    bytes_left: usize,
}

impl<'a> PostFilter<'a> {
    /// For the posts of `whole`.
    pub fn new(whole: &'a Compiled) -> Self {
        Self {
            whole,
            exact: whole.is_exact(),
            verdicts: HashMap::new(),
            complete: false,
            page_checks: PAGE_CHECKS,
            posts_left: COUNT_CHECKS,
            bytes_left: BYTES,
        }
    }

    /// Looks at so many posts for a page, where that is less than [`PAGE_CHECKS`].
    pub fn with_page_checks(mut self, most: usize) -> Self {
        self.page_checks = most.min(PAGE_CHECKS);
        self
    }

    /// Looks at so many posts for its counts, whatever their size.
    pub fn with_checks(mut self, most: usize) -> Self {
        // No byte limit: such a caller runs as an expensive read and brings a limit of its own.
        (self.posts_left, self.bytes_left) = (most, usize::MAX);
        self
    }

    /// How many posts were looked at.
    pub fn looked_at(&self) -> usize {
        self.verdicts.len()
    }

    /// The index tells everything; nothing is ever looked at.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Posts of some classes that may meet the condition, further narrowed.
    pub fn upper_query(&self, scope: &[Class], filters: &[Expr]) -> Query {
        narrow_query(self.whole.condition.upper_bound(), scope, filters)
    }

    /// Posts that meet it for certain.
    pub fn lower_query(&self, scope: &[Class], filters: &[Expr]) -> Query {
        narrow_query(self.whole.condition.lower_bound(), scope, filters)
    }

    /// Looks at the doubtful posts of some classes: at all of them, or at the newest as far as the limit goes.
    pub fn find_candidates(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        scope: &[Class],
    ) -> Result<Candidates> {
        if self.exact {
            return Ok(Candidates { looked_at: Vec::new(), complete: true });
        }
        // What the lower bound selects is certain and need not be read.
        let between = Expr::Not(Box::new(self.whole.condition.lower_bound()));
        let query = self.upper_query(scope, &[between]);
        let (mut looked_at, mut after) = (Vec::new(), None);
        loop {
            // Checked between batches: the last batch may pass the byte limit by its own size.
            if self.posts_left == 0 || self.bytes_left == 0 {
                return Ok(Candidates { looked_at, complete: false });
            }
            let batch = BATCH.min(self.posts_left);
            let page = snapshot.read_page(&query, Sort::Latest, after, batch)?;
            let positions: Vec<Position> = page.hits.iter().map(|hit| hit.position).collect();
            self.load_candidates(snapshot, &positions)?;
            looked_at.extend(positions.iter().filter_map(|at| self.verdicts.get(at)));
            after = page.next;
            if after.is_none() {
                // Candidates of another class, such as withheld posts, say nothing about this list.
                self.complete |= scope == self.whole.scope;
                return Ok(Candidates { looked_at, complete: true });
            }
        }
    }

    /// How many posts of the list pass `filters`, which `passes` tells of one that was looked at.
    pub fn count(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        filters: &[Expr],
        doubts: &Candidates,
        passes: impl Fn(&FilterVerdict) -> bool,
    ) -> Result<Count> {
        let scope = &self.whole.scope;
        if self.exact {
            let least = snapshot.count_hits(&self.upper_query(scope, filters))?;
            return Ok(Count { least, most: None });
        }
        let looked_at = || doubts.looked_at.iter().filter(|verdict| passes(verdict));
        let held = looked_at().filter(|verdict| verdict.holds).count() as u64;
        let certain = snapshot.count_hits(&self.lower_query(scope, filters))?;
        if doubts.complete {
            return Ok(Count { least: certain + held, most: None });
        }
        let refuted = looked_at().count() as u64 - held;
        let possible = snapshot.count_hits(&self.upper_query(scope, filters))?;
        let (least, most) = (certain + held, possible.saturating_sub(refuted));
        // Bounds that meet are an exact count.
        Ok(Count { least, most: (most > least).then_some(most) })
    }

    /// A page of the list's posts that pass `filters`. Looks at [`PAGE_CHECKS`] posts at most; where they do not fill
    /// the page, the next goes on behind the last of them.
    pub fn page(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        filters: &[Expr],
        order: Sort,
        mut after: Option<Cursor>,
        limit: usize,
    ) -> Result<FilteredPage> {
        let query = self.upper_query(&self.whole.scope, filters);
        if self.exact {
            let page = snapshot.read_page(&query, order, after, limit)?;
            return Ok(FilteredPage { hits: page.hits, next: page.next, stopped: None });
        }
        // A page has its own limit, so that expensive counts do not leave it empty.
        (self.posts_left, self.bytes_left) = (self.page_checks, BYTES);
        let (mut hits, mut looked_at): (Vec<Hit>, usize) = (Vec::new(), 0);
        // One more than the page holds tells whether a next page exists.
        let mut batch = (limit + 1).min(self.page_checks);
        loop {
            let page = snapshot.read_page(&query, order, after, batch.clamp(1, BATCH))?;
            let positions: Vec<Position> = page.hits.iter().map(|hit| hit.position).collect();
            // After a complete check the verdicts are in memory and nothing is read.
            if !self.complete {
                self.load_candidates(snapshot, &positions)?;
                looked_at += positions.len();
            }
            hits.extend(page.hits.into_iter().filter(|hit| self.holds_position(hit.position)));
            if hits.len() > limit {
                hits.truncate(limit);
                // From the last post shown and not the last post read, or matches read ahead would
                // be lost.
                let next = hits.last().map(|hit| Cursor { notes: hit.notes, key: hit.key });
                return Ok(FilteredPage { hits, next, stopped: None });
            }
            after = page.next;
            if after.is_none() {
                return Ok(FilteredPage { hits, next: None, stopped: None });
            }
            // The page ends here, short or just full; the cursor lies behind the last post that was
            // checked.
            if self.posts_left == 0 || self.bytes_left == 0 {
                let stopped = (hits.len() < limit).then_some(looked_at);
                return Ok(FilteredPage { hits, next: after, stopped });
            }
            // Where matches are rare, larger batches mean fewer walks of the index.
            batch = (batch * 2).min(if self.complete { BATCH } else { self.posts_left });
        }
    }

    /// Those of some posts that the list holds, further narrowed. What is doubtful of them is looked at.
    pub fn filter_among(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        filters: &[Expr],
        positions: &[Position],
    ) -> Result<HashSet<Position>> {
        let query = self.upper_query(&self.whole.scope, filters);
        let mut found = index::selected_positions(snapshot.tx, snapshot.cache, &query, positions)?;
        if !self.exact && !self.complete {
            let maybe: Vec<Position> = found.iter().copied().collect();
            self.load_candidates(snapshot, &maybe)?;
        }
        if !self.exact {
            found.retain(|position| self.holds_position(*position));
        }
        Ok(found)
    }

    /// Whether a post that may meet the condition does. Where all doubtful posts were looked at, the others do.
    fn holds_position(&self, position: Position) -> bool {
        self.verdicts.get(&position).map_or(self.complete, |verdict| verdict.holds)
    }

    fn load_candidates(&mut self, snapshot: &mut Snapshot<'_, '_>, positions: &[Position]) -> Result<()> {
        let fresh: Vec<Position> =
            positions.iter().copied().filter(|at| !self.verdicts.contains_key(at)).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let tags: HashMap<Position, Vec<TagId>> =
            Storage::tags_of_posts(snapshot.tx, &fresh)?.into_iter().collect();
        let placed = posts::read_posts_at(snapshot.tx, &fresh)?;
        // A missing post would count as neither, so a damaged index is an error and no wrong
        // figure.
        if placed.len() < fresh.len() {
            return Err(Error::Store(store::Error::Damaged(
                "the index names a position where no post is; run `tagstead check`".into(),
            )));
        }
        let ids: Vec<i64> = placed.iter().map(|placed| placed.post.id.0).collect();
        let members = clusters::list_members_of_posts(snapshot.tx, &ids)?.into_iter();
        let copies: HashSet<PostId> =
            members.filter(|member| member.folded).map(|member| member.post).collect();
        for placed in placed {
            // Reading and comparing a post may take a millisecond.
            snapshot.tx.ensure_wanted()?;
            let copy = copies.contains(&placed.post.id);
            let own = tags.get(&placed.position).map_or(&[][..], Vec::as_slice);
            // A trail can be large, so a limit of posts alone would not bound the work.
            self.bytes_left = self.bytes_left.saturating_sub(post_bytes(&placed.post));
            let verdict = self.judge_post(&placed.post, own, copy, snapshot.words);
            self.verdicts.insert(placed.position, verdict);
        }
        self.posts_left = self.posts_left.saturating_sub(fresh.len());
        Ok(())
    }

    fn judge_post(&self, post: &Post, tags: &[TagId], copy: bool, words: &WordHash) -> FilterVerdict {
        let parsed = Parsed::of_post(post);
        let seen = MatchedText::new(post, &parsed, tags, words).known_as_duplicate(copy);
        FilterVerdict {
            holds: seen.meets_condition(&self.whole.condition),
            kind: post.kind,
            lang: post.lang,
            robot: post.robot.is_some(),
            copy,
            time: post.published.0,
            withheld: post.withheld,
            origin: post.origin,
            run: post.run,
            precision: post.precision,
        }
    }
}

fn narrow_query(bound: Expr, scope: &[Class], filters: &[Expr]) -> Query {
    let expr = match filters {
        [] => bound,
        filters => Expr::And(std::iter::once(bound).chain(filters.iter().cloned()).collect()),
    };
    Query { expr, scope: scope.to_vec() }
}

fn post_bytes(post: &Post) -> usize {
    post.content.len() + post.trail.iter().map(|item| item.content.len()).sum::<usize>()
}

/// Any of these facets.
pub(crate) fn any_facet(facets: impl Iterator<Item = Facet>) -> Expr {
    Expr::Or(facets.map(Expr::Facet).collect())
}
