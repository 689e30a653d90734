//! Power cuts and full disks, as far as a test can make them: what was acknowledged is there, nothing is half there,
//! and the work goes on.

use crate::run::{Home, post, tagstead};
use model::PostId;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::{DatabaseUrl, Store, posts};

const ROUNDS: usize = 10;
const IMPORTED: u64 = 5_000;
const PATIENCE: Duration = Duration::from_secs(120);

fn on_each(test: impl Fn(&Home) + Sync) {
    std::thread::scope(|scope| {
        for home in Home::each() {
            let test = &test;
            scope.spawn(move || test(&home));
        }
    });
}

/// Starts a command whose words nobody hears.
pub fn start_quiet(mut command: Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The whole lines of a file: the last may be cut where its writer was killed.
pub fn list_ids(file: &Path) -> BTreeSet<i64> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')?.parse().ok()).collect()
}

#[test]
fn every_acknowledged_post_outlives_kills_under_load() {
    on_each(|home| {
        let file = home.write("first.jsonl", post(1, &["istisu"]));
        home.run(&["import", "tumblr-json", &file]).succeeded();
        let told = home.path("acknowledged");
        let args =
            ["bench", "publish", "--writers=4", "--seconds=300", "--acknowledged", told.to_str().unwrap()];
        for round in 0..ROUNDS {
            let before = list_ids(&told).len();
            let mut bench = start_quiet(home.command(&args));
            let begun = Instant::now();
            while list_ids(&told).len() < before + 100 + round * 7 {
                assert!(begun.elapsed() < PATIENCE && bench.try_wait().unwrap().is_none(), "round {round}");
                std::thread::sleep(Duration::from_millis(5));
            }
            bench.kill().unwrap();
            bench.wait().unwrap();
            let told = list_ids(&told);
            assert_eq!(list_missing(home.url(), &told), [0_i64; 0], "round {round}");
            assert!(home.checked() > told.len() as u64);
        }
    });
}

/// Which of these posts the site does not hold.
pub fn list_missing(url: &str, ids: &BTreeSet<i64>) -> Vec<i64> {
    let store = Store::open(&DatabaseUrl::parse(url).unwrap(), 1, [7; 16]).unwrap();
    let ids = ids.clone();
    let read = store.read(move |tx| {
        let mut missing = Vec::new();
        for id in &ids {
            if posts::by_id(tx, PostId(*id))?.is_none() {
                missing.push(*id);
            }
        }
        Ok::<_, store::Error>(missing)
    });
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(read).unwrap()
}

#[test]
fn an_import_killed_on_the_way_ends_with_each_post_once() {
    on_each(|home| {
        let lines: String =
            (1..=IMPORTED).map(|id| post(id, &["istisu", &format!("n{}", id % 50)])).collect();
        let file = home.write("posts.jsonl", lines);
        let args = ["import", "tumblr-json", &file];
        let begun = Instant::now();
        home.run(&["import", "tumblr-json", &home.write("one.jsonl", post(1, &["istisu"]))]).succeeded();
        let start = begun.elapsed();
        for turn in 1..=6_u32 {
            let mut import = start_quiet(home.command(&args));
            std::thread::sleep(start * turn / 2);
            import.kill().unwrap();
            import.wait().unwrap();
            let posts = home.checked();
            assert!(posts == 1 || posts == IMPORTED, "a batch is kept whole or not at all: {posts}");
        }
        home.run(&args).succeeded();
        assert_eq!(home.checked(), IMPORTED);
        let again = home.run(&args);
        assert!(again.out.starts_with("0 posts added, 5000 were there already"), "{again:?}");
    });
}

#[test]
fn a_file_that_may_not_grow_keeps_nothing_of_what_it_refused() {
    let home = Home::sqlite();
    let first = home.write("first.jsonl", (1..=20).map(|id| post(id, &["istisu"])).collect::<String>());
    home.run(&["import", "tumblr-json", &first]).succeeded();
    let file = home.write("posts.jsonl", (1..=3_000).map(|id| post(id, &["istisu"])).collect::<String>());
    // No file may grow beyond 512 KiB; the signal that says so is turned into an error.
    let limited = "trap '' XFSZ; ulimit -f 512; exec \"$@\"";
    let import = home.command(&["import", "tumblr-json", &file]);
    let mut shell = Command::new("bash");
    shell.args(["-c", limited, "bash"]).arg(import.get_program()).args(import.get_args());
    let ended = crate::run::ran(&mut shell);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("tagstead: ") && !ended.err.contains("panicked"), "{ended:?}");
    assert_eq!(home.checked(), 20, "nothing is half written");
    home.run(&["import", "tumblr-json", &file]).succeeded();
    assert_eq!(home.checked(), 3_000);
}

/// A disk of a megabyte, made and used inside a mount namespace of its own, then made larger.
const FULL_DISK: &str = r#"
set -e
mount -t tmpfs -o size=2m tmpfs "$1"
"$2" import tumblr-json "$3" --data "$1" >/dev/null
code=0; "$2" import tumblr-json "$4" --data "$1" 2>&1 || code=$?
echo "ended with $code"
mount -o remount,size=100m "$1"
"$2" check --data "$1"
"$2" import tumblr-json "$4" --data "$1"
"$2" check --data "$1"
"#;

#[test]
fn a_full_disk_is_said_and_keeps_nothing_of_what_it_refused() {
    let namespace = ["--user", "--map-root-user", "--mount"];
    let allowed = Command::new("unshare").args(namespace).arg("true").output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!("the full disk is skipped: this machine allows no mount namespace");
        return;
    }
    let home = Home::sqlite();
    let first = home.write("first.jsonl", (1..=20).map(|id| post(id, &["istisu"])).collect::<String>());
    let file = home.write("posts.jsonl", (1..=3_000).map(|id| post(id, &["istisu"])).collect::<String>());
    std::fs::create_dir(home.path("disk")).unwrap();
    let mut shell = Command::new("unshare");
    shell.args(namespace).args(["bash", "-c", FULL_DISK, "bash"]);
    shell.arg(home.path("disk")).arg(tagstead(&[]).get_program()).args([&first, &file]);
    let ended = crate::run::ran(&mut shell);
    ended.succeeded();
    for said in ["the disk is full", "ended with 1", "20 posts, 0 differences", "3000 posts, 0 differences"] {
        assert!(ended.out.contains(said), "“{said}” is not in {ended:?}");
    }
}
