//! Posts come in once, whatever is beside them in the file.

use crate::run::{Home, fixture, post};
use crate::serve::Server;

fn summary(added: u64, known: u64, skipped: u64) -> String {
    totals(added, known, [skipped, 0, 0])
}

fn totals(added: u64, known: u64, [records, parts, files]: [u64; 3]) -> String {
    format!(
        "{added} posts added, {known} were there already, {records} records skipped, {parts} parts of posts lost, \
         {files} files missing\n"
    )
}

#[test]
fn a_second_run_changes_nothing() {
    for home in Home::each() {
        let file =
            home.write("posts.jsonl", (1..=50).map(|id| post(id, &["istisu", "spring"])).collect::<String>());
        let first = home.run(&["import", "tumblr-json", &file]);
        first.succeeded();
        assert_eq!(first.out, summary(50, 0, 0));
        assert_eq!(home.checked(), 50);
        let second = home.run(&["import", "tumblr-json", &file]);
        assert_eq!(second.out, summary(0, 50, 0));
        assert_eq!(home.checked(), 50);
    }
}

#[test]
fn more_of_the_same_is_added_to_what_is_there() {
    for home in Home::each() {
        let some = home.write("some.jsonl", (1..=5).map(|id| post(id, &["istisu"])).collect::<String>());
        let more = home.write("more.jsonl", (3..=9).map(|id| post(id, &["istisu"])).collect::<String>());
        home.run(&["import", "tumblr-json", &some]).succeeded();
        assert_eq!(home.run(&["import", "tumblr-json", &some, &more]).out, summary(4, 8, 0));
        assert_eq!(home.checked(), 9);
    }
}

#[test]
fn a_bad_record_is_named_with_its_place_and_skipped() {
    let home = Home::sqlite();
    let lines =
        [post(1, &["istisu"]), post(9, &["istisu"])[..90].to_owned() + "\n", post(2, &["istisu"])].concat();
    let file = home.write("posts.jsonl", lines);
    let run = home.run(&["import", "tumblr-json", &file]);
    run.succeeded();
    assert_eq!(run.out, summary(2, 0, 1));
    assert!(run.err.contains("posts.jsonl") && run.err.contains('2'), "{}", run.err);
    assert_eq!(home.checked(), 2);
}

#[test]
fn every_fixture_comes_in_and_stays() {
    for home in Home::each() {
        let names = ["legacy.json", "npf.json", "reblogs.json", "lines.jsonl"];
        let files: Vec<_> = names.iter().map(|name| fixture(&format!("tumblr/{name}"))).collect();
        let args: Vec<_> =
            ["import", "tumblr-json"].into_iter().chain(files.iter().map(String::as_str)).collect();
        let first = home.run(&args);
        first.succeeded();
        let posts = home.checked();
        assert!(posts > 4, "{first:?}");
        let second = home.run(&args);
        assert!(second.out.starts_with("0 posts added, "), "{second:?}");
        assert_eq!(home.checked(), posts);
    }
}

#[test]
fn a_saved_tag_page_comes_in_once() {
    for home in Home::each() {
        let page = fixture("tag-page.txt");
        let args = ["import", "tag-page", &page, "--captured-at", "2024-11-20"];
        let first = home.run(&args);
        first.succeeded();
        let posts = home.checked();
        assert!(first.out.starts_with(&format!("{posts} posts added, 0 were there already")), "{first:?}");
        assert!(home.run(&args).out.starts_with(&format!("0 posts added, {posts} were there already")));
    }
}

#[test]
fn an_archive_brings_its_media() {
    for home in Home::each() {
        home.write(
            "backup/json/7.json",
            post(7, &["istisu"]).replace("text", "photo").replace(
                "\"body\"",
                "\"photos\":[{\"original_size\":{\"url\":\"https://64.media.example/a/spring.png\",\
             \"width\":1,\"height\":1}}],\"caption\"",
            ),
        );
        home.write("backup/media/spring.png", PIXEL);
        let folder = home.path("backup");
        let folder = folder.to_str().unwrap();
        let first = home.run(&["import", "tumblr-backup", folder]);
        assert_eq!(first.out, summary(1, 0, 0), "{first:?}");
        assert_eq!(kept(&home), 1);
        assert_eq!(home.run(&["import", "tumblr-backup", folder]).out, summary(0, 1, 0));
        assert_eq!(kept(&home), 1);
        assert_eq!(home.checked(), 1);
    }
}

/// Files in the media folder, at any depth.
fn kept(home: &Home) -> usize {
    let mut folders = vec![home.path("data/media")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() { folders.push(entry.path()) } else { files += 1 }
        }
    }
    files
}

/// A PNG of one transparent pixel.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

