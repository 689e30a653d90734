//! What a view can prove of itself: where its posts came from, what is missing and why.

use crate::common::corpus::Corpus;
use crate::common::naive::{self, Ask, Order};
use crate::common::{NOW, World, intake_line, on_each, post, posts_of, query};
use fastrand::Rng;
use model::{Origin, Precision, RunId, SourceKind, State, Time, Withheld};
use npf::Document;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::Mutex;
use std::time::Duration;
use tagstead_tumblelog::{COUNT_CHECKS, Coverage, CoverageSource, NewPost, NewRun, Site};

const EXPRESSIONS: usize = 150;

async fn begin(site: &Site, kind: SourceKind, label: &str, captured: Option<&str>) -> RunId {
    let captured = captured.map(|text| Time::parse(text).unwrap());
    site.begin_import(NewRun { kind, label: label.into(), captured }).await.unwrap()
}

/// The whole of a coverage as lines.
fn show(coverage: &Coverage) -> String {
    let mut out = String::new();
    let span = |reach: Option<(Time, Time)>| match reach {
        Some((first, last)) => format!("{} to {}", first.rfc3339(), last.rfc3339()),
        None => "never".to_owned(),
    };
    writeln!(out, "{} posts, {}", coverage.total, span(coverage.reach)).unwrap();
    for line in &coverage.sources {
        let came = match &line.came {
            CoverageSource::Run(read) => {
                let run = &read.run;
                format!(
                    "{} “{}” saved {:?}: +{} ={} !{}; begun {}, ended {:?}; {} runs, last done {:?}",
                    run.kind,
                    run.label,
                    run.captured.map(|(at, precision)| (at.rfc3339(), precision)),
                    run.added,
                    run.known,
                    run.faults,
                    run.begun.rfc3339(),
                    run.ended.map(Time::rfc3339),
                    read.runs,
                    read.last_done.map(Time::rfc3339)
                )
            }
            other => format!("{other:?}"),
        };
        writeln!(out, "  {} posts, {}: {came}", line.posts, span(line.reach)).unwrap();
    }
    writeln!(out, "bare {}, withheld {:?}", coverage.bare, coverage.withheld).unwrap();
    writeln!(out, "coarse {:?}", coverage.coarse).unwrap();
    writeln!(out, "quiet {:?}", coverage.quiet).unwrap();
    writeln!(out, "deleted on the whole site {}", coverage.deleted).unwrap();
    writeln!(out, "flawed runs {}, faults {}", coverage.flaws.runs, coverage.flaws.faults).unwrap();
    for flawed in &coverage.flaws.named {
        writeln!(out, "  {} “{}” !{}", flawed.run.kind, flawed.run.label, flawed.run.faults).unwrap();
    }
    out
}

fn lines(ids: std::ops::Range<u64>) -> Vec<intake::Incoming> {
    posts_of(&ids.map(intake_line).collect::<String>())
}

/// Imports with faults, cut short and run again; people, an API client, a reblog without words; posts withheld and
/// deleted.
async fn story(world: &World) {
    let site = &world.site;
    let page = "#imported\nExplore tagged posts\nwalks · 3 months ago\nText\nThe first spring\n1 note\n\
                bee-yard · 2 years ago\nText\nHoney\n0 notes\n";
    let captured = Time::parse("2026-11-20").unwrap();
    let read = intake::tag_page::read(page, captured.0, captured.1).unwrap();
    let run = begin(site, SourceKind::TagPage, "imported.txt", Some("2026-11-20")).await;
    let unread = vec![("line 40".to_owned(), "no header; a post begins with “blog · age”".to_owned())];
    let faults = unread.iter().map(|(at, why)| intake::RecordFault::record(at, why)).collect();
    site.import_in(run, crate::common::posts(read.records), faults).await.unwrap();
    world.clock.advance(Duration::from_secs(60));
    site.end_import(run).await.unwrap();
    assert_eq!(site.import_faults(run).await.unwrap(), unread);

    let cut = begin(site, SourceKind::TumblrJson, "walks.json", None).await;
    site.import_in(cut, lines(1..4), Vec::new()).await.unwrap();
    world.clock.advance(Duration::from_secs(3600));
    let again = begin(site, SourceKind::TumblrJson, "walks.json", None).await;
    let outcome = site.import_in(again, lines(1..7), Vec::new()).await.unwrap();
    assert_eq!((outcome.added, outcome.known), (3, 3));
    site.end_import(again).await.unwrap();
    // From before runs were recorded.
    site.import_batch(lines(7..9)).await.unwrap();

    let blog = world.blog("almanac").await;
    let own = site.publish_post(post(&blog, "written here", &["imported"])).await.unwrap();
    let by_api = NewPost { origin: Origin::Api, ..post(&blog, "sent here", &["imported"]) };
    let by_api = site.publish_post(by_api).await.unwrap();
    let silent = NewPost {
        reblog_of: Some(own.id),
        tags: vec!["imported".into()],
        ..NewPost::new(blog.clone(), Document::new(vec![]))
    };
    site.publish_post(silent).await.unwrap();
    let spam = site.publish_post(post(&blog, "buy", &["imported"])).await.unwrap();
    site.withhold_post(spam.id, Some(Withheld::Spam)).await.unwrap();
    site.publish_post(NewPost { state: State::Private, ..post(&blog, "diary", &["imported"]) })
        .await
        .unwrap();
    site.delete_post(by_api.id).await.unwrap();
}

