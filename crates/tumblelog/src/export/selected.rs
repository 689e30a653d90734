//! What an export selects, counted exactly from the index in the snapshot that is exported.

use crate::export::hide;
use crate::export::pseudonym::PseudonymKey;
use crate::export::subject_rows::{ManifestLink, Spelling, Subject};
use crate::query::condition::Compiled;
use crate::query::figures;
use crate::query::post_filter::{Candidates, PostFilter};
use crate::snapshot::Snapshot;
use crate::{Error, Result};
use index::{Class, Expr, Facet, Query, Sort};
use model::{BlogName, Invalid, LinkFamily, Origin, Time, Withheld};
use std::collections::HashSet;
use store::import_runs::RunRecord;
use store::{Tx, import_runs, subject_links, subject_members};
use tag::query;
use tag::query::Term;

/// Posts read for an export to tell whether they belong to it, at most.
const CHECKS: u64 = 100_000;

/// A way that posts came: how many, and the first and last publish time of these.
pub(super) type SourceTotals = (Origin, u64, Option<(Time, Time)>);

/// Runs of imports that are told one by one, those that brought most first.
const RUNS: i64 = 100;

/// A run of an import that brought some of the posts.
pub(super) struct Brought {
    pub run: RunRecord,
    pub posts: u64,
    pub reach: Option<(Time, Time)>,
}

pub(super) struct Selected {
    parsed: query::Expr,
    pub subjects: Vec<Subject>,
    pub with_reblogs: bool,
    pub summary: index::Summary,
    pub origins: Vec<SourceTotals>,
    pub brought: Vec<Brought>,
    pub withheld: Vec<(Withheld, u64)>,
    pub site_posts: u64,
    pub site_newest: Option<Time>,
}

impl Selected {
    /// Looks at every doubtful post, so that the verifier tells the others apart without looking again.
    pub fn read_selection(
        snapshot: &mut Snapshot<'_, '_>,
        parsed: &query::Query,
        whole: &Compiled,
        verifier: &mut PostFilter<'_>,
    ) -> Result<Self> {
        let everything = Query::standing(Expr::All);
        let (withheld, at_most) = figures::count_withheld(snapshot, verifier)?;
        let doubts = verifier.find_candidates(snapshot, &whole.scope)?;
        // A file is exact or it is not made.
        if at_most || !doubts.complete {
            return Err(too_doubtful(CHECKS).into());
        }
        let figures = figures::read_figures(snapshot, verifier, &whole.scope, &doubts)?;
        Ok(Self {
            parsed: parsed.expr.clone(),
            subjects: read_subjects(snapshot.tx, &parsed.expr)?,
            with_reblogs: whole.scope.contains(&Class::Bare),
            summary: figures.summary,
            origins: count_origins(snapshot, verifier, &doubts)?,
            brought: count_runs(snapshot, verifier, &doubts)?,
            withheld,
            site_posts: snapshot.count_hits(&everything)?,
            site_newest: read_newest_time(snapshot, &everything)?,
        })
    }

    /// The expression as text that parses to it, with dates in place of ages; with a key, blogs by their pseudonyms and
    /// hosts without what names an author.
    pub fn expression_text(&self, key: Option<&PseudonymKey>) -> String {
        match key {
            Some(key) => hide_expression(&self.parsed, key).to_string(),
            None => self.parsed.to_string(),
        }
    }
}

/// The tags that stood for several spellings.
fn read_subjects(tx: &mut Tx<'_>, expr: &query::Expr) -> Result<Vec<Subject>> {
    let mut names = Vec::new();
    tags_of(expr, &mut names);
    let (mut subjects, mut seen) = (Vec::new(), HashSet::new());
    for name in names {
        let fold = tag::fold(name).to_string();
        if !seen.insert(fold.clone()) {
            continue;
        }
        let mut members = subject_members::with_names(tx, &fold)?;
        // A tag that stands for itself alone needs no explanation.
        if members.len() < 2 {
            continue;
        }
        // Sorted, so that the same state gives the same bytes.
        members.sort_by(|a, b| a.fold.cmp(&b.fold));
        let folds: Vec<String> = members.iter().map(|member| member.fold.clone()).collect();
        let mut links: Vec<ManifestLink> = subject_links::live_at(tx, &folds, LinkFamily::Same)?
            .into_iter()
            .map(|link| ManifestLink { a: link.a, b: link.b, kind: link.kind.name(), reason: link.reason })
            .collect();
        links.sort_by(|a, b| (&a.a, &a.b).cmp(&(&b.a, &b.b)));
        links.dedup();
        let spellings =
            members.into_iter().map(|member| Spelling { name: member.name, fold: member.fold }).collect();
        subjects.push(Subject { name: name.to_owned(), spellings, links });
    }
    Ok(subjects)
}

/// Tags that stand for their subjects, excluded ones too.
fn tags_of<'a>(expr: &'a query::Expr, into: &mut Vec<&'a str>) {
    match expr {
        query::Expr::And(parts) | query::Expr::Or(parts) => parts.iter().for_each(|part| tags_of(part, into)),
        query::Expr::Not(part) => tags_of(part, into),
        query::Expr::Term(Term::Tag { name, exact: false }) => into.push(name),
        _ => {}
    }
}

