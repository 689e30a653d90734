//! How complete a view is: where its posts came from, what could not be read, what is withheld, what is placed only
//! roughly. Every number is an exact count
//! wherever a list's own is; what cannot be known is said and not guessed.

use crate::query::condition::Compiled;
use crate::query::cost;
use crate::query::post_filter::{Candidates, Count, FilterVerdict, PostFilter};
use crate::query::{expression, figures, listing};
use crate::snapshot::Snapshot;
use crate::{Result, Site};
use index::{Class, Expr, Facet, Sort};
use model::time::Month;
use model::{Origin, Precision, Time, Withheld};
use store::import_runs::RunRecord;
use store::{import_runs, tombstones};

/// Runs of imports that are looked at one by one, those that added most posts first. The others' posts are counted
/// together, so that the cost has a bound and no post is left out.
pub const RUNS_COUNTED: usize = 100;
/// Deleted posts that are counted; where there are so many there may be more.
pub const DELETED: u64 = 100_000;
/// How often the figures go over the whole list, runs of imports left out: these hold but a part of it each.
const PASSES: u64 = 16;
/// Flawed runs that are named; more are counted.
const FLAWED_NAMED: i64 = 20;
/// Spans without posts that are named, the longest first; more are counted.
const QUIET_NAMED: usize = 5;

/// How posts came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CoverageSource {
    /// Written here by people.
    People,
    /// Sent through the API by programs of people.
    Api,
    /// Taken from feeds.
    Feeds,
    /// Brought by a run of an import.
    Run(Box<RunRecord>),
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
    pub came: CoverageSource,
    /// How many. Exact, or where `most` is set: at least so many.
    pub posts: u64,
    /// At most so many, where more posts are doubtful than a request looks at.
    pub most: Option<u64>,
    /// Publish time of the first and the latest, of those counted in `posts`.
    pub reach: Option<(Time, Time)>,
}

/// What imports could not read, wherever it would have stood: a record that was not read has no place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportFaults {
    /// Runs with faults, or cut short, or still going on.
    pub runs: u64,
    /// Records of which no post came.
    pub faults: u64,
    /// Parts that are missing from posts that were kept.
    pub lost_parts: u64,
    /// Files of posts that were kept without them.
    pub missing_files: u64,
    /// The newest of those runs, at most 20.
    pub named: Vec<RunRecord>,
}

/// Months without a post between months with posts. Nothing says that anything is missing there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CoverageGap {
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
    /// Posts in the view. Exact, or where `most` is set: at least so many.
    pub total: u64,
    /// At most so many, where more posts are doubtful than a request looks at; `None` where every count is exact.
    pub most: Option<u64>,
    /// Publish time of the first and the latest.
    pub reach: Option<(Time, Time)>,
    /// Where they came from, most posts first. Their posts add up to the total.
    pub sources: Vec<SourceLine>,
    /// Reblogs without words of their own that are counted as notes of their roots and not shown; none where the view
    /// shows them.
    pub bare: u64,
    /// At most so many of these, where not all of them could be looked at.
    pub bare_most: Option<u64>,
    /// Posts of the view that are duplicates of earlier ones: a list hides each under the first of its cluster that it holds.
    pub copies: u64,
    /// Posts that would stand here and are withheld, by reason.
    pub withheld: Vec<(Withheld, u64)>,
    /// The counts of `withheld` are the most there can be, not exact.
    pub withheld_at_most: bool,
    /// Posts whose time is known only so precisely, of those brought by recorded runs.
    pub coarse: Vec<(Precision, u64)>,
    /// Months without posts.
    pub quiet: CoverageGap,
    /// What could not be read.
    pub flaws: ImportFaults,
    /// Posts that were deleted after they were published, on the whole site: nothing of what they said is kept, so that
    /// nobody can say in which views they stood. Counted up to [`DELETED`].
    pub deleted: u64,
}

impl Site {
    /// How complete the view of a query is. An empty query is the whole site.
    ///
    /// # Errors
    /// [`crate::Error::Query`] with the place of a mistake.
    pub async fn read_coverage(&self, query: &str) -> Result<Coverage> {
        let parsed = tag::query::parse(query, self.clock().now())?;
        let text = query.trim().to_owned();
        let budget = self.read_budget;
        self.read_expensive_snapshot(Some(cost::TIME_BUDGET), move |snapshot| {
            let whole = expression::compile_query(snapshot, &parsed)?;
            // Before the first block is read, so that a refused request costs nearly nothing.
            budget.ensure_affordable(snapshot, &whole, PASSES)?;
            read_coverage_in(snapshot, &whole, &text)
        })
        .await
    }
}

