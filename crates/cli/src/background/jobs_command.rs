//! `tagstead jobs`: what waits, runs or is dead in the background.

use crate::data::{DataArguments, make_clock};
use crate::{Failure, Outcome};
use clap::Subcommand;
use model::Time;
use serde_json::json;
use tumblelog::jobs::{JobRow, JobSelection, LISTED, standard_kinds};

#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List jobs: kind, key, lane, state, time, attempts, the reason of the last failure. The time is that of the next run;
    /// of a running job the end of its lease; of a dead one that of its death.
    List(Selected),
    /// Let jobs that wait or are dead run at once, with all their attempts. Name them by --kind, --key or --dead.
    Retry(Selected),
    /// Remove jobs that wait or are dead. Name them by --kind, --key or --dead. Periodic jobs come back when a worker starts.
    Drop(Selected),
}

#[derive(clap::Args)]
struct Selected {
    /// Jobs of this kind alone.
    #[arg(long)]
    kind: Option<String>,
    /// The job with this key alone; needs --kind.
    #[arg(long, requires = "kind")]
    key: Option<String>,
    /// Dead jobs alone: those that failed too often.
    #[arg(long)]
    dead: bool,
    /// Print one JSON object a job.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    data: DataArguments,
}

pub async fn run_jobs(arguments: Arguments) -> Outcome {
    let (Action::List(selected) | Action::Retry(selected) | Action::Drop(selected)) = &arguments.action;
    let selection =
        JobSelection { kind: selected.kind.clone(), key: selected.key.clone(), dead: selected.dead };
    let lists = matches!(arguments.action, Action::List(_));
    if !lists && selection == JobSelection::default() {
        return Err(Failure::Usage(
            "name the jobs: --kind KIND, with --key KEY for one of them, or --dead for all dead jobs".into(),
        ));
    }
    let site = selected.data.open_existing(make_clock(None)?)?;
    let rows = match &arguments.action {
        Action::List(_) => site.list_jobs(selection).await?,
        Action::Retry(_) => site.retry_jobs(selection).await?,
        Action::Drop(_) => site.drop_jobs(selection).await?,
    };
    print_rows(&rows, selected.json, site.clock().now());
    if !lists && rows.is_empty() {
        return Err(none_selected());
    }
    if rows.len() >= LISTED {
        let hint = "there may be more; name fewer by --kind or --key";
        return Err(Failure::Failed(anyhow::anyhow!("one call takes at most {LISTED} jobs; {hint}")));
    }
    Ok(())
}

fn none_selected() -> Failure {
    let kinds: Vec<&str> = standard_kinds().iter().map(|kind| kind.name).collect();
    Failure::Failed(anyhow::anyhow!(
        "no job that waits or is dead was selected; `tagstead jobs list` shows what there is. Running jobs are left alone. \
         Kinds: {}",
        kinds.join(", ")
    ))
}

#[expect(clippy::print_stdout, reason = "the jobs are the command's result")]
fn print_rows(rows: &[JobRow], json: bool, now: Time) {
    for row in rows {
        if json {
            println!("{}", row_object(row, now));
        } else {
            println!("{}", row_line(row, now));
        }
    }
}

/// What becomes of a job; a claim whose lease has ended is that of a worker that died.
fn row_state(row: &JobRow, now: Time) -> &'static str {
    match (row.dead, &row.claim) {
        (true, _) => "dead",
        (false, Some(_)) if row.run_at > now => "running",
        (false, _) => "waiting",
    }
}

/// The time of a row; nothing where it is the earliest there is, which means at once.
fn row_time(row: &JobRow) -> Option<String> {
    (row.run_at.0 > 0).then(|| row.run_at.rfc3339())
}

fn row_line(row: &JobRow, now: Time) -> String {
    let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let error = row.last_error.as_deref().unwrap_or_default();
    [
        row.kind.clone(),
        or_dash(&row.key),
        row.lane.clone(),
        row_state(row, now).to_owned(),
        row_time(row).unwrap_or_else(|| "at-once".into()),
        row.attempts.to_string(),
        // A reason may hold line breaks, which would look like another job.
        or_dash(&error.split_whitespace().collect::<Vec<_>>().join(" ")),
    ]
    .join("\t")
}

fn row_object(row: &JobRow, now: Time) -> serde_json::Value {
    json!({
        "kind": row.kind,
        "key": row.key,
        "lane": row.lane,
        "state": row_state(row, now),
        "run_at": row_time(row),
        "attempts": row.attempts,
        "worker": row.claim.as_deref().and_then(|claim| claim.split('/').next()),
        "last_error": row.last_error,
        "payload": row.payload,
    })
}
