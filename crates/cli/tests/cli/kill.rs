//! Killed at any moment, an import loses nothing it has told of, and goes on where it was.

use crate::run::{Home, post};
use std::process::Stdio;
use std::time::{Duration, Instant};

const POSTS: u64 = 800;

#[test]
fn an_import_killed_again_and_again_comes_to_its_end() {
    for home in Home::each() {
        for id in 1..=POSTS {
            let with_picture = post(id, &["istisu", "spring"]).replace("text", "photo").replace(
                "\"body\"",
                &format!("\"photos\":[{{\"original_size\":{{\"url\":\"https://64.media.example/{id}.gif\"}}}}],\"caption\""),
            );
            home.write(&format!("backup/json/{id}.json"), with_picture);
            home.write(&format!("backup/media/{id}.gif"), format!("GIF89a-{id}"));
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
