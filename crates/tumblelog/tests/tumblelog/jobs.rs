//! Jobs as a worker runs them: retries on a clock that the test moves, deaths with reasons, periods, and the standard kinds.

use crate::common::tumblelog::jobs::{
    BackOff, JobKind, JobRow, JobRun, JobRunner, JobSelection, LEASE, Lane, Next,
};
use crate::common::tumblelog::{Error, Result, Site};
use crate::common::{NOW, World, on_each, post};
use model::{BlogName, Clock, State, Time};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use store::jobs::{AT_ONCE, NewJob, enqueue_job};
use testkit::FakeSecrets;
use tokio::sync::Notify;

const KIND: &str = "send-letter";

/// A kind whose handler counts its runs and does as it is told.
#[derive(Clone)]
struct Letters {
    runs: Arc<AtomicU32>,
    /// Runs that fail before one succeeds.
    failures: u32,
    period: Option<Duration>,
}

impl Letters {
    fn failing(failures: u32) -> Self {
        Self { runs: Arc::default(), failures, period: None }
    }

    fn kind(&self) -> JobKind {
        let letters = self.clone();
        let send = move |_: JobRun| {
            let letters = letters.clone();
            async move {
                let run = letters.runs.fetch_add(1, Ordering::SeqCst);
                if run < letters.failures {
                    return Err(Error::File(format!("no stamps, try {}", run + 1)));
                }
                Ok(Next::Done)
            }
        };
        let back_off = BackOff { first: Duration::from_secs(10), longest: Duration::from_secs(30) };
        JobKind { attempts: 4, back_off, period: self.period, ..JobKind::new(KIND, Lane::Due, send) }
    }

    fn runs(&self) -> u32 {
        self.runs.load(Ordering::SeqCst)
    }
}

/// A worker of a process of its own.
fn runner(world: &World, number: u64, kind: JobKind) -> JobRunner {
    let secrets = Arc::new(FakeSecrets::seeded(number));
    let cost = crate::common::tumblelog::account::PasswordCost::CHEAP;
    let site = world.another().with_secrets(secrets, cost);
    JobRunner::new(site, &format!("worker-{number}")).with_kind(kind)
}

async fn enqueue(world: &World, key: &'static str) {
    let job = NewJob { kind: KIND, key, lane: Lane::Due.name(), payload: "", run_at: AT_ONCE };
    world.store().write(move |tx| enqueue_job(tx, &job)).await.unwrap();
}

async fn rows(site: &Site) -> Vec<JobRow> {
    site.list_jobs(JobSelection { kind: Some(KIND.into()), ..JobSelection::default() }).await.unwrap()
}

/// The pause until the next run, in seconds.
async fn pause(world: &World) -> f64 {
    let row = rows(&world.site).await.pop().unwrap();
    (row.run_at.0 - world.clock.now().0) as f64 / 1_000.0
}

#[test]
fn a_job_that_fails_is_tried_again_after_growing_pauses() {
    on_each(async |world| {
        let letters = Letters::failing(3);
        let worker = runner(world, 1, letters.kind());
        enqueue(world, "ada").await;
        for (attempt, around) in [(1, 10.0), (2, 20.0), (3, 30.0)] {
            assert_eq!(worker.run_next_job(Lane::Due).await.unwrap().as_deref(), Some(KIND));
            let row = rows(&world.site).await.pop().unwrap();
            assert_eq!((row.attempts, row.claim.as_deref()), (attempt, None), "{}", world.label);
            assert_eq!(row.last_error, Some(format!("no stamps, try {attempt}")));
            let pause = pause(world).await;
            assert!((around * 0.79..around * 1.21).contains(&pause), "{pause} after attempt {attempt}");
            assert_eq!(worker.run_next_job(Lane::Due).await.unwrap(), None, "not before the pause is over");
            world.clock.advance(Duration::from_secs_f64(pause));
        }
        worker.run_next_job(Lane::Due).await.unwrap();
        assert_eq!((letters.runs(), rows(&world.site).await), (4, vec![]), "it succeeded and is gone");
    });
}

#[test]
fn a_job_that_fails_too_often_is_dead_until_somebody_retries_or_drops_it() {
    on_each(async |world| {
        let letters = Letters::failing(5);
        let worker = runner(world, 1, letters.kind());
        enqueue(world, "ada").await;
        while worker.run_next_job(Lane::Due).await.unwrap().is_some() {
            world.clock.advance(Duration::from_secs(60));
        }
        let dead = rows(&world.site).await.pop().unwrap();
        assert!(dead.dead, "{}: {dead:?}", world.label);
        assert_eq!((dead.attempts, dead.last_error.as_deref()), (4, Some("no stamps, try 4")));
        let counts = world.site.count_jobs().await.unwrap();
        assert_eq!(
            counts.iter().map(|count| (count.lane.as_str(), count.dead)).collect::<Vec<_>>(),
            [("due", 1)]
        );
        let all_dead = || JobSelection { dead: true, ..JobSelection::default() };
        assert_eq!(world.site.retry_jobs(all_dead()).await.unwrap().len(), 1);
        assert_eq!(world.site.retry_jobs(all_dead()).await.unwrap(), []);
        worker.run_next_job(Lane::Due).await.unwrap();
        assert_eq!(rows(&world.site).await[0].last_error.as_deref(), Some("no stamps, try 5"));
        let ada = JobSelection { kind: Some(KIND.into()), key: Some("ada".into()), dead: false };
        assert_eq!(world.site.retry_jobs(ada.clone()).await.unwrap().len(), 1, "it need not wait");
        worker.run_next_job(Lane::Due).await.unwrap();
        assert_eq!(rows(&world.site).await, []);
        enqueue(world, "ada").await;
        assert_eq!(world.site.drop_jobs(ada.clone()).await.unwrap().len(), 1);
        assert_eq!(world.site.drop_jobs(ada).await.unwrap(), []);
        assert_eq!(worker.run_next_job(Lane::Due).await.unwrap(), None);
        assert_eq!(letters.runs(), 6);
    });
}

