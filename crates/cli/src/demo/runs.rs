//! The imports that brought the demo's imported posts, as a real site would have written them down.

use super::StagedClock;
use anyhow::Result;
use intake::RecordFault;
use model::{Precision, RunId, SourceKind, Time};
use tumblelog::{NewRun, Site};

const DAY: i64 = 86_400_000;
/// From the saving of a page to its import.
const WAITED: i64 = 3 * 3_600_000;
/// How long an import took.
const TOOK: i64 = 4_000;

/// A saved tag page: days before the demo is started, its file, and what could not be read of it.
struct Page {
    age_days: i64,
    file: &'static str,
    unread: &'static [(&'static str, &'static str)],
}

/// Oldest first. The last has everything that the others have not.
const PAGES: &[Page] = &[
    Page {
        age_days: 700,
        file: "kalbajar-tag-page.txt",
        unread: &[("line 412", "a post without a time; skipped")],
    },
    Page { age_days: 0, file: "kalbajar-tag-page-again.txt", unread: &[] },
];

/// A run that has begun.
pub struct Run {
    id: RunId,
    begun: Time,
    captured: Time,
    unread: &'static [(&'static str, &'static str)],
}

/// Writes down that the imports begin, each at its time.
pub async fn begin_runs(site: &Site, clock: &StagedClock, now: Time) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for page in PAGES {
        // The last was saved three hours before the demo is started.
        let begun = Time(now.0 - page.age_days * DAY - TOOK);
        let captured = Time(begun.0 - WAITED);
        clock.stage_time(Some(begun));
        let new = NewRun {
            kind: SourceKind::TagPage,
            label: page.file.to_owned(),
            captured: Some((captured, Precision::Exact)),
        };
        let id = site.begin_import(new).await?;
        runs.push(Run { id, begun, captured, unread: page.unread });
    }
    clock.stage_time(None);
    Ok(runs)
}

/// The run that brings a post of this time: the first whose page was saved after it.
pub fn run_at(runs: &[Run], at: Time) -> Option<RunId> {
    runs.iter().find(|run| run.captured >= at).map(|run| run.id)
}

/// Writes down what could not be read, and that the imports came to their end.
pub async fn end_runs(site: &Site, clock: &StagedClock, runs: &[Run]) -> Result<()> {
    for run in runs {
        clock.stage_time(Some(Time(run.begun.0 + TOOK)));
        let unread = run.unread.iter().map(|(at, why)| RecordFault::record(*at, *why)).collect();
        site.import_in(run.id, Vec::new(), unread).await?;
        site.end_import(run.id).await?;
    }
    Ok(())
}
