//! Jobs against a naive model: random steps of enqueueing, claiming, ending, managing and time, after each of which the table
//! must hold what the model says.

use crate::common::store::job_claims::{self, ClaimedJob};
use crate::common::store::job_list::{self, JobRow, ListStart};
use crate::common::store::jobs::{self, NewJob};
use crate::common::store::{Result, Tx};
use crate::common::{Open, each};
use model::Time;
use std::collections::BTreeMap;

const KINDS: [&str; 2] = ["ring", "sing"];
const KEYS: [&str; 3] = ["", "a", "b"];
const LANES: [&str; 2] = ["bells", "voices"];
const STEPS: usize = 250;
const SEEDS: std::ops::Range<u64> = 1..5;

type Name = (&'static str, &'static str);

/// One job of the model. What is not known to be pending is not there.
#[derive(Clone, Debug, PartialEq)]
struct Job {
    payload: String,
    at: i64,
    tries: i64,
    holder: Option<String>,
    /// Times at which it was asked for while it was held.
    asked: Vec<i64>,
    error: Option<String>,
}

#[derive(Default)]
struct Model {
    now: i64,
    pending: BTreeMap<Name, Job>,
    dead: BTreeMap<Name, Job>,
    /// What the workers believe they hold, whether they still do or not.
    held: Vec<ClaimedJob>,
    claims: usize,
}

fn lane_of(name: Name) -> &'static str {
    if name.0 == KINDS[0] { LANES[0] } else { LANES[1] }
}

