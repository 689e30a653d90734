//! Input that is broken or means harm ends in words, and what is there stays.

use crate::run::{Home, post};

#[test]
fn a_file_that_is_not_there_is_said_before_anything_is_made() {
    let home = Home::sqlite();
    let none = home.path("none.json");
    let none = none.to_str().unwrap();
    home.run(&["import", "tumblr-json", none]).refused(2, "cannot be read");
    home.run(&["import", "tag-page", none, "--captured-at", "2024-11-20"]).refused(2, "cannot be read");
    home.run(&["import", "tumblr-backup", none]).refused(2, "json");
    assert!(!home.file().exists());
}

#[test]
fn a_date_that_is_none_is_refused() {
    let home = Home::sqlite();
    let page = home.write("page.txt", "#istisu\nExplore tagged posts\n");
    for date in ["yesterday", "2024-13-40", "-1", "99999999999999999999"] {
        let run = home.run(&["import", "tag-page", &page, &format!("--captured-at={date}")]);
        run.refused(2, "");
    }
}

#[test]
fn text_in_another_encoding_is_refused_with_its_place() {
    let home = Home::sqlite();
    let page = home.write("page.txt", b"#istisu\nExplore tagged posts\n\xff\xfe\0\0");
    home.run(&["import", "tag-page", &page, "--captured-at", "2024-11-20"]).refused(2, "UTF-8");
}

#[test]
fn broken_files_keep_what_can_be_kept() {
    let whole = post(1, &["istisu"]);
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let blocks = format!(
        "{{\"type\":\"blocks\",\"id\":5,\"blog_name\":\"deep\",\"timestamp\":1600000000,\"content\":{deep}}}\n"
    );
    for (name, bytes) in [
        ("empty", Vec::new()),
        ("spaces", b" \n\n  ".to_vec()),
        ("truncated", whole.as_bytes()[..whole.len() / 2].to_vec()),
        ("truncated envelope", b"{\"response\":{\"posts\":[{\"type\":\"text\"".to_vec()),
        ("no json", b"<html><p>Not found</p></html>".to_vec()),
        ("binary", (0..=255).cycle().take(100_000).collect()),
        ("utf-16", "{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("deep", deep.into_bytes()),
        ("deep blocks", blocks.into_bytes()),
        ("numbers", b"[1,2,3,null,\"x\",[],{}]".to_vec()),
        ("huge id", whole.replace("\"id\":1", "\"id\":99999999999999999999999999").into_bytes()),
        ("negative id", whole.replace("\"id\":1", "\"id\":-1").into_bytes()),
        ("bad blog", whole.replace("spring-walks", "../../etc/passwd").into_bytes()),
        ("bad time", whole.replace("1600000061", "99999999999999999").into_bytes()),
    ] {
        let home = Home::sqlite();
        let file = home.write("broken.json", bytes);
        let good = home.write("good.jsonl", post(77, &["istisu"]));
        let run = home.run(&["import", "tumblr-json", &file, &good]);
        assert!(matches!(run.code, Some(0..=2)), "{name}: {run:?}");
        assert!(!run.err.contains("panicked"), "{name}: {run:?}");
        assert!(home.checked() >= 1, "{name}: the good post is there: {run:?}");
    }
}

#[test]
fn a_line_of_a_hundred_megabytes_is_skipped_in_little_memory() {
    let home = Home::sqlite();
    let mut lines = post(1, &["istisu"]).into_bytes();
    lines.extend_from_slice(
        b"{\"type\":\"text\",\"id\":2,\"blog_name\":\"long\",\"timestamp\":1600000000,\"body\":\"",
    );
    lines.resize(lines.len() + 100_000_000, b'a');
    lines.extend_from_slice(b"\"}\n");
    lines.extend_from_slice(post(3, &["istisu"]).as_bytes());
    let file = home.write("long.jsonl", lines);
    let run = home.run(&["import", "tumblr-json", &file]);
    run.succeeded();
    assert_eq!(
        run.out,
        "2 posts added, 0 were there already, 1 records skipped, 0 parts of posts lost, 0 files missing\n",
        "{}",
        run.err
    );
    assert!(run.err.contains("long.jsonl"));
}

#[test]
fn a_hundred_tags_and_an_overlong_one_lose_no_post() {
    let home = Home::sqlite();
    let names: Vec<_> =
        (0..100).map(|n| format!("spring {n}")).chain([String::from("x").repeat(5_000)]).collect();
    let tags: Vec<_> = names.iter().map(String::as_str).collect();
    let file = home.write("tags.jsonl", post(1, &tags));
    home.run(&["import", "tumblr-json", &file]).succeeded();
    assert_eq!(home.checked(), 1);
}