fn hide_expression(expr: &query::Expr, key: &PseudonymKey) -> query::Expr {
    let all = |parts: &[query::Expr]| parts.iter().map(|part| hide_expression(part, key)).collect();
    match expr {
        query::Expr::And(parts) => query::Expr::And(all(parts)),
        query::Expr::Or(parts) => query::Expr::Or(all(parts)),
        query::Expr::Not(part) => query::Expr::Not(Box::new(hide_expression(part, key))),
        // The query itself would name the author whom the rows hide.
        query::Expr::Term(Term::Blog(name)) => BlogName::parse(&key.blog_pseudonym(name.as_str()))
            .map_or(query::Expr::All, |name| query::Expr::Term(Term::Blog(name))),
        query::Expr::Term(Term::Source(host)) => {
            query::Expr::Term(Term::Source(hide::hide_host(host).to_owned()))
        }
        // Every other term is named here, so that a new one that holds a name cannot slip through.
        kept @ (query::Expr::All
        | query::Expr::Term(
            Term::Tag { .. }
            | Term::Word(_)
            | Term::Phrase(_)
            | Term::Type(_)
            | Term::Lang(_)
            | Term::Is(_)
            | Term::Has(_)
            | Term::Notes { .. }
            | Term::Time { .. },
        )) => kept.clone(),
    }
}

fn count_origins(
    snapshot: &mut Snapshot<'_, '_>,
    verifier: &mut PostFilter<'_>,
    doubts: &Candidates,
) -> Result<Vec<SourceTotals>> {
    let mut found = Vec::new();
    for origin in Origin::ALL {
        let filter = [Expr::Facet(Facet::Origin(*origin))];
        let posts = verifier.count(snapshot, &filter, doubts, |verdict| verdict.origin == *origin)?.least;
        if posts > 0 {
            found.push((*origin, posts, read_time_span(snapshot, verifier, &filter)?));
        }
    }
    Ok(found)
}

fn count_runs(
    snapshot: &mut Snapshot<'_, '_>,
    verifier: &mut PostFilter<'_>,
    doubts: &Candidates,
) -> Result<Vec<Brought>> {
    let mut found = Vec::new();
    for run in import_runs::list_greatest_runs(snapshot.tx, RUNS)? {
        let id = run.run.id;
        let filter = [Expr::Facet(Facet::Run(id))];
        let posts = verifier.count(snapshot, &filter, doubts, |verdict| verdict.run == Some(id))?.least;
        if posts > 0 {
            found.push(Brought { run, posts, reach: read_time_span(snapshot, verifier, &filter)? });
        }
    }
    Ok(found)
}

/// The first and the last publish time of a part.
fn read_time_span(
    snapshot: &mut Snapshot<'_, '_>,
    verifier: &mut PostFilter<'_>,
    filter: &[Expr],
) -> Result<Option<(Time, Time)>> {
    let mut end = |order| -> Result<Option<Time>> {
        let page = verifier.page(snapshot, filter, order, None, 1)?;
        Ok(page.hits.first().map(|hit| Time(hit.key.time)))
    };
    let first = end(Sort::Oldest)?;
    Ok(first.zip(end(Sort::Latest)?))
}

fn read_newest_time(snapshot: &mut Snapshot<'_, '_>, query: &Query) -> Result<Option<Time>> {
    let page = snapshot.read_page(query, Sort::Latest, None, 1)?;
    Ok(page.hits.first().map(|hit| Time(hit.key.time)))
}

/// How many posts may be read to tell which belong to an export. Refuses, from counts alone and before any post is read,
/// what would be refused in the end: an export larger than `most`, or one for which too many posts would have to be read.
pub(super) fn permitted_checks(
    snapshot: &mut Snapshot<'_, '_>,
    whole: &Compiled,
    most: Option<u64>,
) -> Result<usize> {
    let verifier = PostFilter::new(whole);
    let certain = snapshot.count_hits(&verifier.lower_query(&whole.scope, &[]))?;
    if let Some(most) = most.filter(|most| certain > *most) {
        return Err(too_many(certain, most).into());
    }
    // Who may have few posts may not have many read for them either.
    let checks = most.map_or(CHECKS, |most| most.min(CHECKS));
    let possible = snapshot.count_hits(&verifier.upper_query(&whole.scope, &[]))?;
    if possible.saturating_sub(certain) > checks {
        return Err(Error::TooExpensive(too_doubtful(checks).0));
    }
    // Withheld posts that may be of the view are read for their count, beside these.
    Ok(usize::try_from(checks.saturating_mul(2)).unwrap_or(usize::MAX))
}

/// An export of more posts than whoever asks may have.
pub(super) fn too_many(posts: u64, most: u64) -> Invalid {
    Invalid::new(format!("{posts} posts are selected; at most {most} are accepted"))
}

fn too_doubtful(checks: u64) -> Invalid {
    Invalid::new(format!(
        "more than {checks} posts would have to be read to tell which of them hold a phrase of the query or so many \
         notes; narrow it, for instance by a #tag or by during:2025"
    ))
}
