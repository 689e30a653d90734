//! `tagstead export`: files, streams, pseudonyms, and what is refused.

use crate::run::{Home, Ran, post};
use crate::serve::Server;

/// Runs the command with an address of the site.
fn export(home: &Home, arguments: &[&str]) -> Ran {
    home.run(&[&["export", "--base-url", "https://tags.example"], arguments].concat())
}

/// Serves the site and ends again.
fn serve(home: &Home, options: &[&str]) {
    let arguments = [&["serve", "--listen", "127.0.0.1:0"], options].concat();
    assert_eq!(Server::start(&mut home.command(&arguments)).stop(), Some(0));
}

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
        let once = export(&home, &["#honey", "--output", &folder]);
        once.succeeded();
        assert!(once.out.starts_with("40 posts in "), "{once:?}");
        let read = |name: &str| std::fs::read_to_string(home.path("out").join(name)).unwrap();
        let (data, manifest) = (read("posts.jsonl"), read("manifest.json"));
        assert_eq!(data.lines().count(), 40);
        assert!(manifest.contains("\"expression\": \"#honey\"") && manifest.contains("\"import\": 40"));
        export(&home, &["#honey", "--output", &folder]).succeeded();
        assert_eq!((data, manifest), (read("posts.jsonl"), read("manifest.json")));
        let file = home.path("h.csv").display().to_string();
        export(&home, &["#honey", "--format", "csv", "--output", &file]).succeeded();
        assert!(home.path("h.csv.manifest.json").is_file());
        let rss = export(&home, &["#honey", "--format", "rss"]);
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
    let named = export(&home, &["#honey"]);
    let hidden = export(&home, &["#honey", "--pseudonyms", &key]);
    let own = export(&home, &["#honey", "--pseudonymise"]);
    assert!(named.out.contains("spring-walks"));
    for run in [&hidden, &own] {
        run.succeeded();
        assert!(!run.out.contains("spring-walks"), "{run:?}");
    }
    assert_ne!(hidden.out, own.out);
    assert_eq!(
        export(&home, &["-#nothing", "--format", "jsonl"]).out,
        named.out,
        "an expression may begin with -"
    );
    assert_eq!(own.out, export(&home, &["#honey", "--pseudonymise"]).out);
}

#[test]
fn bad_usage_says_what_is_accepted() {
    let home = Home::sqlite();
    export(&home, &["#honey"]).refused(2, "there is no site");
    filled(&home);
    let short = home.write("short", "abc");
    export(&home, &["a ((", "--output", "x"]).refused(2, "character");
    export(&home, &["a", "--pseudonyms", &short]).refused(2, "16 to 4096");
    export(&home, &["a", "--pseudonyms", "nowhere"]).refused(2, "cannot be read");
    export(&home, &["a", "--format", "rss", "--pseudonymise"]).refused(2, "jsonl and csv alone");
    export(&home, &["a", "--output", "/nowhere/at/all.jsonl"]).refused(2, "nothing can be written");
    export(&home, &["a", "--pseudonymise", "--pseudonyms", &short]).refused(2, "cannot be used with");
}

#[test]
fn no_export_makes_up_the_address_of_the_site() {
    for home in Home::each() {
        filled(&home);
        home.run(&["export", "#honey"]).refused(2, "--base-url https://tags.example");
        home.run(&["export", "#honey", "--base-url", "tags.example"])
            .refused(2, "http:// or https:// and a host is accepted");
        let named = home.run(&["export", "#honey", "--base-url", "https://one.example/"]);
        named.succeeded();
        assert_eq!(named.out.matches("\"url\":\"https://one.example/@").count(), 40, "{}", named.out);
        // Serving without an address tells none; serving with one is remembered.
        serve(&home, &[]);
        home.run(&["export", "#honey"]).refused(2, "--base-url");
        serve(&home, &["--base-url", "https://two.example/"]);
        let remembered = home.run(&["export", "#honey"]);
        remembered.succeeded();
        assert_eq!(
            remembered.out.matches("\"url\":\"https://two.example/@").count(),
            40,
            "{}",
            remembered.out
        );
        assert!(!remembered.out.contains("127.0.0.1"));
    }
}
