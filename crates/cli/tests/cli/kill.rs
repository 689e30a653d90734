//! Killed at any moment: nothing that was acknowledged is lost, the index agrees with the posts, and an import goes
//! on where it was.

use crate::publisher::{BLOG, DATABASE, open};
use crate::run::{Home, post};
use model::PostId;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const POSTS: u64 = 800;
const ROUNDS: u64 = 12;

#[test]
fn an_import_killed_again_and_again_comes_to_its_end() {
    for home in Home::each() {
        for id in 1..=POSTS {
            let with_picture = post(id, &["istisu", "spring"]).replace("text", "photo").replace(
                "\"body\"",
                &format!("\"photos\":[{{\"original_size\":{{\"url\":\"https://64.media.example/{id}.gif\"}}}}],\"caption\""),
            );
            home.write(&format!("backup/json/{id}.json"), with_picture);
            home.write(&format!("backup/media/{id}.gif"), make_picture(id));
        }
        let folder = home.path("backup");
        let args = ["import", "tumblr-backup", folder.to_str().unwrap()];
        let mut held = 0;
        let mut killed = 0;
        // Each run lives a little longer than the one before, so that the kills fall on every part of the work.
        for turn in 1..=60_u64 {
            let begun = Instant::now();
            let mut run = home.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let ended = loop {
                if let Some(status) = run.try_wait().unwrap() {
                    break Some(status);
                }
                if begun.elapsed() > Duration::from_millis(40 * turn) {
                    run.kill().unwrap();
                    run.wait().unwrap();
                    break None;
                }
                std::thread::sleep(Duration::from_millis(2));
            };
            if let Some(status) = ended {
                assert!(status.success());
                break;
            }
            killed += 1;
            if home.run(&["check"]).code == Some(2) {
                continue; // Killed before there was a database.
            }
            let posts = home.checked();
            assert!(posts >= held, "{posts} posts after {held}");
            held = posts;
        }
        home.run(&args).succeeded();
        assert_eq!(home.checked(), POSTS);
        assert!(killed > 2, "only {killed} runs were killed");
    }
}

/// A GIF of one pixel in a colour of its own.
pub fn make_picture(id: u64) -> Vec<u8> {
    let [.., red, green, blue] = id.to_be_bytes();
    let colours = [red, green, blue, 0, 0, 0];
    [b"GIF89a\x01\0\x01\0\x80\0\0", &colours[..], b",\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"].concat()
}

/// What the publishers said before they were killed.
#[derive(Default)]
struct Told {
    kept: BTreeSet<i64>,
    going: BTreeSet<i64>,
    gone: BTreeSet<i64>,
}

impl Told {
    /// Enough was published, and something deleted, for the kills to have had something to hit.
    fn is_enough(&self) -> bool {
        self.kept.len() > 20 && !self.gone.is_empty()
    }

    /// Lets a publisher run for a while, kills it, and reads what it said.
    fn listen(&mut self, url: &str, life: Duration) {
        let mut publisher = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "publisher::publishes_until_killed", "--nocapture"])
            .env(DATABASE, url)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let out = publisher.stdout.take().unwrap();
        let listener = std::thread::spawn(move || std::io::read_to_string(out).unwrap());
        std::thread::sleep(life);
        assert_eq!(publisher.try_wait().unwrap(), None, "the publisher ended by itself");
        publisher.kill().unwrap();
        publisher.wait().unwrap();
        let said = listener.join().unwrap();
        // Without its newline, the last word may be half of one.
        for line in said.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            let Some((word, id)) = line.split_once(' ') else { continue };
            let Ok(id) = id.parse() else { continue };
            match word {
                "kept" => drop(self.kept.insert(id)),
                "going" => drop(self.going.insert(id)),
                "gone" => drop(self.gone.insert(id)),
                _ => {}
            }
        }
    }

    /// Every post told of stands on its page, every one told gone does not.
    fn hold(&self, url: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let site = open(url);
            for id in &self.kept {
                let there = site.post_page(BLOG, PostId(*id)).await.unwrap().is_some();
                match (self.gone.contains(id), self.going.contains(id)) {
                    (true, _) => assert!(!there, "{id} was deleted and is back"),
                    (_, false) => assert!(there, "{id} was acknowledged and is lost"),
                    // Killed between the order and the answer: either is right.
                    (false, true) => {}
                }
            }
        });
    }
}

#[test]
fn what_was_acknowledged_outlives_kills_under_load() {
    for home in Home::each() {
        let mut told = Told::default();
        // A busy machine does less in one round, so there are more of them until enough was done.
        for turn in 0..10 * ROUNDS {
            if turn >= ROUNDS && told.is_enough() {
                break;
            }
            told.listen(home.url(), Duration::from_millis(250 + turn % ROUNDS * 37));
            if !told.kept.is_empty() {
                home.checked();
            }
        }
        assert!(told.is_enough(), "too little was done: {}", told.kept.len());
        told.hold(home.url());
    }
}
