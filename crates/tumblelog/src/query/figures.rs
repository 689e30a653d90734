//! The figures of a whole list, where some of its posts had to be looked at one by one.

use crate::Result;
use crate::query::post_filter::{Candidates, FilterVerdict, PostFilter};
use crate::snapshot::Snapshot;
use index::{Class, Expr, Facet, Summary};
use model::{Time, Withheld};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Figures, and how good they are.
pub(crate) struct ListFigures {
    /// Exact, or where `most` is set: the total is the least there can be, everything else the most.
    pub summary: Summary,
    /// The most posts there can be, where their number is not exact.
    pub most: Option<u64>,
}

/// The figures of the verifier's list.
pub(crate) fn read_figures(
    snapshot: &mut Snapshot<'_, '_>,
    verifier: &mut PostFilter<'_>,
    scope: &[Class],
    doubts: &Candidates,
) -> Result<ListFigures> {
    // Not all candidates were read, so the counts come from the upper bound and are maxima.
    if !doubts.complete {
        let mut summary =
            index::read_summary(snapshot.tx, snapshot.cache, &verifier.upper_query(scope, &[]))?;
        let count = verifier.count(snapshot, &[], doubts, |_| true)?;
        summary.total = count.least;
        return Ok(ListFigures { summary, most: count.most });
    }
    let mut summary = index::read_summary(snapshot.tx, snapshot.cache, &verifier.lower_query(scope, &[]))?;
    let held = doubts.looked_at.iter().filter(|verdict| verdict.holds);
    add_to_summary(&mut summary, held);
    Ok(ListFigures { summary, most: None })
}

fn add_to_summary<'a>(summary: &mut Summary, posts: impl Iterator<Item = &'a FilterVerdict>) {
    let mut months: BTreeMap<_, _> = summary.months.iter().copied().collect();
    for post in posts {
        summary.total += 1;
        summary.robots += u64::from(post.robot);
        summary.copies += u64::from(post.copy);
        summary.first = Some(summary.first.map_or(post.time, |first| first.min(post.time)));
        summary.last = Some(summary.last.map_or(post.time, |last| last.max(post.time)));
        *months.entry(Time(post.time).month()).or_default() += 1;
        one_more(&mut summary.types, post.kind);
        one_more(&mut summary.langs, post.lang);
    }
    summary.months = months.into_iter().collect();
    // Added posts can change the ranks; ties go by the value, so that the order is stable.
    summary.types.sort_by_key(|&(kind, count)| (Reverse(count), kind));
    summary.langs.sort_by_key(|&(lang, count)| (Reverse(count), lang));
}

fn one_more<T: PartialEq>(counts: &mut Vec<(T, u64)>, of: T) {
    match counts.iter_mut().find(|(known, _)| *known == of) {
        Some((_, count)) => *count += 1,
        None => counts.push((of, 1)),
    }
}

/// Posts that the list would show and does not, by the reason recorded; whether these are the most there can be
/// rather than exact.
pub(crate) fn count_withheld(
    snapshot: &mut Snapshot<'_, '_>,
    verifier: &mut PostFilter<'_>,
) -> Result<(Vec<(Withheld, u64)>, bool)> {
    let scope = [Class::Withheld];
    if snapshot.count_hits(&verifier.upper_query(&scope, &[]))? == 0 {
        return Ok((Vec::new(), false));
    }
    let doubts = verifier.find_candidates(snapshot, &scope)?;
    let mut counts = Vec::new();
    for reason in Withheld::ALL {
        let filter = [Expr::Facet(Facet::Reason(*reason))];
        let told = |holds: bool| {
            let of = |verdict: &&FilterVerdict| verdict.withheld == Some(*reason) && verdict.holds == holds;
            doubts.looked_at.iter().filter(of).count() as u64
        };
        let count = if doubts.complete {
            snapshot.count_hits(&verifier.lower_query(&scope, &filter))? + told(true)
        } else {
            snapshot.count_hits(&verifier.upper_query(&scope, &filter))?.saturating_sub(told(false))
        };
        if count > 0 {
            counts.push((*reason, count));
        }
    }
    Ok((counts, !doubts.complete))
}
