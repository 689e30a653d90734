//! What the figures of a view's completeness mean, in sentences.

use crate::http::age::When;
use crate::http::text::{counted, grouped};
use crate::web::list::proof;
use model::{ImportRun, Precision, SourceKind, Time, Withheld};
use tumblelog::RunRead as Read;
use tumblelog::{Came, Coverage, DELETED, Quiet};

/// What posts came from.
pub fn name(came: &Came) -> String {
    match came {
        Came::People => "Written on this site".to_owned(),
        Came::Api => "Apps, through the API".to_owned(),
        Came::Feeds => "Feeds".to_owned(),
        Came::Run(read) => read.run.label.clone(),
        Came::OtherImports { runs: 0 } => "Early imports without a record".to_owned(),
        Came::OtherImports { .. } => "Other imports".to_owned(),
    }
}

/// A number of posts, or what is known of it.
pub fn posts(least: u64, most: Option<u64>) -> String {
    match most {
        None => counted(least, "post", "posts"),
        Some(most) => format!("{} to {}", grouped(least), counted(most, "post", "posts")),
    }
}

/// What kind of file an import read; empty for what is no import.
pub fn kind(came: &Came) -> &'static str {
    match came {
        Came::Run(read) => kind_name(read.run.kind),
        _ => "",
    }
}

/// A kind of file, for readers.
pub fn kind_name(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::TagPage => "a saved tag page",
        SourceKind::TumblrJson => "Tumblr API JSON",
        SourceKind::TumblrBackup => "a tumblr-backup folder",
    }
}

/// Sentences about a source.
pub fn says(came: &Came) -> Vec<String> {
    match came {
        Came::People | Came::Api => vec!["Listed as soon as they are published.".to_owned()],
        Came::Feeds => Vec::new(),
        Came::Run(read) => of_run(read),
        Came::OtherImports { runs: 0 } => {
            vec!["Their files, and what could not be read in them, were not recorded.".to_owned()]
        }
        Came::OtherImports { runs } => vec![format!(
            "{} with fewer posts, and early imports without a record.",
            counted(*runs, "run", "runs")
        )],
    }
}

fn of_run(read: &Read) -> Vec<String> {
    let run = &read.run;
    let mut says = Vec::new();
    if let Some((at, precision)) = run.captured {
        says.push(format!("Saved {}. Later posts cannot be in it.", full(at, precision)));
    }
    says.push(format!("Imported by the operator, {}.", arrived(run)));
    if let Some(lost) = list_losses(run.faults, run.lost_parts, run.missing_files) {
        says.push(format!("Not kept: {lost}."));
    }
    if read.runs > 1 {
        let last = read.last_done.map_or("never completed".to_owned(), |at| {
            format!("last completed {}", full(at, Precision::Minute))
        });
        says.push(format!("Imported {} times in all, {last}.", grouped(read.runs)));
    }
    says
}

/// What an import lost, by kind: records, parts of posts that were kept, files.
fn list_losses(records: u64, parts: u64, files: u64) -> Option<String> {
    let kinds = [
        (records, "record", "records"),
        (parts, "part of a post", "parts of posts"),
        (files, "file", "files"),
    ];
    let told: Vec<_> = kinds
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// From its first batch to its end, or to where it was cut short.
fn arrived(run: &ImportRun) -> String {
    let begun = full(run.begun, Precision::Minute);
    match run.ended {
        Some(ended) if ended.0 - run.begun.0 < 60_000 => format!("{begun}, complete"),
        Some(ended) => format!("{begun} to {}, complete", full(ended, Precision::Minute)),
        None => format!("{begun}; not finished, last active {}", full(run.heard, Precision::Minute)),
    }
}

fn full(at: Time, precision: Precision) -> String {
    When::new(at, at, precision).full
}

/// What does not stand in the view, and how many posts that is.
pub fn left_out(coverage: &Coverage) -> Vec<(&'static str, String)> {
    let most = if coverage.withheld_at_most { "at most " } else { "" };
    let held = coverage.withheld.iter();
    let mut out: Vec<_> =
        held.map(|(reason, posts)| (withheld(*reason), format!("{most}{}", grouped(*posts)))).collect();
    if coverage.bare_most.unwrap_or(coverage.bare) > 0 {
        let count = match coverage.bare_most {
            Some(most) => format!("{} to {}", grouped(coverage.bare), grouped(most)),
            None => grouped(coverage.bare),
        };
        out.push(("Reblogs without words of their own, counted as notes", count));
    }
    if coverage.copies > 0 {
        let what = "Duplicates among the posts counted above, hidden under the earliest one";
        let least = if coverage.most.is_some() { "at least " } else { "" };
        out.push((what, format!("{least}{}", grouped(coverage.copies))));
    }
    out
}

/// A reason for withholding, for readers.
pub fn withheld(reason: Withheld) -> &'static str {
    match reason {
        Withheld::Author => "Withheld by their authors",
        Withheld::Moderator => "Withheld by a moderator",
        Withheld::Spam => "Withheld as spam",
        Withheld::Legal => "Withheld for legal reasons",
    }
}

