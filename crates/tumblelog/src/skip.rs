//! Offsets over the index. A page after `n` posts is found without reading them: up to a few thousand places are
//! walked; beyond that, counts of the index tell at which moment to begin, and only the rest is walked.

use crate::Result;
use index::{Cache, Cursor, Expr, Key, Order, PAGE_MAX, Page, Query};
use store::Tx;

/// The page that begins after `offset` posts that follow `after`. Costs at most about twenty counts of the selection
/// and a walk over 5,000 places; where more posts than that share one millisecond, a walk over those.
pub(crate) fn page(
    tx: &mut Tx<'_>,
    cache: &Cache,
    query: &Query,
    order: Order,
    after: Option<Cursor>,
    offset: u64,
    limit: usize,
) -> Result<Page> {
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    let (after, mut left) = match order {
        Order::Latest | Order::Oldest if offset > PAGE_MAX => {
            match jump(tx, cache, query, order, after, offset)? {
                Some((after, left)) => (Some(after), left),
                None => return Ok(Page::default()),
            }
        }
        _ => (after, offset),
    };
    let mut after = after;
    while left > 0 {
        let step = index::page(tx, cache, query, order, after, left.min(PAGE_MAX))?;
        left -= step.hits.len().min(left);
        match step.next {
            Some(next) => after = Some(next),
            None => return Ok(Page::default()),
        }
    }
    Ok(index::page(tx, cache, query, order, after, limit)?)
}

/// A place not more than `offset` posts on, as near to it as counting makes worth while, and how many posts are left
/// to skip from there; `None` for an empty list.
fn jump(
    tx: &mut Tx<'_>,
    cache: &Cache,
    query: &Query,
    order: Order,
    after: Option<Cursor>,
    offset: usize,
) -> Result<Option<(Cursor, usize)>> {
    let first = index::page(tx, cache, query, order, after, 1)?;
    let back = if order == Order::Oldest { Order::Latest } else { Order::Oldest };
    let last = index::page(tx, cache, query, back, None, 1)?;
    let (Some(first), Some(last)) = (first.hits.first(), last.hits.first()) else { return Ok(None) };
    // Moments before which not more posts stand than are to be skipped, and more.
    let (mut near, mut skipped, mut far) = (first.key.time, 0, last.key.time);
    let before_last = count(tx, cache, query, order, after, far)?;
    if before_last <= offset {
        (near, skipped) = (far, before_last);
    }
    while offset - skipped > PAGE_MAX && near.abs_diff(far) > 1 {
        let middle = near.midpoint(far);
        let before = count(tx, cache, query, order, after, middle)?;
        if before <= offset {
            (near, skipped) = (middle, before);
        } else {
            far = middle;
        }
    }
    let key = match order {
        Order::Oldest => Key { time: near - 1, id: i64::MAX },
        Order::Latest | Order::Top => Key { time: near + 1, id: i64::MIN },
    };
    Ok(Some((Cursor { notes: None, key }, offset - skipped)))
}

/// How many posts after `after` come before every post of this millisecond.
fn count(
    tx: &mut Tx<'_>,
    cache: &Cache,
    query: &Query,
    order: Order,
    after: Option<Cursor>,
    time: i64,
) -> Result<usize> {
    let range = match order {
        Order::Oldest => Expr::Time { from: after.map_or(i64::MIN, |after| after.key.time + 1), until: time },
        _ => Expr::Time { from: time + 1, until: after.map_or(i64::MAX, |after| after.key.time) },
    };
    let expr = Expr::And(vec![query.expr.clone(), range]);
    let count = index::count(tx, cache, &Query { expr, scope: query.scope.clone() })?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
