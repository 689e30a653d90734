//! Jobs across processes: a worker that is killed, several at once, and what the operator sees and does.

use crate::publisher::open;
use crate::queue::{fill, runtime};
use crate::run::Home;
use crate::serve::Server;
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::jobs::{AT_ONCE, NewJob, enqueue_job};
use store::{DatabaseUrl, Store};
use tumblelog::view::ListRequest;

const POSTS: i64 = 240;
const PATIENCE: Duration = Duration::from_secs(120);

/// A running `tagstead worker`, killed with this value.
struct Worker(Child);

impl Worker {
    /// Starts one, and waits until it says that it works.
    fn start(home: &Home, log: Option<File>) -> Self {
        let errors = log.map_or_else(Stdio::null, Stdio::from);
        let mut child = home.command(&["worker"]).stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "works on jobs until it is told to stop\n");
        Self(child)
    }

    fn stop(mut self) {
        let told = Command::new("kill").args(["-s", "TERM", &self.0.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert_eq!(self.0.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Already ended where `stop` was called.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "{what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The jobs that a command prints.
fn jobs(home: &Home, args: &[&str]) -> Vec<Value> {
    let ran = home.run(&[&["jobs"], args, &["--json"]].concat());
    ran.succeeded();
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_worker_killed_in_the_middle_of_a_job_leaves_it_to_the_next() {
    for home in Home::each() {
        // All are due at once: one run publishes them one after another.
        let root = fill(&home, POSTS, 0);
        let site = open(home.url());
        let published = || {
            let page = runtime().block_on(site.tag_page("tea", &ListRequest::default())).unwrap();
            page.list.total as i64
        };
        let first = Worker::start(&home, None);
        wait_until("nothing was published", || published() >= 5);
        // Dropped, it is killed and not asked.
        drop(first);
        let before = published();
        assert!((5..POSTS).contains(&before), "the kill came too late: {before}");
        let job = jobs(&home, &["list", "--kind", "publish-due"]).pop().unwrap();
        assert_eq!((job["attempts"].as_i64(), job["worker"].is_string()), (Some(1), true), "{job}");
        // Two take over; one of them gets the job when the lease of the dead one has ended.
        let (second, third) = (Worker::start(&home, None), Worker::start(&home, None));
        wait_until("not all were published", || published() == POSTS);
        wait_until("the job was not finished", || {
            let job = jobs(&home, &["list", "--kind", "publish-due"]).pop().unwrap();
            (job["state"].as_str(), job["attempts"].as_i64()) == (Some("waiting"), Some(0))
        });
        second.stop();
        third.stop();
        let page = runtime().block_on(site.post_page("root", root)).unwrap().unwrap();
        assert_eq!((page.card.post.notes, page.notes_held), (POSTS, POSTS as u64), "each is one note");
        assert_eq!(home.checked(), POSTS as u64 + 1);
        // The list is that of a quiet site: nothing runs, nothing is dead, each periodic job is there once.
        let all = jobs(&home, &["list"]);
        assert!(all.iter().all(|job| job["state"] == "waiting"), "{all:?}");
        let periodic = ["find-proposals", "prune-expired", "publish-due", "sweep-uploads"];
        for kind in periodic {
            assert_eq!(all.iter().filter(|job| job["kind"] == kind).count(), 1, "{kind}: {all:?}");
        }
    }
}

fn enqueue(home: &Home, kind: &'static str) {
    let store = Store::open(&DatabaseUrl::parse(home.url()).unwrap(), 1, [7; 16]).unwrap();
    let job = NewJob { kind, key: "ada", lane: "due", payload: "", run_at: AT_ONCE };
    runtime().block_on(store.write(move |tx| enqueue_job(tx, &job))).unwrap();
}

#[test]
fn a_dead_job_is_logged_once_listed_retried_and_dropped() {
    for home in Home::each() {
        home.run(&["account", "create", "ada", "--blog", "ada", "--no-password"]).succeeded();
        enqueue(&home, "send-telegram");
        let waiting = home.run(&["jobs", "list"]);
        assert_eq!(waiting.out, "send-telegram\tada\tdue\twaiting\tat-once\t0\t-\n");
        let log = home.write("worker.log", "");
        let worker = Worker::start(&home, Some(File::create(&log).unwrap()));
        let dead = ["jobs", "list", "--dead"];
        wait_until("the job did not die", || !home.run(&dead).out.is_empty());
        worker.stop();
        let line = home.run(&dead).out;
        assert!(line.starts_with("send-telegram\tada\tdue\tdead\t20"), "{line}");
        assert!(line.ends_with("\t1\tthis version of the program knows no jobs of this kind\n"), "{line}");
        let log = std::fs::read_to_string(&log).unwrap();
        let told: Vec<&str> = log.lines().filter(|line| line.contains("send-telegram")).collect();
        assert_eq!(told.len(), 1, "{log}");
        assert!(told[0].contains("ERROR") && told[0].contains("knows no jobs of this kind"), "{log}");
        // Runs that succeed are not told.
        let other = log.lines().filter(|line| !line.contains("told to stop"));
        assert_eq!(other.count(), 1, "{log}");

        home.run(&["jobs", "retry", "--dead"]).succeeded();
        assert_eq!(home.run(&dead).out, "");
        let telegrams = ["list", "--kind", "send-telegram", "--key", "ada"];
        assert_eq!(jobs(&home, &telegrams)[0]["state"], "waiting");
        home.run(&["jobs", "drop", "--kind", "send-telegram"]).succeeded();
        assert_eq!(jobs(&home, &telegrams), [Value::Null; 0]);
        home.run(&["jobs", "drop", "--kind", "send-telegram"])
            .refused(1, "Kinds: publish-due, compare-duplicates");
        home.run(&["jobs", "retry"]).refused(2, "--kind KIND, with --key KEY for one of them, or --dead");
    }
}

#[test]
fn a_server_without_a_worker_runs_no_job_and_still_counts_failed_searches() {
    for home in Home::each() {
        let server = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0", "--no-worker"]));
        assert_eq!(server.get("/search?q=nowhere").0, 200);
        assert_eq!(server.stop(), Some(0));
        assert_eq!(jobs(&home, &["list"]), [Value::Null; 0], "none was even enqueued");
        let store = Store::open(&DatabaseUrl::parse(home.url()).unwrap(), 1, [7; 16]).unwrap();
        let counted = runtime().block_on(
            store.read(|tx| tx.query_opt("SELECT count(*) FROM failed_search", &[], |row| row.int(0))),
        );
        assert_eq!(counted.unwrap(), Some(1), "{}: written down at the end", home.url());
        let server = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]));
        wait_until("the server's worker enqueued nothing", || !jobs(&home, &["list"]).is_empty());
        assert_eq!(server.stop(), Some(0));
    }
}
