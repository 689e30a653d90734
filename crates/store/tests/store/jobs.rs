//! The rows of jobs, on every database: enqueueing in a transaction, claims, leases, ends.

use crate::common::store::job_claims::{self, ClaimedJob};
use crate::common::store::job_list::{self, JobRow, LaneCount, ListStart};
use crate::common::store::jobs::{self, AT_ONCE, NewJob};
use crate::common::store::{Error, Result, Tx};
use crate::common::{Open, each};
use model::Time;

const LANE: &str = "letters";

fn letter(key: &str, run_at: i64) -> NewJob<'_> {
    NewJob { kind: "send-letter", key, lane: LANE, payload: "dear reader", run_at: Time(run_at) }
}

impl Open {
    fn enqueue(&self, key: &'static str, run_at: i64) {
        self.write(move |tx| jobs::enqueue_job(tx, &letter(key, run_at))).unwrap();
    }

    fn claim(&self, claim: &'static str, now: i64, end: i64) -> Option<ClaimedJob> {
        self.write(move |tx| job_claims::claim_job(tx, LANE, claim, Time(now), Time(end))).unwrap()
    }

    fn with<T: Send + 'static>(
        &self,
        job: &ClaimedJob,
        work: impl Fn(&mut Tx<'_>, &ClaimedJob) -> Result<T> + Send + 'static,
    ) -> T {
        let job = job.clone();
        self.write(move |tx| work(tx, &job)).unwrap()
    }

    fn rows(&self) -> Vec<JobRow> {
        self.read(|tx| job_list::list_jobs(tx, &ListStart::Kind(String::new()), 100)).unwrap()
    }
}

#[test]
fn a_transaction_that_is_rolled_back_leaves_no_job() {
    for open in each() {
        let failed: Result<()> = open.write(|tx| {
            jobs::enqueue_job(tx, &letter("ada", 5))?;
            Err(Error::Damaged("something after it failed".into()))
        });
        assert!(failed.is_err());
        assert_eq!(open.rows(), [], "{}", open.label);
        assert_eq!(open.claim("a/1", 100, 200), None);
    }
}

#[test]
fn a_kind_and_a_key_are_one_job() {
    for open in each() {
        open.enqueue("ada", 50);
        open.enqueue("ada", 20);
        open.enqueue("ada", 90);
        open.enqueue("bob", 10);
        let rows = open.rows();
        let times: Vec<_> = rows.iter().map(|row| (row.key.as_str(), row.run_at.0)).collect();
        assert_eq!(times, [("ada", 20), ("bob", 10)], "the earlier time counts: {}", open.label);
        assert!(!open.write(|tx| jobs::ensure_job(tx, &letter("bob", 1))).unwrap());
        assert!(open.write(|tx| jobs::ensure_job(tx, &letter("cyd", 30))).unwrap());
        // In the order of their times, and not before them.
        assert_eq!(open.claim("a/0", 9, 1_000), None);
        let keys = [1, 2, 3, 4].map(|_| open.claim("a/1", 40, 1_000).map(|job| job.key));
        assert_eq!(keys.map(Option::unwrap_or_default), ["bob", "ada", "cyd", ""]);
    }
}

#[test]
fn a_job_enqueued_while_it_runs_runs_once_more() {
    for open in each() {
        open.enqueue("ada", 10);
        let first = open.claim("a/1", 10, 100).unwrap();
        assert_eq!((first.payload.as_str(), first.attempts), ("dear reader", 1));
        let later = NewJob { payload: "news", ..letter("ada", AT_ONCE.0) };
        open.write(move |tx| jobs::enqueue_job(tx, &later)).unwrap();
        assert_eq!(open.claim("b/1", 50, 150), None, "it runs: {}", open.label);
        assert!(open.with(&first, |tx, job| job_claims::finish_job(tx, job, None, Time(60))));
        assert_eq!(open.claim("b/2", 59, 159), None, "not before the pause is over");
        let second = open.claim("b/3", 60, 160).unwrap();
        assert_eq!((second.payload.as_str(), second.attempts), ("news", 1));
        assert!(open.with(&second, |tx, job| job_claims::finish_job(tx, job, None, Time(70))));
        assert_eq!(open.rows(), []);
    }
}