/// The same of a single post.
pub fn withheld_one(reason: Withheld) -> &'static str {
    match reason {
        Withheld::Author => "Withheld by its author",
        other => withheld(other),
    }
}

/// Possible gaps, and what is no gap though it looks like one.
pub fn gaps(coverage: &Coverage) -> Vec<String> {
    let mut gaps = Vec::new();
    let flaws = &coverage.flaws;
    if flaws.runs == 0 {
        gaps.push("All recorded imports are complete, and every record in them was kept.".to_owned());
    } else {
        gaps.push(format!(
            "On the whole site, {} had errors or did not finish. Not kept: {}. Records that could not be read may belong \
             here: nobody knows their tags.",
            counted(flaws.runs, "import", "imports"),
            list_losses(flaws.faults, flaws.lost_parts, flaws.missing_files).unwrap_or_else(|| "nothing".to_owned())
        ));
        gaps.extend(flaws.named.iter().map(flawed));
        let rest = flaws.runs.saturating_sub(flaws.named.len() as u64);
        if rest > 0 {
            gaps.push(format!("And {} before that.", counted(rest, "import", "imports")));
        }
    }
    if coverage
        .sources
        .iter()
        .any(|line| matches!(&line.came, Came::Run(read) if read.run.kind == SourceKind::TagPage))
    {
        gaps.push(
            "A saved tag page only has the posts its reader had scrolled to. Posts further down are missing."
                .to_owned(),
        );
    }
    gaps.extend(quiet(&coverage.quiet));
    gaps.push(deleted(coverage.deleted));
    gaps
}

/// Posts that their authors took away.
fn deleted(posts: u64) -> String {
    let least = if posts >= DELETED { "at least " } else { "" };
    match posts {
        0 => "No published post was deleted on this site.".to_owned(),
        posts => format!(
            "On the whole site, {least}{} deleted after publishing. Only their ids, blogs and dates are kept, so it is \
             not known which of them had been listed here. No count includes them.",
            counted(posts, "post was", "posts were")
        ),
    }
}

fn flawed(read: &Read) -> String {
    let run = &read.run;
    let mut says = vec![format!("“{}”, {}", run.label, full(run.begun, Precision::Day))];
    if run.ended.is_none() {
        says.push(format!("not finished, last active {}", full(run.heard, Precision::Minute)));
    }
    says.push(match list_losses(run.faults, run.lost_parts, run.missing_files) {
        None => "no errors up to there".to_owned(),
        Some(lost) => format!("{lost} not kept"),
    });
    if let Some(done) = read.last_done.filter(|done| *done > run.heard) {
        says.push(format!("the same source was completed later, {}", full(done, Precision::Minute)));
    }
    format!("{}.", says.join("; "))
}

fn quiet(quiet: &Quiet) -> Option<String> {
    let month = |month: &model::time::Month| format!("{} {}", month.name(), month.year);
    let spans = quiet.longest.iter().map(|(first, last)| {
        if first == last { month(first) } else { format!("{} to {}", month(first), month(last)) }
    });
    let spans: Vec<_> = spans.collect();
    if spans.is_empty() {
        return None;
    }
    let rest = quiet.spans.saturating_sub(spans.len() as u64);
    let more = if rest > 0 {
        format!(" and {}", counted(rest, "shorter span", "shorter spans"))
    } else {
        String::new()
    };
    Some(format!(
        "{} between the first and the last post have no posts ({}{more}). This need not be a gap.",
        counted(quiet.months, "month", "months"),
        spans.join(", ")
    ))
}

/// Approximate dates.
pub fn rough(coverage: &Coverage) -> Vec<String> {
    let mut rough: Vec<String> = coverage
        .coarse
        .iter()
        .map(|(precision, posts)| {
            let verb = if *posts == 1 { "has a time" } else { "have times" };
            format!("{} {verb} {}.", counted(*posts, "post", "posts"), proof::only(*precision))
        })
        .collect();
    if coverage.sources.iter().any(|line| matches!(line.came, Came::OtherImports { .. })) {
        rough.push("Posts of early imports show the precision of their dates on each post.".to_owned());
    }
    rough
}