#[test]
fn a_view_says_where_its_posts_came_from_and_what_is_missing() {
    let shown = Mutex::new(Vec::new());
    on_each(async |world| {
        story(world).await;
        let coverage = world.site.read_coverage("#imported").await.unwrap();
        let sum: u64 = coverage.sources.iter().map(|line| line.posts).sum();
        assert_eq!(sum, coverage.total);
        assert_eq!(world.latest("imported").await.len() as u64, coverage.total);
        let narrower = world.site.read_coverage("#imported lang:en -#n1 (spring OR honey)").await.unwrap();
        let whole = world.site.read_coverage("").await.unwrap();
        assert!(narrower.total < coverage.total && coverage.total <= whole.total);
        let reblogs = world.site.read_coverage("#imported (is:reblog OR is:original)").await.unwrap();
        assert_eq!((reblogs.total, reblogs.bare), (coverage.total + 1, 0), "they are shown there");
        let report = world.site.check_site(false, |_| {}).await.unwrap();
        assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
        shown.lock().unwrap().push(show(&coverage));
    });
    let shown = shown.into_inner().unwrap();
    assert!(shown.iter().all(|one| *one == shown[0]), "the databases agree");
    insta::assert_snapshot!("coverage", shown[0]);
}

#[test]
fn an_import_that_is_run_again_after_it_was_cut_short_goes_on() {
    on_each(async |world| {
        let site = &world.site;
        let cut = begin(site, SourceKind::TumblrBackup, "walks", None).await;
        site.import_in(cut, lines(1..3), Vec::new()).await.unwrap();
        let flaws = site.read_coverage("").await.unwrap().flaws;
        assert_eq!((flaws.runs, flaws.named[0].run.ended), (1, None));
        for bad in ["", "two\nlines", &"x".repeat(201)] {
            let new = NewRun { kind: SourceKind::TagPage, label: bad.into(), captured: None };
            assert!(site.begin_import(new).await.is_err(), "{bad}");
        }
        let many: Vec<_> =
            (0..80).map(|n| intake::RecordFault::record(format!("post {n}"), "é".repeat(2_000))).collect();
        site.import_in(cut, Vec::new(), many.clone()).await.unwrap();
        site.import_in(cut, Vec::new(), many).await.unwrap();
        let kept = site.import_faults(cut).await.unwrap();
        assert_eq!((kept.len(), kept[49].0.as_str()), (50, "post 49"), "the first are kept, all are counted");
        assert!(kept[0].1.chars().count() <= 400);
        assert_eq!(site.read_coverage("").await.unwrap().flaws.faults, 160);
    });
}

