//! How complete a view is: where its posts came from, what could not be read, what is withheld, what is placed only
//! roughly. Every number is an exact count, or told to be the most there can be; what
//! cannot be known is said and not guessed.

use crate::condition::Compiled;
use crate::verify::{self, Doubts, Verdict, Verifier};
use crate::{Result, Site, expression, figures, listing};
use index::{Cache, Class, Expr, Facet, Order};
use model::time::Month;
use model::{Origin, Precision, Time, Withheld};
use store::Tx;
use store::runs::{self, Read};

/// Runs of imports that are looked at one by one, those that added most posts first. The others' posts are counted
/// together, so that the cost has a bound and no post is left out.
pub const RUNS_COUNTED: usize = 100;
/// Flawed runs that are named; more are counted.
const FLAWED_NAMED: i64 = 20;
/// Spans without posts that are named, the longest first; more are counted.
const QUIET_NAMED: usize = 5;

/// How posts came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Came {
    /// Written here by people.
    People,
    /// Sent through the API by programs of people.
    Api,
    /// Taken from feeds.
    Feeds,
    /// Brought by a run of an import.
    Run(Box<Read>),
    /// Brought by imports that are not looked at one by one; when there are none of those, by imports from before
    /// runs were recorded.
    OtherImports {
        /// Runs that may be among them.
        runs: u64,
    },
}

/// Posts of a view that came in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// In which.
    pub came: Came,
    /// How many.
    pub posts: u64,
    /// Publish time of the first and the latest.
    pub reach: Option<(Time, Time)>,
}

/// What imports could not read, wherever it would have stood: a record that was not read has no place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flaws {
    /// Runs with faults, or cut short, or still going on.
    pub runs: u64,
    /// Records and files that they could not read or keep.
    pub faults: u64,
    /// The newest of those runs, at most 20.
    pub named: Vec<Read>,
}

/// Months without a post between months with posts. Nothing says that anything is missing there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quiet {
    /// How many months.
    pub months: u64,
    /// In how many spans.
    pub spans: u64,
    /// The longest spans by their first and last month, longest first, at most 5.
    pub longest: Vec<(Month, Month)>,
}

/// How complete a view is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The view as a query.
    pub query: String,
    /// When this was counted.
    pub at: Time,
    /// Posts in the view.
    pub total: u64,
    /// More posts than could be looked at may or may not hold a phrase of the query: every count of posts here is the
    /// most there can be. Otherwise all are exact.
    pub at_most: bool,
    /// Publish time of the first and the latest.
    pub reach: Option<(Time, Time)>,
    /// Where they came from, most posts first. Their posts add up to the total.
    pub sources: Vec<SourceLine>,
    /// Reblogs without words of their own that are counted as notes of their roots and not shown; none where the view
    /// shows them.
    pub bare: u64,
    /// Posts that would stand here and are withheld, by reason.
    pub withheld: Vec<(Withheld, u64)>,
    /// Posts whose time is known only so precisely, of those brought by recorded runs.
    pub coarse: Vec<(Precision, u64)>,
    /// Months without posts.
    pub quiet: Quiet,
    /// What could not be read.
    pub flaws: Flaws,
}

impl Site {
    /// How complete the view of a query is. An empty query is the whole site.
    ///
    /// # Errors
    /// [`crate::Error::Query`] with the place of a mistake.
    pub async fn coverage(&self, query: &str) -> Result<Coverage> {
        let at = self.clock().now();
        let parsed = tag::query::parse(query, at)?;
        let text = query.trim().to_owned();
        let cache = self.store.cache().clone();
        self.store
            .read(move |tx| {
                let whole = expression::compile(tx, &parsed)?;
                let mut verifier = Verifier::new(tx, &cache, &whole);
                let doubts = verifier.doubts(tx, &whole.scope)?;
                read(tx, View { cache: &cache, whole: &whole, verifier, doubts }, &text, at)
            })
            .await
    }
}

/// The view that is counted.
struct View<'a> {
    cache: &'a Cache,
    whole: &'a Compiled,
    verifier: Verifier<'a>,
    doubts: Doubts,
}

impl View<'_> {
    /// Posts of the view that pass a filter, which `passes` tells of one that was looked at; or the most there can be.
    fn count(&mut self, tx: &mut Tx<'_>, further: Expr, passes: impl Fn(&Verdict) -> bool) -> Result<u64> {
        let count = self.verifier.count(tx, &[further], &self.doubts, passes)?;
        Ok(count.most.unwrap_or(count.least))
    }

    /// Publish times of the first and the latest.
    fn reach(&mut self, tx: &mut Tx<'_>, further: &Expr) -> Result<Option<(Time, Time)>> {
        let filter = std::slice::from_ref(further);
        let mut end = |order| -> Result<Option<Time>> {
            let page = self.verifier.page(tx, filter, order, None, 1)?;
            Ok(page.hits.first().map(|hit| Time(hit.key.time)))
        };
        Ok(end(Order::Oldest)?.zip(end(Order::Latest)?))
    }

    fn line(
        &mut self,
        tx: &mut Tx<'_>,
        came: Came,
        further: &Expr,
        passes: impl Fn(&Verdict) -> bool,
    ) -> Result<Option<SourceLine>> {
        let posts = self.count(tx, further.clone(), passes)?;
        if posts == 0 {
            return Ok(None);
        }
        Ok(Some(SourceLine { came, posts, reach: self.reach(tx, further)? }))
    }

    /// Reblogs without words that the view does not show, or the most there can be.
    fn bare(&mut self, tx: &mut Tx<'_>) -> Result<u64> {
        let scope = [Class::Bare];
        if self.whole.scope.contains(&Class::Bare) {
            return Ok(0);
        }
        let doubts = self.verifier.doubts(tx, &scope)?;
        let held = doubts.looked_at.iter().filter(|verdict| verdict.holds).count() as u64;
        if doubts.complete {
            return Ok(index::count(tx, self.cache, &self.verifier.lower(&scope, &[]))? + held);
        }
        let refuted = doubts.looked_at.len() as u64 - held;
        Ok(index::count(tx, self.cache, &self.verifier.upper(&scope, &[]))?.saturating_sub(refuted))
    }
}

