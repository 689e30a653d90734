//! Evaluating a plan in one bucket.

use crate::directory::Span;
use crate::plan::{Node, Plan};
use crate::storage::CHUNK;
use crate::{Bitmap, Times};
use std::borrow::Cow;

/// A set of slots or, as NOT makes one, everything but a set.
enum Set<'a> {
    In(Cow<'a, Bitmap>),
    Out(Cow<'a, Bitmap>),
}

/// What is known of a bucket.
pub(crate) struct View<'a> {
    /// Blocks by the plan's ids, absent where empty.
    pub blocks: &'a [Option<Bitmap>],
    /// The times its posts can have.
    pub span: Span,
    /// All its slot times, where a range of time cuts it; see [`cut`].
    pub times: Option<&'a [Times]>,
}

/// The slots of the bucket that the plan selects.
pub(crate) fn evaluate(plan: &Plan, view: &View<'_>) -> Bitmap {
    match view.set(&plan.root) {
        Set::In(bitmap) => bitmap.into_owned(),
        // A plan's root is bounded, and a bounded set is never everything but another.
        Set::Out(_) => Bitmap::new(),
    }
}

/// Whether a range of the plan holds some of the bucket's possible times but not all.
pub(crate) fn cut_by_time(node: &Node, span: Span) -> bool {
    match node {
        Node::Full | Node::Leaf(_) => false,
        Node::Time { from, until } => span.within(*from, *until).is_none(),
        Node::And(parts) | Node::Or(parts) => parts.iter().any(|part| cut_by_time(part, span)),
        Node::Not(part) => cut_by_time(part, span),
    }
}

/// Whether a bucket can have hits, given which of the plan's ids have a block in it.
pub(crate) fn is_possible(node: &Node, span: Span, has: &impl Fn(usize) -> bool) -> bool {
    match node {
        // Without its blocks nothing is known of a negation, so the bucket must be looked at.
        Node::Full | Node::Not(_) => true,
        Node::Leaf(leaf) => leaf.iter().any(|&at| has(at)),
        Node::Time { from, until } => span.within(*from, *until) != Some(false),
        Node::And(parts) => parts.iter().all(|part| is_possible(part, span, has)),
        Node::Or(parts) => parts.iter().any(|part| is_possible(part, span, has)),
    }
}

impl<'a> View<'a> {
    fn set(&self, node: &Node) -> Set<'a> {
        match node {
            Node::Full => Set::Out(Cow::Owned(Bitmap::new())),
            Node::Leaf(leaf) => Set::In(self.union(leaf)),
            Node::Time { from, until } => self.time(*from, *until),
            Node::Not(part) => match self.set(part) {
                Set::In(bitmap) => Set::Out(bitmap),
                Set::Out(bitmap) => Set::In(bitmap),
            },
            Node::And(parts) => self.all(parts),
            Node::Or(parts) => self.any(parts),
        }
    }

    fn union(&self, leaf: &[usize]) -> Cow<'a, Bitmap> {
        let blocks = self.blocks;
        let mut present = leaf.iter().filter_map(|&at| blocks.get(at)?.as_ref());
        let Some(first) = present.next() else { return Cow::Owned(Bitmap::new()) };
        // A leaf of one block, the common case, is borrowed and never copied.
        present.fold(Cow::Borrowed(first), |mut union, block| {
            union.to_mut().or_assign(block);
            union
        })
    }

    fn time(&self, from: i64, until: i64) -> Set<'a> {
        match self.span.within(from, until) {
            // Everything but nothing: no slot of the bucket has to be listed.
            Some(true) => Set::Out(Cow::Owned(Bitmap::new())),
            Some(false) => Set::In(Cow::Owned(Bitmap::new())),
            None => {
                let start = self.span.month_start;
                let chunks = (0..).step_by(usize::from(CHUNK)).zip(self.times.unwrap_or_default());
                let slots = chunks.flat_map(|(base, times)| (base..).zip(&times.0));
                let inside = slots
                    .filter(|(_, time)| (from..until).contains(&(start + i64::from(**time))))
                    .filter_map(|(slot, _): (usize, _)| u16::try_from(slot).ok());
                Set::In(Cow::Owned(Bitmap::from_sorted(inside.collect())))
            }
        }
    }

    fn all(&self, parts: &[Node]) -> Set<'a> {
        let mut kept: Option<Cow<'a, Bitmap>> = None;
        let mut gone: Option<Cow<'a, Bitmap>> = None;
        for part in parts {
            match self.set(part) {
                Set::In(bitmap) => {
                    let both = match kept {
                        Some(kept) => Cow::Owned(kept.and(&bitmap)),
                        None => bitmap,
                    };
                    // Nothing that follows can add to an AND, so the other parts are not evaluated.
                    if both.is_empty() {
                        return Set::In(both);
                    }
                    kept = Some(both);
                }
                Set::Out(bitmap) => gone = Some(join_bitmaps(gone, bitmap)),
            }
        }
        match (kept, gone) {
            (Some(kept), None) => Set::In(kept),
            (Some(kept), Some(gone)) => Set::In(Cow::Owned(kept.and_not(&gone))),
            (None, gone) => Set::Out(gone.unwrap_or_default()),
        }
    }

    fn any(&self, parts: &[Node]) -> Set<'a> {
        let mut kept: Option<Cow<'a, Bitmap>> = None;
        let mut gone: Option<Cow<'a, Bitmap>> = None;
        for part in parts {
            match self.set(part) {
                Set::In(bitmap) => kept = Some(join_bitmaps(kept, bitmap)),
                Set::Out(bitmap) => {
                    gone = Some(match gone {
                        Some(gone) => Cow::Owned(gone.and(&bitmap)),
                        None => bitmap,
                    });
                }
            }
        }
        match (kept, gone) {
            (kept, None) => Set::In(kept.unwrap_or_default()),
            (None, Some(gone)) => Set::Out(gone),
            (Some(kept), Some(gone)) => Set::Out(Cow::Owned(gone.and_not(&kept))),
        }
    }
}

fn join_bitmaps<'a>(sum: Option<Cow<'a, Bitmap>>, more: Cow<'a, Bitmap>) -> Cow<'a, Bitmap> {
    match sum {
        None => more,
        Some(mut sum) => {
            sum.to_mut().or_assign(&more);
            sum
        }
    }
}
