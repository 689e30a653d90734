//! A view's completeness for programs. Times are RFC 3339 in UTC; what is not known is null.

use super::words;
use model::{ImportRun, Time};
use serde_json::{Map, Value, json};
use tumblelog::RunRecord;
use tumblelog::{Coverage, CoverageSource, SourceLine};

/// The whole answer.
pub fn write_coverage(coverage: &Coverage) -> String {
    let counts = |pairs: Vec<(&str, u64)>| -> Map<String, Value> {
        pairs.into_iter().map(|(name, posts)| (name.to_owned(), posts.into())).collect()
    };
    let months =
        coverage.quiet.longest.iter().map(|(first, last)| json!([first.to_string(), last.to_string()]));
    let answer = json!({
        "query": coverage.query,
        "counted_at": coverage.at.rfc3339(),
        "posts": coverage.total,
        // Null where the count is exact, so that programs can tell a bound from a number.
        "posts_at_most": coverage.most,
        "published": span_value(coverage.reach),
        "sources": coverage.sources.iter().map(source_value).collect::<Vec<_>>(),
        "not_shown": {
            "withheld_is_at_most": coverage.withheld_at_most,
            "withheld": counts(coverage.withheld.iter().map(|(reason, posts)| (reason.name(), *posts)).collect()),
            "reblogs_without_words": coverage.bare,
            "reblogs_without_words_at_most": coverage.bare_most,
        },
        "folded": {
            "copies": coverage.copies,
        },
        "rough_times": counts(coverage.coarse.iter().map(|(p, posts)| (precision_name(*p), *posts)).collect()),
        "quiet": {
            "months": coverage.quiet.months,
            "spans": coverage.quiet.spans,
            "longest": months.collect::<Vec<_>>(),
        },
        "unread": {
            "imports": coverage.flaws.runs,
            "records": coverage.flaws.faults,
            "parts_of_posts": coverage.flaws.lost_parts,
            "files": coverage.flaws.missing_files,
            "newest": coverage.flaws.named.iter().map(run_value).collect::<Vec<_>>(),
        },
        "deleted_on_the_whole_site": coverage.deleted,
        // The sentences of the page, since no figure says that records without tags may belong
        // here.
        "notes": words::gap_words(coverage),
    });
    answer.to_string()
}

fn span_value(reach: Option<(Time, Time)>) -> Value {
    reach.map_or(Value::Null, |(first, last)| json!({"first": first.rfc3339(), "last": last.rfc3339()}))
}

fn source_value(line: &SourceLine) -> Value {
    let mut value = json!({
        "came": match &line.came {
            CoverageSource::People => "people",
            CoverageSource::Api => "api",
            CoverageSource::Feeds => "feeds",
            CoverageSource::Run(_) => "import",
            CoverageSource::OtherImports { .. } => "other imports",
        },
        "posts": line.posts,
        "posts_at_most": line.most,
        "published": span_value(line.reach),
    });
    match &line.came {
        CoverageSource::Run(read) => value["import"] = run_value(read),
        CoverageSource::OtherImports { runs } => value["imports_at_most"] = (*runs).into(),
        _ => {}
    }
    value
}

fn run_value(read: &RunRecord) -> Value {
    let ImportRun { id, kind, label, captured, begun, heard, ended, added, known, faults, .. } = &read.run;
    json!({
        "run": id.0,
        "kind": kind.name(),
        "source": label,
        "saved_at": captured.map(|(at, _)| at.rfc3339()),
        "saved_at_precision": captured.map(|(_, p)| precision_name(p)),
        "begun_at": begun.rfc3339(),
        "last_batch_at": heard.rfc3339(),
        "ended_at": ended.map(Time::rfc3339),
        "posts_added": added,
        "posts_known": known,
        "records_not_kept": faults,
        "parts_not_kept": read.run.lost_parts,
        "files_missing": read.run.missing_files,
        "runs_of_this_source": read.runs,
        "last_read_to_its_end_at": read.last_done.map(Time::rfc3339),
    })
}

fn precision_name(precision: model::Precision) -> &'static str {
    use model::Precision::{Day, Exact, Hour, Minute, Month, Unknown, Year};
    match precision {
        Exact => "exact",
        Minute => "minute",
        Hour => "hour",
        Day => "day",
        Month => "month",
        Year => "year",
        Unknown => "unknown",
    }
}
