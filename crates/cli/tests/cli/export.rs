//! `tagstead export`: files, streams, pseudonyms, and what is refused.

use crate::run::{Home, post};

fn filled(home: &Home) {
    let posts: String = (1..=40).map(|id| post(id, &["honey", "spring"])).collect();
    let file = home.write("posts.json", posts);
    home.run(&["import", "tumblr-json", &file]).succeeded();
}

#[test]
fn both_files_appear_and_are_the_same_again() {
    for home in Home::each() {
        filled(&home);
        std::fs::create_dir(home.path("out")).unwrap();
        let folder = home.path("out").display().to_string();
        let once = home.run(&["export", "#honey", "--output", &folder]);
        once.succeeded();
        assert!(once.out.starts_with("40 posts in "), "{once:?}");
        let read = |name: &str| std::fs::read_to_string(home.path("out").join(name)).unwrap();
        let (data, manifest) = (read("posts.jsonl"), read("manifest.json"));
        assert_eq!(data.lines().count(), 40);
        assert!(manifest.contains("\"expression\": \"#honey\"") && manifest.contains("\"import\": 40"));
        home.run(&["export", "#honey", "--output", &folder]).succeeded();
        assert_eq!((data, manifest), (read("posts.jsonl"), read("manifest.json")));
        let file = home.path("h.csv").display().to_string();
        home.run(&["export", "#honey", "--format", "csv", "--output", &file]).succeeded();
        assert!(home.path("h.csv.manifest.json").is_file());
        let rss = home.run(&["export", "#honey", "--format", "rss"]);
        rss.succeeded();
        assert_eq!((rss.out.matches("<item>").count(), rss.out.matches("</rss>").count()), (40, 1));
        let left = std::fs::read_dir(home.path("out")).unwrap().count();
        assert_eq!(left, 2, "nothing half made is left");
    }
}

#[test]
fn a_key_makes_pseudonyms() {
    let home = Home::sqlite();
    filled(&home);
    let key = home.write("key", "0123456789abcdef0123\n");
    let named = home.run(&["export", "#honey"]);
    let hidden = home.run(&["export", "#honey", "--pseudonyms", &key]);
    let own = home.run(&["export", "#honey", "--pseudonymise"]);
    assert!(named.out.contains("spring-walks"));
    for run in [&hidden, &own] {
        run.succeeded();
        assert!(!run.out.contains("spring-walks"), "{run:?}");
    }
    assert_ne!(hidden.out, own.out);
    assert_eq!(
        home.run(&["export", "-#nothing", "--format", "jsonl"]).out,
        named.out,
        "an expression may begin with -"
    );
    assert_eq!(own.out, home.run(&["export", "#honey", "--pseudonymise"]).out);
}

#[test]
fn bad_usage_says_what_is_accepted() {
    let home = Home::sqlite();
    home.run(&["export", "#honey"]).refused(2, "there is no site");
    filled(&home);
    let short = home.write("short", "abc");
    home.run(&["export", "a ((", "--output", "x"]).refused(2, "character");
    home.run(&["export", "a", "--pseudonyms", &short]).refused(2, "16 to 4096");
    home.run(&["export", "a", "--pseudonyms", "nowhere"]).refused(2, "cannot be read");
    home.run(&["export", "a", "--format", "rss", "--pseudonymise"]).refused(2, "jsonl and csv alone");
    home.run(&["export", "a", "--output", "/nowhere/at/all.jsonl"]).refused(2, "nothing can be written");
    home.run(&["export", "a", "--pseudonymise", "--pseudonyms", &short]).refused(2, "cannot be used with");
}