fn read(tx: &mut Tx<'_>, mut view: View<'_>, text: &str, at: Time) -> Result<Coverage> {
    let scope = view.whole.scope.as_slice();
    let figures = figures::figures(tx, view.cache, &mut view.verifier, scope, &view.doubts)?;
    let counted = figures.summary;
    let mut coarse = Vec::new();
    for precision in [Precision::Minute, Precision::Hour, Precision::Day, Precision::Month, Precision::Year] {
        // Only of posts that a recorded run brought is the precision a facet.
        let passes = |verdict: &Verdict| verdict.run.is_some() && verdict.precision == precision;
        let posts = view.count(tx, Expr::Facet(Facet::Precision(precision)), passes)?;
        coarse.extend((posts > 0).then_some((precision, posts)));
    }
    let (withheld, withheld_at_most) = figures::withheld(tx, view.cache, &mut view.verifier)?;
    let (runs, faults) = runs::flaws(tx)?;
    Ok(Coverage {
        query: text.to_owned(),
        at,
        total: figures.most.unwrap_or(counted.total),
        at_most: figures.most.is_some() || withheld_at_most,
        reach: counted.first.zip(counted.last).map(|(first, last)| (Time(first), Time(last))),
        sources: sources(tx, &mut view)?,
        bare: view.bare(tx)?,
        withheld,
        coarse,
        quiet: quiet(&listing::without_gaps(&counted.months)),
        flaws: Flaws { runs, faults, named: runs::flawed(tx, FLAWED_NAMED)? },
    })
}

fn sources(tx: &mut Tx<'_>, view: &mut View<'_>) -> Result<Vec<SourceLine>> {
    let origin = |origin| Expr::Facet(Facet::Origin(origin));
    let mut lines = Vec::new();
    for (came, of) in [(Came::People, Origin::Person), (Came::Api, Origin::Api), (Came::Feeds, Origin::Feed)]
    {
        lines.extend(view.line(tx, came, &origin(of), |verdict| verdict.origin == of)?);
    }
    let import = |verdict: &Verdict| verdict.origin == Origin::Import;
    let imported = view.count(tx, origin(Origin::Import), import)?;
    let mut told = 0;
    let mut looked_at = Vec::new();
    if imported > 0 {
        for run in runs::greatest(tx, i64::try_from(RUNS_COUNTED).unwrap_or(i64::MAX))? {
            let id = run.run.id;
            let facet = Expr::Facet(Facet::Run(id));
            let brought = |verdict: &Verdict| verdict.run == Some(id);
            if let Some(line) = view.line(tx, Came::Run(Box::new(run)), &facet, brought)? {
                told += line.posts;
                lines.push(line);
            }
            looked_at.push(id);
        }
    }
    if told < imported {
        let runs = runs::bringing(tx)?.saturating_sub(looked_at.len() as u64);
        let named = verify::any(looked_at.iter().map(|id| Facet::Run(*id)));
        let rest = Expr::And(vec![origin(Origin::Import), Expr::Not(Box::new(named))]);
        let other =
            |verdict: &Verdict| import(verdict) && verdict.run.is_none_or(|run| !looked_at.contains(&run));
        lines.extend(view.line(tx, Came::OtherImports { runs }, &rest, other)?);
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.posts));
    Ok(lines)
}

fn quiet(months: &[(Month, u64)]) -> Quiet {
    let mut spans: Vec<(u64, Month, Month)> = Vec::new();
    let mut before = true;
    for (month, posts) in months {
        let empty = *posts == 0;
        match spans.last_mut() {
            Some((length, _, last)) if empty && before => (*length, *last) = (*length + 1, *month),
            _ if empty => spans.push((1, *month, *month)),
            _ => {}
        }
        before = empty;
    }
    let (total, count) = (spans.iter().map(|(length, ..)| length).sum(), spans.len() as u64);
    spans.sort_by(|a, b| (b.0, b.2).cmp(&(a.0, a.2)));
    let longest = spans.into_iter().take(QUIET_NAMED).map(|(_, first, last)| (first, last)).collect();
    Quiet { months: total, spans: count, longest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_without_posts_are_found_between_months_with_posts() {
        let month = |n: i8| Month { year: 2024, month: n };
        let months: Vec<_> =
            [3, 0, 1, 0, 0, 2].iter().zip(1..).map(|(posts, n)| (month(n), *posts)).collect();
        let found = quiet(&months);
        assert_eq!((found.months, found.spans), (3, 2));
        assert_eq!(found.longest, [(month(4), month(5)), (month(2), month(2))]);
        assert_eq!(quiet(&[]), Quiet::default());
    }
}
