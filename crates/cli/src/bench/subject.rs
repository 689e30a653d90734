//! A subject of twelve busy tags: joined for the time of the measuring, and taken back after it.

use super::manifest::Manifest;
use super::query::{Case, Table, tag_term};
use crate::Outcome;
use model::LinkKind;
use std::time::Instant;
use tumblelog::Actor;
use tumblelog::Site;
use tumblelog::bench_probe::Probe;
use tumblelog::subject::Join;

/// Spellings of the subject.
const SPELLINGS: usize = 12;

fn first_tag(manifest: &Manifest) -> String {
    tag_term(manifest.busy.first().map_or("hot", String::as_str))
}

/// Each with the same query on the largest of the tags alone, which the subject's cost is measured against.
const CASES: &[Case] = &[
    Case {
        name: "page, largest spelling alone",
        draw: |m, _| (Probe::newest_page(), format!("#{}", first_tag(m))),
    },
    Case { name: "page, subject of 12", draw: |m, _| (Probe::newest_page(), first_tag(m)) },
    Case { name: "page, subject, oldest first", draw: |m, _| (Probe::oldest_page(), first_tag(m)) },
    Case { name: "page, deep in a subject", draw: |m, r| (Probe::page_from(r.f64()), first_tag(m)) },
    Case { name: "count, largest spelling alone", draw: |m, _| (Probe::Count, format!("#{}", first_tag(m))) },
    Case { name: "count, subject of 12", draw: |m, _| (Probe::Count, first_tag(m)) },
    Case {
        name: "summary, largest spelling alone",
        draw: |m, _| (Probe::Summary, format!("#{}", first_tag(m))),
    },
    Case { name: "summary, subject of 12", draw: |m, _| (Probe::Summary, first_tag(m)) },
    Case { name: "related, subject of 12", draw: |m, _| (Probe::Related, first_tag(m)) },
    Case { name: "top, subject of 12", draw: |m, _| (Probe::top_page(), first_tag(m)) },
];

/// Times them, if any is wanted.
#[expect(clippy::print_stdout, reason = "the figures are the command's result")]
pub async fn run_subjects(site: &Site, manifest: &Manifest, table: &mut Table<'_>) -> Outcome {
    if CASES.iter().all(|case| !table.wants(case)) {
        return Ok(());
    }
    let names: Vec<String> = manifest.busy.iter().take(SPELLINGS).cloned().collect();
    let join = Join {
        names,
        kind: LinkKind::SameName,
        reason: "tagstead bench query".into(),
        evidence: String::new(),
        by: Actor::Operator,
    };
    let begun = Instant::now();
    let entry = site.join_spellings(&join).await?;
    let joined = begun.elapsed();
    let posts = site.run_probe(&Probe::Count, &first_tag(manifest)).await;
    // A failure is kept until the subject is split again.
    let timed = match posts {
        Ok(posts) => {
            println!("joined {SPELLINGS} tags of {posts} posts in {:.1} ms", joined.as_secs_f64() * 1e3);
            table.run_cases(site, CASES, manifest).await
        }
        Err(error) => Err(error.into()),
    };
    let begun = Instant::now();
    site.undo_subjects(entry, "the measuring is done", &Actor::Operator).await?;
    println!("parted them in {:.1} ms", begun.elapsed().as_secs_f64() * 1e3);
    timed
}
