//! Offsets over the index. A page after `n` posts is found without reading them: up to a few thousand places are
//! walked; beyond that, counts of the index tell at which moment to begin, and only the rest is walked.

use crate::Result;
use crate::snapshot::Snapshot;
use index::{Cursor, Expr, Key, PAGE_MAX, Page, Query, Sort};

/// A list of which posts are skipped.
pub(crate) struct Offset<'a> {
    pub query: &'a Query,
    pub order: Sort,
    /// Where the list begins, between two moments.
    pub after: Option<Cursor>,
    /// Places that are walked rather than counted.
    pub walk: usize,
}

/// Places that are walked rather than counted, unless a test has few posts.
// One page of the index, so that a walk is a single read.
pub(crate) const WALK: usize = PAGE_MAX;

impl Offset<'_> {
    /// The page that begins after `offset` posts. Costs at most about twenty counts of the selection and a walk over
    /// [`WALK`] places; where more posts than that share one millisecond, a walk over those.
    pub(crate) fn page(&self, snapshot: &mut Snapshot<'_, '_>, offset: u64, limit: usize) -> Result<Page> {
        // A larger offset is behind any list, so the largest value is as good.
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        let (mut after, mut left) = (self.after, offset);
        // Counts go by time; an order by notes can only be walked.
        if offset > self.walk && self.order != Sort::Top {
            match self.jump_to(snapshot, offset)? {
                Some((place, rest)) => (after, left) = (Some(place), rest),
                None => return Ok(Page::default()),
            }
        }
        while left > 0 {
            let step = snapshot.read_page(self.query, self.order, after, left.min(PAGE_MAX))?;
            left -= step.hits.len().min(left);
            match step.next {
                Some(next) => after = Some(next),
                None => return Ok(Page::default()),
            }
        }
        snapshot.read_page(self.query, self.order, after, limit)
    }

    /// A place not more than `offset` posts on, as near to it as counting makes worth while, and how many posts are
    /// left to skip from there; `None` for an empty list.
    fn jump_to(&self, snapshot: &mut Snapshot<'_, '_>, offset: usize) -> Result<Option<(Cursor, usize)>> {
        // The other end bounds the bisection by the list's own span and not by all of time.
        let back = if self.order == Sort::Oldest { Sort::Latest } else { Sort::Oldest };
        let first = snapshot.read_page(self.query, self.order, self.after, 1)?;
        let last = snapshot.read_page(self.query, back, None, 1)?;
        let (Some(first), Some(last)) = (first.hits.first(), last.hits.first()) else { return Ok(None) };
        // Moments before which not more posts stand than are to be skipped, and more.
        let (mut near, mut skipped, mut far) = (first.key.time, 0, last.key.time);
        // Where the offset reaches into the last millisecond, no bisection is needed.
        let before_last = self.count_before(snapshot, far)?;
        if before_last <= offset {
            (near, skipped) = (far, before_last);
        }
        // Neighbouring milliseconds cannot be halved: posts of one moment have to be walked.
        while offset - skipped > self.walk && near.abs_diff(far) > 1 {
            let middle = near.midpoint(far);
            let before = self.count_before(snapshot, middle)?;
            if before <= offset {
                (near, skipped) = (middle, before);
            } else {
                far = middle;
            }
        }
        let key = match self.order {
            // The cursor lies before all posts of `near`, as `count_before` leaves these out too.
            Sort::Oldest => Key { time: near - 1, id: i64::MAX },
            Sort::Latest | Sort::Top => Key { time: near + 1, id: i64::MIN },
        };
        Ok(Some((Cursor { notes: None, key }, offset - skipped)))
    }

    /// How many posts come before every post of this millisecond.
    fn count_before(&self, snapshot: &mut Snapshot<'_, '_>, time: i64) -> Result<usize> {
        // The list may begin at a bound; posts before it are not part of the offset.
        let start = self.after.map(|after| after.key.time);
        let range = match self.order {
            Sort::Oldest => Expr::Time { from: start.map_or(i64::MIN, |start| start + 1), until: time },
            Sort::Latest | Sort::Top => Expr::Time { from: time + 1, until: start.unwrap_or(i64::MAX) },
        };
        let expr = Expr::And(vec![self.query.expr.clone(), range]);
        let count = snapshot.count_hits(&Query { expr, scope: self.query.scope.clone() })?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests;