/// Where a naive count puts a post.
fn bin(came: &CoverageSource) -> String {
    match came {
        CoverageSource::Run(read) => read.run.label.clone(),
        CoverageSource::OtherImports { .. } => "others".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn counts_by_source_agree_with_a_naive_count() {
    on_each(async |world| {
        let mut corpus = Corpus::new(11);
        corpus.make_blogs(world).await;
        let mut bins: HashMap<i64, String> = HashMap::new();
        for name in ["one.json", "two.json", "", "three.json"] {
            corpus.run = match name {
                "" => None,
                _ => Some(begin(&world.site, SourceKind::TumblrJson, name, None).await),
            };
            let from = corpus.items.len();
            corpus.import(world, 60).await;
            let name = if name.is_empty() { "others" } else { name };
            bins.extend(corpus.items[from..].iter().map(|item| (item.id, name.to_owned())));
        }
        for round in 0..2 {
            for _ in 0..60 {
                corpus.publish(world).await;
                corpus.withhold(world).await;
            }
            if round == 0 {
                world.site.compact_tail().await.unwrap();
            }
        }
        let times: HashMap<i64, i64> = corpus.items.iter().map(|item| (item.id, item.time)).collect();
        let mut rng = Rng::with_seed(5);
        let mut met = 0;
        for _ in 0..EXPRESSIONS {
            let expr = query::random(&mut rng);
            let text = expr.text();
            let ask = Ask { tag: None, expr: Some(expr), types: vec![], langs: vec![], order: Order::Latest };
            let mut expected: BTreeMap<String, (u64, i64, i64)> = BTreeMap::new();
            for id in naive::list(&corpus.items, &ask) {
                let bin = bins.get(&id).cloned().unwrap_or_else(|| "People".to_owned());
                let line = expected.entry(bin).or_insert((0, i64::MAX, i64::MIN));
                *line = (line.0 + 1, line.1.min(times[&id]), line.2.max(times[&id]));
            }
            let told = world.site.read_coverage(&text).await.unwrap();
            let found: BTreeMap<_, _> = told
                .sources
                .iter()
                .map(|line| {
                    let (first, last) = line.reach.unwrap();
                    (bin(&line.came), (line.posts, first.0, last.0))
                })
                .collect();
            assert_eq!(found, expected, "{} {text}", world.label);
            assert_eq!(
                (told.most, told.withheld_at_most),
                (None, false),
                "few enough to be looked at: {text}"
            );
            assert_eq!(told.total, expected.values().map(|line| line.0).sum::<u64>());
            met += told.total;
        }
        assert!(met > 1_000, "views of {met} posts in all say little");
        let report = world.site.check_site(false, |_| {}).await.unwrap();
        assert_eq!(report.differences, [] as [&str; 0], "{}", world.label);
    });
}

#[test]
fn rough_times_are_counted_by_how_rough_they_are() {
    on_each(async |world| {
        let mut batch = lines(1..6);
        for (incoming, precision) in
            batch.iter_mut().zip([Precision::Month, Precision::Month, Precision::Year])
        {
            incoming.precision = precision;
            incoming.published = Time(NOW.0 - 1);
        }
        let run = begin(&world.site, SourceKind::TumblrJson, "rough.json", None).await;
        world.site.import_in(run, batch, Vec::new()).await.unwrap();
        let coverage = world.site.read_coverage("#imported").await.unwrap();
        assert_eq!(coverage.coarse, [(Precision::Month, 2), (Precision::Year, 1)]);
    });
}

#[test]
fn reblogs_without_words_that_could_not_be_looked_at_are_no_exact_number() {
    on_each(async |world| {
        let (blog, other) = (world.blog("almanac").await, world.blog("carter").await);
        let told = world.site.publish_post(post(&blog, "thyme honey sets", &["honey"])).await.unwrap();
        let silent = NewPost { reblog_of: Some(told.id), ..NewPost::new(other, Document::new(vec![])) };
        let reblogs = u64::try_from(COUNT_CHECKS).unwrap() + 5;
        for _ in 0..reblogs {
            world.site.publish_post(silent.clone()).await.unwrap();
        }
        let coverage = world.site.read_coverage("\"thyme honey\"").await.unwrap();
        assert_eq!((coverage.total, coverage.most), (1, None));
        assert!(coverage.bare < reblogs && coverage.bare_most == Some(reblogs), "{coverage:?}");
        let coverage = world.site.read_coverage("honey thyme").await.unwrap();
        assert_eq!((coverage.bare, coverage.bare_most), (reblogs, None));
    });
}