/// The view that is counted, with those of its posts that had to be looked at one by one.
struct View<'a> {
    verifier: PostFilter<'a>,
    doubts: Candidates,
    scope: &'a [Class],
}

/// A part of a view: as the index tells it, and of a post that was looked at.
type ViewPart<'p> = (Expr, &'p dyn Fn(&FilterVerdict) -> bool);

impl View<'_> {
    fn count_part(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        (further, is_of): &ViewPart<'_>,
    ) -> Result<Count> {
        self.verifier.count(snapshot, std::slice::from_ref(further), &self.doubts, is_of)
    }

    /// Publish times of the first and the latest, among the posts that are in the view for certain.
    fn part_time_span(
        &self,
        snapshot: &mut Snapshot<'_, '_>,
        (further, is_of): &ViewPart<'_>,
    ) -> Result<Option<(Time, Time)>> {
        let query = self.verifier.lower_query(self.scope, std::slice::from_ref(further));
        let mut times: Vec<i64> = Vec::new();
        // The ends of the list are its first hits from either side; no summary of all posts is
        // needed.
        for order in [Sort::Oldest, Sort::Latest] {
            let page = snapshot.read_page(&query, order, None, 1)?;
            times.extend(page.hits.first().map(|hit| hit.key.time));
        }
        // The lower bound leaves candidates out, and one that holds can be the earliest or latest.
        times.extend(
            self.doubts.looked_at.iter().filter(|post| post.holds && is_of(post)).map(|post| post.time),
        );
        Ok(times.iter().min().zip(times.iter().max()).map(|(first, last)| (Time(*first), Time(*last))))
    }

    fn source_line(
        &mut self,
        snapshot: &mut Snapshot<'_, '_>,
        came: CoverageSource,
        part: &ViewPart<'_>,
    ) -> Result<Option<SourceLine>> {
        let count = self.count_part(snapshot, part)?;
        // Zero with an upper bound is not certain, so such a line stays.
        if count.least == 0 && count.most.is_none() {
            return Ok(None);
        }
        Ok(Some(SourceLine {
            came,
            posts: count.least,
            most: count.most,
            reach: self.part_time_span(snapshot, part)?,
        }))
    }
}

fn read_coverage_in(snapshot: &mut Snapshot<'_, '_>, whole: &Compiled, text: &str) -> Result<Coverage> {
    // One filter for all figures: its verdicts are kept, so each candidate is read once.
    let mut verifier = PostFilter::new(whole);
    let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
    let counted = figures::read_figures(snapshot, &mut verifier, &whole.scope, &doubts)?;
    let (withheld, withheld_at_most) = figures::count_withheld(snapshot, &mut verifier)?;
    let mut view = View { verifier, doubts, scope: &whole.scope };
    let summary = counted.summary;
    let mut coarse = Vec::new();
    use Precision::{Day, Hour, Minute, Month, Unknown, Year};
    for precision in [Minute, Hour, Day, Month, Year, Unknown] {
        // Only posts of recorded runs carry the facet; the check of a candidate must match it.
        let is_of = move |post: &FilterVerdict| post.run.is_some() && post.precision == precision;
        let posts = view.count_part(snapshot, &(Expr::Facet(Facet::Precision(precision)), &is_of))?.least;
        coarse.extend((posts > 0).then_some((precision, posts)));
    }
    let (runs, [faults, lost_parts, missing_files]) = import_runs::count_faults(snapshot.tx)?;
    let bare = count_bare_reblogs(snapshot, whole)?;
    Ok(Coverage {
        query: text.to_owned(),
        at: snapshot.now,
        total: summary.total,
        most: counted.most,
        reach: summary.first.zip(summary.last).map(|(first, last)| (Time(first), Time(last))),
        sources: list_sources(snapshot, &mut view)?,
        copies: view.count_part(snapshot, &(Expr::Facet(Facet::Copy), &|post| post.copy))?.least,
        bare: bare.least,
        bare_most: bare.most,
        withheld,
        withheld_at_most,
        coarse,
        quiet: find_gaps(&listing::without_gaps(&summary.months)),
        flaws: ImportFaults {
            runs,
            faults,
            lost_parts,
            missing_files,
            named: import_runs::list_faulty_runs(snapshot.tx, FLAWED_NAMED)?,
        },
        deleted: u64::try_from(tombstones::count_tombstones(
            snapshot.tx,
            i64::try_from(DELETED).unwrap_or(i64::MAX),
        )?)
        .unwrap_or(0),
    })
}

