//! What the figures of a view's completeness mean, in sentences.

use crate::http::age::DisplayTime;
use crate::http::text::{count_words, group_digits};
use crate::web::list::proof;
use model::{ImportRun, Precision, SourceKind, Time, Withheld};
use tumblelog::RunRecord;
use tumblelog::{Coverage, CoverageGap, CoverageSource, DELETED};

/// What posts came from.
pub fn source_name(came: &CoverageSource) -> String {
    match came {
        CoverageSource::People => "Written on this site".to_owned(),
        CoverageSource::Api => "Apps, through the API".to_owned(),
        CoverageSource::Feeds => "Feeds".to_owned(),
        CoverageSource::Run(read) => read.run.label.clone(),
        CoverageSource::OtherImports { runs: 0 } => "Early imports without a record".to_owned(),
        CoverageSource::OtherImports { .. } => "Other imports".to_owned(),
    }
}

/// A number of posts, or what is known of it.
pub fn posts_words(least: u64, most: Option<u64>) -> String {
    match most {
        None => count_words(least, "post", "posts"),
        Some(most) => format!("{} to {}", group_digits(least), count_words(most, "post", "posts")),
    }
}

/// What kind of file an import read; empty for what is no import.
pub fn source_kind(came: &CoverageSource) -> &'static str {
    match came {
        CoverageSource::Run(read) => kind_name(read.run.kind),
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
pub fn source_words(came: &CoverageSource) -> Vec<String> {
    match came {
        CoverageSource::People | CoverageSource::Api => {
            vec!["Listed as soon as they are published.".to_owned()]
        }
        CoverageSource::Feeds => Vec::new(),
        CoverageSource::Run(read) => of_run(read),
        CoverageSource::OtherImports { runs: 0 } => {
            vec!["Their files, and what could not be read in them, were not recorded.".to_owned()]
        }
        CoverageSource::OtherImports { runs } => vec![format!(
            "{} with fewer posts, and early imports without a record.",
            count_words(*runs, "run", "runs")
        )],
    }
}

fn of_run(read: &RunRecord) -> Vec<String> {
    let run = &read.run;
    let mut says = Vec::new();
    if let Some((at, precision)) = run.captured {
        says.push(format!("Saved {}. Later posts cannot be in it.", full_date(at, precision)));
    }
    says.push(format!("Imported by the operator, {}.", arrival_words(run)));
    if let Some(lost) = list_losses(run.faults, run.lost_parts, run.missing_files) {
        says.push(format!("Not kept: {lost}."));
    }
    if read.runs > 1 {
        let last = read.last_done.map_or("never completed".to_owned(), |at| {
            format!("last completed {}", full_date(at, Precision::Minute))
        });
        says.push(format!("Imported {} times in all, {last}.", group_digits(read.runs)));
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
        .map(|(count, one, many)| count_words(count, one, many))
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// From its first batch to its end, or to where it was cut short.
fn arrival_words(run: &ImportRun) -> String {
    let begun = full_date(run.begun, Precision::Minute);
    match run.ended {
        // A run within a minute has one date; two equal ones would only confuse.
        Some(ended) if ended.0 - run.begun.0 < 60_000 => format!("{begun}, complete"),
        Some(ended) => format!("{begun} to {}, complete", full_date(ended, Precision::Minute)),
        None => format!("{begun}; not finished, last active {}", full_date(run.heard, Precision::Minute)),
    }
}

fn full_date(at: Time, precision: Precision) -> String {
    // Only the full date is used, so the present moment does not matter.
    DisplayTime::new(at, at, precision).full
}

/// What does not stand in the view, and how many posts that is.
pub fn left_out(coverage: &Coverage) -> Vec<(&'static str, String)> {
    let most = if coverage.withheld_at_most { "at most " } else { "" };
    let held = coverage.withheld.iter();
    let mut out: Vec<_> = held
        .map(|(reason, posts)| (withheld_words(*reason), format!("{most}{}", group_digits(*posts))))
        .collect();
    if coverage.bare_most.unwrap_or(coverage.bare) > 0 {
        let count = match coverage.bare_most {
            Some(most) => format!("{} to {}", group_digits(coverage.bare), group_digits(most)),
            None => group_digits(coverage.bare),
        };
        out.push(("Reblogs without words of their own, counted as notes", count));
    }
    if coverage.copies > 0 {
        let what = "Duplicates and excerpts among the posts counted above, hidden under the post they repeat";
        let least = if coverage.most.is_some() { "at least " } else { "" };
        out.push((what, format!("{least}{}", group_digits(coverage.copies))));
    }
    out
}

/// A reason for withholding, for readers.
pub fn withheld_words(reason: Withheld) -> &'static str {
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
        other => withheld_words(other),
    }
}

/// Possible gaps, and what is no gap though it looks like one.
pub fn gap_words(coverage: &Coverage) -> Vec<String> {
    let mut gaps = Vec::new();
    let flaws = &coverage.flaws;
    if flaws.runs == 0 {
        gaps.push("All recorded imports are complete, and every record in them was kept.".to_owned());
    } else {
        gaps.push(format!(
            "On the whole site, {} had errors or did not finish. Not kept: {}. Records that could not be read may belong \
             here: nobody knows their tags.",
            count_words(flaws.runs, "import", "imports"),
            list_losses(flaws.faults, flaws.lost_parts, flaws.missing_files).unwrap_or_else(|| "nothing".to_owned())
        ));
        gaps.extend(flaws.named.iter().map(fault_words));
        let rest = flaws.runs.saturating_sub(flaws.named.len() as u64);
        if rest > 0 {
            gaps.push(format!("And {} before that.", count_words(rest, "import", "imports")));
        }
    }
    if coverage
        .sources
        .iter()
        .any(|line| matches!(&line.came, CoverageSource::Run(read) if read.run.kind == SourceKind::TagPage))
    {
        gaps.push(
            "A saved tag page only has the posts its reader had scrolled to. Posts further down are missing."
                .to_owned(),
        );
    }
    gaps.extend(quiet_words(&coverage.quiet));
    // Tombstones keep no tags, so this count can only be of the whole site.
    gaps.push(deleted_words(coverage.deleted));
    gaps
}

/// Posts that their authors took away.
fn deleted_words(posts: u64) -> String {
    // Tombstones are counted up to this limit only.
    let least = if posts >= DELETED { "at least " } else { "" };
    match posts {
        0 => "No published post was deleted on this site.".to_owned(),
        posts => format!(
            "On the whole site, {least}{} deleted after publishing. Only their ids, blogs and dates are kept, so it is \
             not known which of them had been listed here. No count includes them.",
            count_words(posts, "post was", "posts were")
        ),
    }
}

fn fault_words(read: &RunRecord) -> String {
    let run = &read.run;
    let mut says = vec![format!("“{}”, {}", run.label, full_date(run.begun, Precision::Day))];
    if run.ended.is_none() {
        says.push(format!("not finished, last active {}", full_date(run.heard, Precision::Minute)));
    }
    says.push(match list_losses(run.faults, run.lost_parts, run.missing_files) {
        None => "no errors up to there".to_owned(),
        Some(lost) => format!("{lost} not kept"),
    });
    // A later complete run of the source makes an interrupted one harmless, so it is told.
    if let Some(done) = read.last_done.filter(|done| *done > run.heard) {
        says.push(format!("the same source was completed later, {}", full_date(done, Precision::Minute)));
    }
    format!("{}.", says.join("; "))
}

fn quiet_words(quiet: &CoverageGap) -> Option<String> {
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
        format!(" and {}", count_words(rest, "shorter span", "shorter spans"))
    } else {
        String::new()
    };
    Some(format!(
        "{} between the first and the last post have no posts ({}{more}). This need not be a gap.",
        count_words(quiet.months, "month", "months"),
        spans.join(", ")
    ))
}

/// Approximate dates.
pub fn rough_words(coverage: &Coverage) -> Vec<String> {
    let mut rough: Vec<String> = coverage
        .coarse
        .iter()
        .map(|(precision, posts)| {
            let verb = if *posts == 1 { "has a time" } else { "have times" };
            format!("{} {verb} {}.", count_words(*posts, "post", "posts"), proof::precision_words(*precision))
        })
        .collect();
    if coverage.sources.iter().any(|line| matches!(line.came, CoverageSource::OtherImports { .. })) {
        rough.push("Posts of early imports show the precision of their dates on each post.".to_owned());
    }
    rough
}