fn known(text: &str, all: &[&'static str]) -> &'static str {
    all.iter().find(|one| **one == text).unwrap()
}

fn name_of(job: &ClaimedJob) -> Name {
    (known(&job.kind, &KINDS), known(&job.key, &KEYS))
}

impl Model {
    fn enqueue(&mut self, name: Name, payload: &str, at: i64) {
        let fresh = Job { payload: payload.into(), at, tries: 0, holder: None, asked: vec![], error: None };
        let Some(job) = self.pending.get_mut(&name) else {
            self.pending.insert(name, fresh);
            return;
        };
        job.payload = payload.into();
        if job.holder.is_some() {
            job.asked.push(at);
        } else if job.tries == 0 {
            job.at = job.at.min(at);
        }
    }

    fn claim(&mut self, lane: &str, claim: &str, end: i64) -> Option<Name> {
        let due = self.pending.iter().filter(|(name, job)| lane_of(**name) == lane && job.at <= self.now);
        let (name, _) = due.min_by_key(|(name, job)| (job.at, **name))?;
        let name = *name;
        let job = self.pending.get_mut(&name)?;
        *job =
            Job { at: end, tries: job.tries + 1, holder: Some(claim.into()), asked: vec![], ..job.clone() };
        Some(name)
    }

    /// The job of a claim, where it is still its.
    fn holds(&mut self, claimed: &ClaimedJob) -> Option<&mut Job> {
        self.pending.get_mut(&name_of(claimed)).filter(|job| job.holder.as_ref() == Some(&claimed.claim))
    }

    fn finish(&mut self, claimed: &ClaimedJob, next: Option<i64>, again: i64) -> bool {
        let Some(job) = self.holds(claimed) else { return false };
        let asked = job.asked.iter().min().map(|at| (*at).max(again));
        match [next, asked].into_iter().flatten().min() {
            Some(at) => *job = Job { at, tries: 0, holder: None, asked: vec![], error: None, ..job.clone() },
            None => drop(self.pending.remove(&name_of(claimed))),
        }
        true
    }

    fn retry(&mut self, claimed: &ClaimedJob, at: i64, error: &str, anew: bool) -> bool {
        let Some(job) = self.holds(claimed) else { return false };
        let tries = if anew { 0 } else { job.tries };
        *job = Job { at, tries, holder: None, asked: vec![], error: Some(error.into()), ..job.clone() };
        true
    }

    fn bury(&mut self, claimed: &ClaimedJob, error: &str) -> bool {
        let now = self.now;
        let Some(job) = self.holds(claimed) else { return false };
        let (tries, asked) = (job.tries, job.asked.iter().min().copied());
        let payload = claimed.payload.clone();
        let corpse = Job { payload, at: now, tries, holder: None, asked: vec![], error: Some(error.into()) };
        match asked {
            Some(at) => *job = Job { at, tries: 0, holder: None, asked: vec![], error: None, ..job.clone() },
            None => drop(self.pending.remove(&name_of(claimed))),
        }
        self.dead.insert(name_of(claimed), corpse);
        true
    }

    fn revive(&mut self, name: Name) -> bool {
        let Some(corpse) = self.dead.remove(&name) else { return false };
        let fresh = Job { at: self.now, tries: 0, error: None, ..corpse };
        self.pending.entry(name).or_insert(fresh);
        true
    }

    fn hasten(&mut self, name: Name) -> bool {
        let now = self.now;
        let waiting = self.pending.get_mut(&name).filter(|job| job.holder.is_none());
        waiting.map(|job| (job.at, job.tries) = (now, 0)).is_some()
    }

    fn rows(&self) -> Vec<JobRow> {
        let row = |(name, dead): (&Name, bool), job: &Job| JobRow {
            kind: name.0.into(),
            key: name.1.into(),
            dead,
            lane: lane_of(*name).into(),
            payload: job.payload.clone(),
            run_at: Time(job.at),
            attempts: job.tries,
            claim: job.holder.clone(),
            last_error: job.error.clone(),
        };
        let pending = self.pending.iter().map(|(name, job)| row((name, false), job));
        let mut rows: Vec<_> =
            pending.chain(self.dead.iter().map(|(name, job)| row((name, true), job))).collect();
        rows.sort_by(|a, b| (&a.kind, &a.key, a.dead).cmp(&(&b.kind, &b.key, b.dead)));
        rows
    }
}

fn step(open: &Open, model: &mut Model, rng: &mut fastrand::Rng) {
    let name: Name = (KINDS[rng.usize(..2)], KEYS[rng.usize(..3)]);
    let (now, soon) = (model.now, model.now + rng.i64(-20..60));
    match rng.u8(..12) {
        0..=2 => {
            let payload = format!("{}", rng.u8(..));
            model.enqueue(name, &payload, soon);
            let add = move |tx: &mut Tx<'_>| {
                let (kind, key) = name;
                let run_at = Time(soon);
                jobs::enqueue_job(tx, &NewJob { kind, key, lane: lane_of(name), payload: &payload, run_at })
            };
            open.write(add).unwrap();
        }
        3..=5 => {
            model.claims += 1;
            let (lane, claim, end) = (LANES[rng.usize(..2)], format!("w/{}", model.claims), now + 30);
            let expected = model.claim(lane, &claim, end);
            let take = move |tx: &mut Tx<'_>| job_claims::claim_job(tx, lane, &claim, Time(now), Time(end));
            let claimed = open.write(take).unwrap();
            assert_eq!(claimed.as_ref().map(name_of), expected);
            model.held.extend(claimed);
        }
        6..=9 if !model.held.is_empty() => end_claim(open, model, rng),
        10 => manage(open, model, rng, name),
        _ => model.now += rng.i64(0..40),
    }
}

/// A worker reports, late or in time.
fn end_claim(open: &Open, model: &mut Model, rng: &mut fastrand::Rng) {
    let at = rng.usize(..model.held.len());
    let (job, now) = (model.held[at].clone(), model.now);
    let soon = now + rng.i64(0..60);
    let claimed = job.clone();
    let (expected, done) = match rng.u8(..5) {
        0 => {
            let held = model.holds(&job).map(|row| row.at = soon).is_some();
            let extended = open.write(move |tx| job_claims::extend_lease(tx, &claimed, Time(soon))).unwrap();
            assert_eq!(extended, held);
            return;
        }
        1 => {
            let next = rng.bool().then_some(soon);
            let finish =
                move |tx: &mut Tx<'_>| job_claims::finish_job(tx, &claimed, next.map(Time), Time(now + 5));
            (model.finish(&job, next, now + 5), open.write(finish))
        }
        2 | 3 => {
            let anew = rng.bool();
            let retry =
                move |tx: &mut Tx<'_>| job_claims::retry_later(tx, &claimed, Time(soon), "hoarse", anew);
            (model.retry(&job, soon, "hoarse", anew), open.write(retry))
        }
        _ => {
            let bury = move |tx: &mut Tx<'_>| job_claims::bury_job(tx, &claimed, Time(now), "cracked");
            (model.bury(&job, "cracked"), open.write(bury))
        }
    };
    assert_eq!(done.unwrap(), expected);
    model.held.swap_remove(at);
}

fn manage(open: &Open, model: &mut Model, rng: &mut fastrand::Rng, name: Name) {
    let now = Time(model.now);
    let (expected, done) = match rng.u8(..4) {
        0 => (model.revive(name), open.write(move |tx| job_list::retry_dead_job(tx, name.0, name.1, now))),
        1 => (model.hasten(name), open.write(move |tx| job_list::hasten_job(tx, name.0, name.1, now))),
        2 => (
            model.pending.remove(&name).is_some(),
            open.write(move |tx| job_list::drop_job(tx, name.0, name.1, false)),
        ),
        _ => (
            model.dead.remove(&name).is_some(),
            open.write(move |tx| job_list::drop_job(tx, name.0, name.1, true)),
        ),
    };
    assert_eq!(done.unwrap(), expected);
}

/// A list from a kind on, two rows a page.
fn list_pages(
    open: &Open,
    first: &str,
    list: fn(&mut Tx<'_>, &ListStart, i64) -> Result<Vec<JobRow>>,
) -> Vec<JobRow> {
    let (mut rows, mut start) = (Vec::new(), ListStart::Kind(first.into()));
    loop {
        let from = start.clone();
        let page = open.read(move |tx| list(tx, &from, 2)).unwrap();
        let Some(last) = page.last() else { return rows };
        start = ListStart::After(last.kind.clone(), last.key.clone(), last.dead);
        rows.extend(page);
    }
}

#[test]
fn the_table_holds_what_a_naive_model_says() {
    for open in each() {
        for seed in SEEDS {
            let mut rng = fastrand::Rng::with_seed(seed);
            let mut model = Model::default();
            for at in 0..STEPS {
                step(&open, &mut model, &mut rng);
                for first in ["", "ring", "sing"] {
                    let label = format!("{} seed {seed} step {at} from “{first}”", open.label);
                    let from = |row: &JobRow| row.kind.as_str() >= first;
                    let model_rows: Vec<_> = model.rows().into_iter().filter(from).collect();
                    let rows = list_pages(&open, first, job_list::list_jobs);
                    assert_eq!(rows, model_rows, "{label}");
                    let dead = list_pages(&open, first, job_list::list_dead_jobs);
                    assert_eq!(dead, rows.into_iter().filter(|row| row.dead).collect::<Vec<_>>(), "{label}");
                }
            }
            assert!(model.claims > 20, "seed {seed} claims too little");
            open.write(|tx| {
                for row in job_list::list_jobs(tx, &ListStart::Kind(String::new()), 100)? {
                    job_list::drop_job(tx, &row.kind, &row.key, row.dead)?;
                }
                Ok(())
            })
            .unwrap();
        }
    }
}