/// Reblogs without words that meet the condition and are not among the view's posts.
fn count_bare_reblogs(snapshot: &mut Snapshot<'_, '_>, whole: &Compiled) -> Result<Count> {
    if whole.scope.contains(&Class::Bare) {
        return Ok(Count { least: 0, most: None });
    }
    // The same condition in another class has its own candidates, so it needs a filter of its own.
    let bare = Compiled { condition: whole.condition.clone(), scope: vec![Class::Bare] };
    let mut verifier = PostFilter::new(&bare);
    let doubts = verifier.find_candidates(snapshot, &bare.scope)?;
    verifier.count(snapshot, &[], &doubts, |_| true)
}

fn list_sources(snapshot: &mut Snapshot<'_, '_>, view: &mut View<'_>) -> Result<Vec<SourceLine>> {
    let origin = |origin| Expr::Facet(Facet::Origin(origin));
    let mut lines = Vec::new();
    for (came, of) in [
        (CoverageSource::People, Origin::Person),
        (CoverageSource::Api, Origin::Api),
        (CoverageSource::Feeds, Origin::Feed),
    ] {
        lines.extend(view.source_line(snapshot, came, &(origin(of), &|post| post.origin == of))?);
    }
    let imported =
        view.count_part(snapshot, &(origin(Origin::Import), &|post| post.origin == Origin::Import))?;
    if imported.least > 0 || imported.most.is_some() {
        list_import_sources(snapshot, view, imported, &mut lines)?;
    }
    lines.sort_by_key(|line| std::cmp::Reverse(line.posts));
    Ok(lines)
}

/// Run by run as far as runs are looked at one by one, and the rest together.
fn list_import_sources(
    snapshot: &mut Snapshot<'_, '_>,
    view: &mut View<'_>,
    imported: Count,
    lines: &mut Vec<SourceLine>,
) -> Result<()> {
    let mut told = 0;
    let mut looked_at = Vec::new();
    for run in import_runs::list_greatest_runs(snapshot.tx, i64::try_from(RUNS_COUNTED).unwrap_or(i64::MAX))?
    {
        let id = run.run.id;
        looked_at.push(id);
        let part = (Expr::Facet(Facet::Run(id)), &move |post: &FilterVerdict| post.run == Some(id));
        if let Some(line) =
            view.source_line(snapshot, CoverageSource::Run(Box::new(run)), &(part.0, part.1))?
        {
            told += line.posts;
            lines.push(line);
        }
    }
    // Runs that are not listed, or posts from before runs were recorded, make up the rest.
    if told < imported.least || imported.most.is_some() {
        let runs = import_runs::count_runs_with_posts(snapshot.tx)?.saturating_sub(looked_at.len() as u64);
        let known = Expr::Or(looked_at.iter().map(|id| Expr::Facet(Facet::Run(*id))).collect());
        // The rest is an expression and not a subtraction, because it needs a time span of its own.
        let rest = Expr::And(vec![Expr::Facet(Facet::Origin(Origin::Import)), Expr::Not(Box::new(known))]);
        let is_of = |post: &FilterVerdict| {
            post.origin == Origin::Import && post.run.is_none_or(|run| !looked_at.contains(&run))
        };
        lines.extend(view.source_line(snapshot, CoverageSource::OtherImports { runs }, &(rest, &is_of))?);
    }
    Ok(())
}

fn find_gaps(months: &[(Month, u64)]) -> CoverageGap {
    let mut spans: Vec<(u64, Month, Month)> = Vec::new();
    // The first month always has posts, so the start value opens no gap.
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
    spans.sort_by_key(|(length, _, last)| std::cmp::Reverse((*length, *last)));
    let longest = spans.into_iter().take(QUIET_NAMED).map(|(_, first, last)| (first, last)).collect();
    CoverageGap { months: total, spans: count, longest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_without_posts_are_found_between_months_with_posts() {
        let month = |n: i8| Month { year: 2024, month: n };
        let months: Vec<_> =
            [3, 0, 1, 0, 0, 2].iter().zip(1..).map(|(posts, n)| (month(n), *posts)).collect();
        let found = find_gaps(&months);
        assert_eq!((found.months, found.spans), (3, 2));
        assert_eq!(found.longest, [(month(4), month(5)), (month(2), month(2))]);
        assert_eq!(find_gaps(&[]), CoverageGap::default());
    }
}