#[test]
fn a_panic_ends_the_job_and_not_the_worker() {
    on_each(async |world| {
        let kind =
            JobKind { attempts: 1, ..JobKind::new(KIND, Lane::Due, |_| async { panic!("torn envelope") }) };
        let worker = runner(world, 1, kind);
        enqueue(world, "ada").await;
        worker.run_next_job(Lane::Due).await.unwrap();
        let row = rows(&world.site).await.pop().unwrap();
        assert_eq!(
            (row.dead, row.last_error.as_deref()),
            (true, Some("the job panicked")),
            "{}",
            world.label
        );
    });
}

#[test]
fn a_job_of_a_kind_that_nobody_knows_is_dead() {
    on_each(async |world| {
        let job = NewJob { kind: "send-telegram", key: "", lane: "due", payload: "", run_at: AT_ONCE };
        world.store().write(move |tx| enqueue_job(tx, &job)).await.unwrap();
        JobRunner::new(world.another(), "worker").run_next_job(Lane::Due).await.unwrap();
        let row = world.site.list_jobs(JobSelection::default()).await.unwrap().pop().unwrap();
        assert!(
            row.dead && row.last_error.unwrap().contains("knows no jobs of this kind"),
            "{}",
            world.label
        );
    });
}

#[test]
fn a_periodic_job_has_one_row_and_runs_once_a_period_in_all_processes() {
    on_each(async |world| {
        let letters = Letters { period: Some(Duration::from_secs(100)), ..Letters::failing(0) };
        let kind = JobKind { at_start: true, ..letters.kind() };
        let workers = [1, 2, 3].map(|number| runner(world, number, kind.clone()));
        for worker in &workers {
            worker.seed_jobs().await.unwrap();
        }
        // Each look at the lane by all three, once a second, for ten periods.
        for _ in 0..1_000 {
            for worker in &workers {
                if worker.time_to_next(Lane::Due).await.unwrap() == Some(Duration::ZERO) {
                    worker.run_next_job(Lane::Due).await.unwrap();
                }
            }
            world.clock.advance(Duration::from_secs(1));
        }
        assert!((9..=13).contains(&letters.runs()), "{}: {} runs", world.label, letters.runs());
        assert_eq!(rows(&world.site).await.len(), 1);
    });
}

#[test]
fn a_periodic_job_that_fails_waits_for_its_next_period_and_never_dies() {
    on_each(async |world| {
        let letters = Letters { period: Some(Duration::from_secs(1_000)), ..Letters::failing(4) };
        let worker = runner(world, 1, JobKind { at_start: true, ..letters.kind() });
        worker.seed_jobs().await.unwrap();
        let publish = JobSelection { kind: Some("publish-due".into()), ..JobSelection::default() };
        world.site.drop_jobs(publish).await.unwrap();
        for _ in 0..4 {
            worker.run_next_job(Lane::Due).await.unwrap();
            let pause = pause(world).await;
            world.clock.advance(Duration::from_secs_f64(pause));
        }
        let row = rows(&world.site).await.pop().unwrap();
        assert_eq!((row.dead, row.attempts), (false, 0), "{}", world.label);
        assert_eq!(row.last_error.as_deref(), Some("no stamps, try 4"), "the reason is kept");
        worker.run_next_job(Lane::Due).await.unwrap();
        assert_eq!(rows(&world.site).await[0].last_error, None);
        assert!((790.0..1_210.0).contains(&pause(world).await));
    });
}

