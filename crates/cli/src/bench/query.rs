//! The queries behind the pages, each drawn over and over with other tags.

use super::manifest::Manifest;
use super::subject;
use super::timing::Timing;
use crate::Outcome;
use crate::data::{DataArguments, make_clock};
use fastrand::Rng;
use tumblelog::Site;
use tumblelog::bench_probe::Probe;

/// A query of the bench: its name and how one of its kind is drawn.
pub(super) struct Case {
    pub name: &'static str,
    pub draw: fn(&Manifest, &mut Rng) -> (Probe, String),
}

/// A tag as a query.
pub(super) fn tag_term(name: &str) -> String {
    format!("#\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

fn draw_name<'a>(names: &'a [String], rng: &mut Rng) -> &'a str {
    names.get(rng.usize(0..names.len().max(1))).map_or("hot", String::as_str)
}

const CASES: &[Case] = &[
    Case { name: "page, busiest tag", draw: |_, _| (Probe::newest_page(), "#hot".into()) },
    Case { name: "page, tag of 400", draw: |_, _| (Probe::newest_page(), "#\"sized 400\"".into()) },
    Case { name: "page, tag of 20", draw: |_, _| (Probe::newest_page(), "#\"sized 20\"".into()) },
    Case { name: "page, busy tags", draw: |m, r| (Probe::newest_page(), tag_term(draw_name(&m.busy, r))) },
    Case {
        name: "page, middling tags",
        draw: |m, r| (Probe::newest_page(), tag_term(draw_name(&m.middling, r))),
    },
    Case { name: "page, rare tags", draw: |m, r| (Probe::newest_page(), tag_term(draw_name(&m.rare, r))) },
    Case { name: "page, deep in a busy tag", draw: |_, r| (Probe::page_from(r.f64()), "#hot".into()) },
    Case { name: "page, oldest first", draw: |_, _| (Probe::oldest_page(), "#hot".into()) },
    Case {
        name: "two busy tags that rarely meet",
        draw: |_, _| (Probe::newest_page(), "#north #south".into()),
    },
    Case {
        name: "busy and middling tag",
        draw: |m, r| {
            (
                Probe::newest_page(),
                format!("{} {}", tag_term(draw_name(&m.busy, r)), tag_term(draw_name(&m.middling, r))),
            )
        },
    },
    Case {
        name: "tag, type and language",
        draw: |_, _| (Probe::newest_page(), "#hot type:photo lang:az".into()),
    },
    Case { name: "busy tag without another", draw: |_, _| (Probe::newest_page(), "#hot -#warm".into()) },
    Case {
        name: "word in a tag",
        draw: |m, r| (Probe::newest_page(), format!("#hot {}", draw_name(&m.words, r))),
    },
    Case { name: "count", draw: |m, r| (Probe::Count, tag_term(draw_name(&m.busy, r))) },
    Case { name: "count, two busy tags", draw: |_, _| (Probe::Count, "#north #south".into()) },
    Case { name: "histogram and facets", draw: |m, r| (Probe::Summary, tag_term(draw_name(&m.busy, r))) },
    Case { name: "histogram, busiest tag", draw: |_, _| (Probe::Summary, "#hot".into()) },
    Case { name: "related", draw: |m, r| (Probe::Related, tag_term(draw_name(&m.busy, r))) },
    Case { name: "related, busiest tag", draw: |_, _| (Probe::Related, "#hot".into()) },
    Case { name: "top", draw: |m, r| (Probe::top_page(), tag_term(draw_name(&m.busy, r))) },
    Case { name: "top, busiest tag", draw: |_, _| (Probe::top_page(), "#hot".into()) },
];

#[expect(clippy::print_stdout, reason = "the table is the command's result")]
pub async fn run_queries(data: &DataArguments, seconds: f64, only: &str) -> Outcome {
    let manifest = Manifest::read(&data.data)?;
    let site = data.open_existing(make_clock(None)?)?;
    println!("{} posts; milliseconds", manifest.posts);
    println!("{:<32} {:>9} {:>9} {:>8} {:>7}", "query", "median", "99th", "ratio", "n");
    let mut table = Table { seconds, only, first: None };
    // Before the subject's, because the ratios are against the first line of the table.
    table.run_cases(&site, CASES, &manifest).await?;
    subject::run_subjects(&site, &manifest, &mut table).await
}

/// The table that is printed.
pub(super) struct Table<'a> {
    seconds: f64,
    only: &'a str,
    /// Median of the first query, against which the others are told.
    first: Option<f64>,
}

impl Table<'_> {
    /// Whether a query was asked for.
    pub fn wants(&self, case: &Case) -> bool {
        case.name.contains(self.only)
    }

    /// Times those of the queries that were asked for, a line each.
    #[expect(clippy::print_stdout, reason = "the table is the command's result")]
    pub async fn run_cases(&mut self, site: &Site, cases: &[Case], manifest: &Manifest) -> Outcome {
        for case in cases {
            if !self.wants(case) {
                continue;
            }
            let timing = time_case(site, case, manifest, self.seconds).await?;
            let median = timing.at(0.5);
            let against = *self.first.get_or_insert(median);
            println!(
                "{:<32} {median:>9.3} {:>9.3} {:>8.2} {:>7}",
                case.name,
                timing.at(0.99),
                median / against,
                timing.repeats()
            );
        }
        Ok(())
    }
}

async fn time_case(site: &Site, case: &Case, manifest: &Manifest, seconds: f64) -> tumblelog::Result<Timing> {
    // The same draws each time, so that two runs can be compared.
    let mut rng = Rng::with_seed(7);
    Timing::of(seconds, async |_| {
        let (probe, query) = (case.draw)(manifest, &mut rng);
        site.run_probe(&probe, &query).await.map(drop)
    })
    .await
}