#[test]
fn what_an_import_came_to_is_written_down() {
    for home in Home::each() {
        let lines = [post(1, &["istisu"]), "{\"type\":\"te\n".to_owned(), post(2, &["istisu"])].concat();
        let file = home.write("walks.jsonl", lines);
        home.run(&["import", "tumblr-json", &file]).succeeded();
        home.run(&["import", "tumblr-json", &file, "--source", "The walks of Ada"]).succeeded();
        let log = home.run(&["import", "log"]);
        log.succeeded();
        let lines: Vec<_> = log.out.lines().collect();
        assert!(lines[0].starts_with("2 tumblr-json “The walks of Ada” begun "), "{}", log.out);
        assert_eq!(lines[1], format!("  {}", summary(0, 2, 1).trim_end()));
        assert!(lines[2].contains("walks.jsonl"), "the place of what was skipped: {}", log.out);
        assert!(lines[3].starts_with("1 tumblr-json “walks.jsonl” begun ") && lines[3].contains(", ended "));
        let again = home.run(&["import", "log", "--runs", "1"]);
        assert_eq!(again.out.lines().filter(|line| line.contains("begun")).count(), 1);
        home.run(&["import", "tumblr-json", &file, "--source", ""]).refused(2, "1 to 200 characters");
    }
}

#[test]
fn records_parts_and_files_are_counted_apart() {
    for home in Home::each() {
        let photo = |id: u64, name: &str| {
            post(id, &["istisu", &"x".repeat(2_000)]).replace("text", "photo").replace(
                "\"body\"",
                &format!("\"photos\":[{{\"original_size\":{{\"url\":\"https://64.media.example/a/{name}\"}}}}],\"caption\""),
            )
        };
        home.write("backup/json/7.json", photo(7, "here.png"));
        home.write("backup/json/8.json", photo(8, "gone.png"));
        home.write("backup/json/9.json", photo(9, "empty.png"));
        home.write("backup/json/10.json", "");
        home.write("backup/media/here.png", PIXEL);
        home.write("backup/media/empty.png", "");
        let folder = home.path("backup");
        let run = home.run(&["import", "tumblr-backup", folder.to_str().unwrap()]);
        run.succeeded();
        assert_eq!(run.out, totals(3, 0, [1, 3, 2]), "{}", run.err);
        for told in [
            "10.json line 1: the file is empty",
            "gone.png is not in the folder media",
            "empty.png: an empty file",
        ] {
            assert!(run.err.contains(told), "{told}: {}", run.err);
        }
        let log = home.run(&["import", "log"]);
        assert_eq!(
            log.out.lines().nth(1),
            Some(format!("  {}", totals(3, 0, [1, 3, 2]).trim_end()).as_str())
        );
    }
}

#[test]
fn a_file_of_which_nothing_can_be_read_is_a_failure() {
    let home = Home::sqlite();
    let good = home.write("good.jsonl", post(1, &["istisu"]));
    for (name, content) in [
        ("empty.json", ""),
        ("text.json", "Dear diary"),
        ("zip.json", "PK\u{3}\u{4}"),
        ("cut.json", "{\"id\": 1,"),
    ] {
        let bad = home.write(name, content);
        let run = home.run(&["import", "tumblr-json", &bad]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.err.ends_with(&format!("no post could be read from {bad}\n")), "{run:?}");
        let both = home.run(&["import", "tumblr-json", &good, &bad]);
        assert!(both.code == Some(1) && both.err.contains(name), "{both:?}");
    }
    assert_eq!(home.checked(), 1, "the post of the good file is kept");
    let page = home
        .write("page.txt", "#istisu\nExplore tagged posts\nbee-yard · some time ago\nText\nwords\n2 notes\n");
    assert_eq!(home.run(&["import", "tag-page", &page, "--captured-at", "2024-11-20"]).code, Some(1));
    home.write("backup/json/1.json", "{}");
    let folder = home.path("backup").display().to_string();
    assert_eq!(home.run(&["import", "tumblr-backup", &folder]).code, Some(1));
    let none = home.write("none.json", "{\"response\":{\"posts\":[]}}");
    home.run(&["import", "tumblr-json", &none]).succeeded();
}

#[test]
fn after_an_import_the_database_file_is_whole() {
    let home = Home::sqlite();
    let file = home.write("posts.jsonl", (1..=300).map(|id| post(id, &["istisu"])).collect::<String>());
    home.run(&["import", "tumblr-json", &file]).succeeded();
    let log = home.path("data/tagstead.sqlite-wal");
    assert_eq!(std::fs::metadata(log).map_or(0, |meta| meta.len()), 0, "nothing is left in the log");
    // While the site is served the log may not be emptied, and the import succeeds all the same.
    let server = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]));
    let more = home.write("more.jsonl", (301..=400).map(|id| post(id, &["istisu"])).collect::<String>());
    home.run(&["import", "tumblr-json", &more]).succeeded();
    drop(server);
    assert_eq!(home.checked(), 400);
}