#[test]
fn two_workers_run_a_job_one_at_a_time_and_a_dead_workers_job_is_taken_over() {
    on_each(async |world| {
        let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (tell, wait) = (begun.clone(), go.clone());
        let waiting = JobKind::new(KIND, Lane::Due, move |_| {
            let (tell, wait) = (tell.clone(), wait.clone());
            async move {
                tell.notify_one();
                wait.notified().await;
                Ok(Next::Done)
            }
        });
        let letters = Letters::failing(0);
        let (first, second) = (runner(world, 1, waiting), runner(world, 2, letters.kind()));
        enqueue(world, "ada").await;
        let running = tokio::spawn({
            let first = first.clone();
            async move { first.run_next_job(Lane::Due).await }
        });
        begun.notified().await;
        assert_eq!(second.run_next_job(Lane::Due).await.unwrap(), None, "{}: it runs", world.label);
        // It is enqueued again meanwhile, and the first worker's lease ends without a word.
        enqueue(world, "ada").await;
        world.clock.advance(LEASE);
        assert_eq!(second.run_next_job(Lane::Due).await.unwrap().as_deref(), Some(KIND));
        assert_eq!((letters.runs(), rows(&world.site).await), (1, vec![]));
        enqueue(world, "ada").await;
        // The first worker was only slow. What it reports changes nothing of the new job.
        go.notify_one();
        running.await.unwrap().unwrap();
        let row = rows(&world.site).await.pop().unwrap();
        assert_eq!((row.attempts, row.run_at), (0, AT_ONCE));
    });
}

#[test]
fn a_job_whose_worker_dies_each_time_is_dead_at_last() {
    on_each(async |world| {
        let letters = Letters::failing(0);
        let worker = runner(world, 1, letters.kind());
        enqueue(world, "ada").await;
        for _ in 0..4 {
            assert!(worker.claim_job(Lane::Due).await.unwrap().is_some());
            world.clock.advance(LEASE);
        }
        worker.run_next_job(Lane::Due).await.unwrap();
        let row = rows(&world.site).await.pop().unwrap();
        assert!(row.dead && letters.runs() == 0, "{}: {row:?}", world.label);
        assert!(row.last_error.unwrap().starts_with("its worker died or stalled"));
    });
}

/// The kinds of the jobs that ran in a lane until none was due.
async fn work(worker: &JobRunner, lane: Lane) -> Vec<String> {
    let mut kinds = Vec::new();
    while let Some(kind) = worker.run_next_job(lane).await.unwrap() {
        kinds.push(kind);
        assert!(kinds.len() < 20, "{kinds:?}");
    }
    kinds
}

async fn queued(world: &World, blog: &BlogName, text: &str, at: Time) -> Result<()> {
    let new = crate::common::tumblelog::NewPost {
        state: State::Queued,
        publish_on: Some(at),
        ..post(blog, text, &["tea"])
    };
    world.site.publish_post(new).await.map(drop)
}

#[test]
fn a_queued_post_is_published_when_it_is_due_and_the_job_sleeps_until_then() {
    on_each(async |world| {
        let worker = JobRunner::new(world.another(), "worker");
        worker.seed_jobs().await.unwrap();
        work(&worker, Lane::Due).await;
        let blog = world.blog("walks").await;
        let time = |seconds: i64| Time(NOW.0 + seconds * 1_000);
        queued(world, &blog, "later", time(40)).await.unwrap();
        assert_eq!(
            work(&worker, Lane::Due).await,
            ["publish-due"],
            "{}: it looks when it is due",
            world.label
        );
        assert_eq!(worker.time_to_next(Lane::Due).await.unwrap(), Some(Duration::from_secs(40)));
        queued(world, &blog, "sooner", time(15)).await.unwrap();
        work(&worker, Lane::Due).await;
        assert_eq!(worker.time_to_next(Lane::Due).await.unwrap(), Some(Duration::from_secs(15)));
        world.clock.set(time(15));
        work(&worker, Lane::Due).await;
        assert_eq!(world.latest("tea").await, ["sooner"]);
        assert_eq!(worker.time_to_next(Lane::Due).await.unwrap(), Some(Duration::from_secs(25)));
        world.clock.set(time(40));
        work(&worker, Lane::Due).await;
        assert_eq!(world.latest("tea").await, ["later", "sooner"]);
    });
}

#[test]
fn publishing_enqueues_the_comparison_and_a_declaration_the_marks() {
    on_each(async |world| {
        let worker = JobRunner::new(world.another(), "worker");
        worker.seed_jobs().await.unwrap();
        for lane in Lane::ALL {
            work(&worker, lane).await;
            assert_eq!(work(&worker, lane).await, [""; 0], "{}: nothing is due", world.label);
        }
        let text = "The spring above the village was cleaned on Saturday by some forty people who brought spades, \
            buckets and bread, and in the evening the water ran clear again for the first time since the flood.";
        let blogs = [world.blog("walks").await, world.blog("springs").await];
        let mut ids = Vec::new();
        for blog in &blogs {
            ids.push(world.site.publish_post(post(blog, text, &["istisu"])).await.unwrap().id);
        }
        assert_eq!(work(&worker, Lane::Duplicates).await, ["compare-duplicates"]);
        let heads = world.site.earliest_of(ids.clone()).await.unwrap();
        assert_eq!(heads.get(&ids[1]), Some(&ids[0]), "the second is a duplicate of the first");
        let by = crate::common::tumblelog::SaidBy::Moderator;
        world.site.declare_robot(&blogs[0], true, by, None).await.unwrap();
        assert_eq!(work(&worker, Lane::Maintenance).await, ["mark-robots"]);
        let page = world.site.post_page("walks", ids[0]).await.unwrap().unwrap();
        assert!(page.card.post.robot.is_some());
    });
}