#[test]
fn a_job_that_is_due_already_is_not_enqueued_again() {
    for open in each() {
        let enqueue =
            |run_at| open.write(move |tx| jobs::enqueue_unless_due(tx, &letter("ada", run_at))).unwrap();
        let run_at = || open.rows()[0].run_at.0;
        enqueue(50);
        enqueue(60);
        assert_eq!(run_at(), 50, "{}", open.label);
        enqueue(40);
        assert_eq!(run_at(), 40, "an earlier time counts");
        let job = open.claim("a/1", 40, 100).unwrap();
        enqueue(45);
        assert!(open.with(&job, |tx, job| job_claims::finish_job(tx, job, None, AT_ONCE)));
        let job = open.claim("a/2", 45, 100).expect("it was enqueued while it ran");
        assert!(open.with(&job, |tx, job| job_claims::retry_later(tx, job, Time(500), "no stamps", false)));
        enqueue(70);
        assert_eq!(run_at(), 500, "a failed job keeps its pause");
    }
}

#[test]
fn transactions_that_enqueue_a_job_which_is_due_do_not_wait_for_each_other() {
    // SQLite has one writer at a time in any case.
    for open in each().into_iter().filter(|open| open.label.contains("postgres")) {
        open.enqueue("ada", 0);
        let (begun, wait_begun) = std::sync::mpsc::channel();
        let (end, wait_end) = std::sync::mpsc::channel::<()>();
        let url = open.url.clone();
        let slow = std::thread::spawn(move || {
            let store = crate::common::open(&url).unwrap();
            let work = store.write(move |tx| {
                jobs::enqueue_unless_due(tx, &letter("ada", 10))?;
                begun.send(()).unwrap();
                // Ends when the other transaction has.
                wait_end.recv().map_err(|_| Error::Closed)
            });
            crate::common::runtime().block_on(work)
        });
        wait_begun.recv().unwrap();
        open.write(|tx| jobs::enqueue_unless_due(tx, &letter("ada", 10))).unwrap();
        end.send(()).unwrap();
        slow.join().unwrap().unwrap();
    }
}

#[test]
fn a_lease_that_ends_frees_the_job_and_the_late_holder_changes_nothing() {
    for open in each() {
        open.enqueue("ada", 0);
        let first = open.claim("a/1", 10, 100).unwrap();
        assert!(open.with(&first, |tx, job| job_claims::extend_lease(tx, job, Time(120))));
        assert_eq!(open.claim("b/1", 119, 300), None);
        let second = open.claim("b/2", 120, 300).unwrap();
        assert_eq!(second.attempts, 2, "the attempt of the worker that died counts: {}", open.label);
        assert!(!open.with(&first, |tx, job| job_claims::extend_lease(tx, job, Time(500))));
        assert!(!open.with(&first, |tx, job| job_claims::finish_job(tx, job, None, AT_ONCE)));
        assert!(!open.with(&first, |tx, job| job_claims::retry_later(tx, job, AT_ONCE, "late", false)));
        assert!(!open.with(&first, |tx, job| job_claims::bury_job(tx, job, AT_ONCE, "late")));
        assert_eq!(open.rows()[0].run_at, Time(300));
        assert!(open.with(&second, |tx, job| job_claims::finish_job(tx, job, Some(Time(900)), AT_ONCE)));
        let rows = open.rows();
        assert_eq!((rows[0].run_at, rows[0].attempts, rows[0].claim.as_deref()), (Time(900), 0, None));
    }
}

#[test]
fn a_failed_job_keeps_its_pause_and_a_dead_one_its_reason() {
    for open in each() {
        open.enqueue("ada", 0);
        let job = open.claim("a/1", 10, 100).unwrap();
        assert!(open.with(&job, |tx, job| job_claims::retry_later(tx, job, Time(500), "no stamps", false)));
        open.enqueue("ada", 20);
        assert_eq!(open.claim("a/2", 499, 600), None, "enqueueing does not shorten it: {}", open.label);
        let job = open.claim("a/3", 500, 600).unwrap();
        assert_eq!((job.attempts, job.last_error.as_deref()), (2, Some("no stamps")));
        assert!(open.with(&job, |tx, job| job_claims::bury_job(tx, job, Time(510), "no ink")));
        let dead = open.rows().pop().unwrap();
        assert!(dead.dead && dead.claim.is_none());
        assert_eq!((dead.run_at, dead.attempts, dead.last_error.as_deref()), (Time(510), 2, Some("no ink")));
        assert_eq!(open.claim("a/4", 10_000, 10_001), None, "a dead job does not run");
        let next = open.read(|tx| job_claims::next_run_at(tx, LANE)).unwrap();
        assert_eq!(next, None);
        // A new job of the same name stands beside it; when it dies too, the older dead one goes.
        open.enqueue("ada", 600);
        let count = |waiting, claimed, dead| LaneCount { lane: LANE.into(), waiting, claimed, dead };
        assert_eq!(open.read(job_list::count_jobs).unwrap(), [count(1, 0, 1)]);
        let job = open.claim("a/5", 600, 700).unwrap();
        assert_eq!(open.read(job_list::count_jobs).unwrap(), [count(0, 1, 1)]);
        open.enqueue("ada", 650);
        assert!(open.with(&job, |tx, job| job_claims::bury_job(tx, job, Time(660), "no paper")));
        let rows = open.rows();
        let reasons: Vec<_> =
            rows.iter().map(|row| (row.dead, row.run_at.0, row.last_error.as_deref())).collect();
        assert_eq!(
            reasons,
            [(false, 650, None), (true, 660, Some("no paper"))],
            "it was enqueued as it died"
        );
    }
}

#[test]
fn a_dead_job_is_retried_or_dropped() {
    for open in each() {
        for key in ["ada", "bob"] {
            open.enqueue(key, 0);
            let job = open.claim("a/1", 10, 100).unwrap();
            assert!(open.with(&job, |tx, job| job_claims::bury_job(tx, job, Time(20), "no ink")));
        }
        let dead = open.read(|tx| job_list::list_dead_jobs(tx, &ListStart::Kind(String::new()), 10)).unwrap();
        assert_eq!(
            dead.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(),
            ["ada", "bob"],
            "{}",
            open.label
        );
        assert!(open.write(|tx| job_list::retry_dead_job(tx, "send-letter", "ada", Time(50))).unwrap());
        assert!(!open.write(|tx| job_list::retry_dead_job(tx, "send-letter", "ada", Time(50))).unwrap());
        assert!(open.write(|tx| job_list::drop_job(tx, "send-letter", "bob", true)).unwrap());
        assert!(!open.write(|tx| job_list::drop_job(tx, "send-letter", "bob", true)).unwrap());
        let job = open.claim("a/2", 50, 150).unwrap();
        assert_eq!((job.key.as_str(), job.attempts), ("ada", 1));
        assert!(open.with(&job, |tx, job| job_claims::retry_later(tx, job, Time(900), "no stamps", false)));
        assert!(open.write(|tx| job_list::hasten_job(tx, "send-letter", "ada", Time(60))).unwrap());
        let job = open.claim("a/3", 60, 160).unwrap();
        assert_eq!(job.attempts, 1, "it has all its attempts again");
        assert!(!open.write(|tx| job_list::hasten_job(tx, "send-letter", "ada", Time(70))).unwrap());
    }
}

#[test]
fn two_workers_never_claim_one_job() {
    const JOBS: usize = 200;
    for open in each() {
        open.write(|tx| {
            for n in 0..JOBS {
                jobs::enqueue_job(tx, &letter(&format!("{n}"), n as i64 % 5))?;
            }
            Ok(())
        })
        .unwrap();
        let work = |worker: usize| {
            let store = crate::common::open(&open.url).unwrap();
            let mut keys = Vec::new();
            for n in 0.. {
                let claim = format!("{worker}/{n}");
                let claimed = crate::common::runtime().block_on(
                    store.write(move |tx| job_claims::claim_job(tx, LANE, &claim, Time(10), Time(1_000))),
                );
                match claimed.unwrap() {
                    Some(job) => keys.push(job.key),
                    None => return keys,
                }
            }
            keys
        };
        let mut keys: Vec<String> = std::thread::scope(|threads| {
            let running: Vec<_> = (0..4).map(|worker| threads.spawn(move || work(worker))).collect();
            running.into_iter().flat_map(|one| one.join().unwrap()).collect()
        });
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), JOBS, "{}: each once", open.label);
        assert!(open.rows().iter().all(|row| row.attempts == 1), "and none twice");
    }
}

#[test]
fn who_waits_hears_of_a_committed_job_alone() {
    use std::time::Duration;
    use tokio::time::timeout;
    for open in each() {
        crate::common::runtime().block_on(async {
            let heard = open.store.enqueued().notified();
            tokio::pin!(heard);
            heard.as_mut().enable();
            let failed: Result<()> = open
                .store
                .write(|tx| {
                    jobs::enqueue_job(tx, &letter("ada", 5))?;
                    Err(Error::Damaged("something after it failed".into()))
                })
                .await;
            assert!(failed.is_err());
            open.store.write(|_| Ok::<_, Error>(())).await.unwrap();
            assert!(timeout(Duration::ZERO, heard.as_mut()).await.is_err(), "{}", open.label);
            open.store.write(|tx| jobs::enqueue_job(tx, &letter("ada", 5))).await.unwrap();
            assert!(timeout(Duration::ZERO, heard).await.is_ok(), "{}", open.label);
        });
    }
}
