//! `tagstead settings` and `tagstead blog settings`, beside a server that runs.

use crate::run::Home;
use crate::serve::Server;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];
/// “Within a few seconds”, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(30);

fn objects(home: &Home, args: &[&str]) -> Vec<Value> {
    let ran = home.run(&[args, &["--json"]].concat());
    ran.succeeded();
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn wait_for(server: &Server, part: &str) {
    let begun = Instant::now();
    loop {
        let (status, page) = server.get("/");
        assert_eq!(status, 200);
        if page.contains(part) {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "{part} is not in {page}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// A home with an account.
fn with_account(home: Home) -> Home {
    home.run(&["account", "create", "ada", "--blog", "walks", "--no-password"]).succeeded();
    home
}

#[test]
fn servers_take_over_what_is_set_beside_them() {
    for home in Home::each().into_iter().map(with_account) {
        let servers = [(); 2].map(|()| Server::start(&mut home.command(&SERVE)));
        let fixed = Server::start(home.command(&SERVE).args(["--title", "Of the line"]));
        wait_for(&servers[0], "<title>Explore · Tagstead</title>");
        let set = home.run(&["settings", "set", "title", "Arı və bal"]);
        set.succeeded();
        assert_eq!(set.out, "title\tArı və bal\tdatabase\ta line of 1 to 100 characters\n");
        home.run(&["settings", "set", "tagline", "Tags of the valley"]).succeeded();
        for server in &servers {
            wait_for(server, "<title>Explore · Arı və bal</title>");
            wait_for(server, "Tags of the valley");
        }
        wait_for(&fixed, "Tags of the valley");
        wait_for(&fixed, "<title>Explore · Of the line</title>");
        home.run(&["settings", "reset", "title"]).succeeded();
        for server in servers {
            wait_for(&server, "<title>Explore · Tagstead</title>");
            assert_eq!(server.stop(), Some(0));
        }
        // A server that starts knows them with its first page.
        home.run(&["settings", "set", "title", "Bal"]).succeeded();
        let server = Server::start(&mut home.command(&SERVE));
        assert!(server.get("/").1.contains("<title>Explore · Bal</title>"));
    }
}

#[test]
fn settings_are_listed_changed_and_remembered() {
    let home = with_account(Home::sqlite());
    let list = objects(&home, &["settings", "list"]);
    let values: Vec<_> = list.iter().map(|one| (one["name"].as_str().unwrap(), &one["value"])).collect();
    assert_eq!(
        values,
        [
            ("title", &json!("Tagstead")),
            ("tagline", &Value::Null),
            ("contact", &Value::Null),
            ("source-url", &Value::Null),
            ("crawling", &json!(true)),
            ("session-idle-days", &json!(30)),
            ("session-days", &json!(180)),
            ("join-above", &Value::Null),
        ]
    );
    assert!(list.iter().all(|one| one["origin"] == "default" && one["value"] == one["default"]));
    let set = objects(&home, &["settings", "set", "join-above", "0.99"]);
    assert_eq!((&set[0]["value"], &set[0]["origin"]), (&json!(0.99), &json!("database")));
    assert_eq!(objects(&home, &["settings", "get", "join-above"]), set);
    let got = home.run(&["settings", "get", "session-days"]);
    got.succeeded();
    assert_eq!(got.out, "session-days\t180\tdefault\ta whole number from 1 to 3650\n");
    objects(&home, &["settings", "set", "crawling", "no"]);
    let reset = objects(&home, &["settings", "reset", "join-above"]);
    assert_eq!((&reset[0]["value"], &reset[0]["origin"]), (&Value::Null, &json!("default")));
    let history = objects(&home, &["settings", "history"]);
    let told: Vec<_> = history.iter().map(|c| json!([c["name"], c["old"], c["new"], c["account"]])).collect();
    assert_eq!(
        told,
        [
            json!(["join-above", 0.99, null, null]),
            json!(["crawling", null, false, null]),
            json!(["join-above", null, 0.99, null]),
        ]
    );
    let history = home.run(&["settings", "history"]).out;
    assert!(history.contains("\tcrawling\tdefault\tno\tcommand line\n"), "{history}");

    home.run(&["settings", "set", "fly", "1"]).refused(2, "there is no setting “fly”; there are title");
    home.run(&["settings", "set", "session-days", "0"])
        .refused(2, "session-days: a whole number from 1 to 3650 is accepted");
    home.run(&["settings", "set", "title", ""])
        .refused(2, "title: a line of 1 to 100 characters is accepted");
    Home::sqlite().run(&["settings", "list"]).refused(2, "there is no site at");
}

#[test]
fn a_blog_is_changed_in_the_parts_that_are_named() {
    for home in Home::each().into_iter().map(with_account) {
        let shown =
            |args: &[&str]| objects(&home, &[&["blog", "settings", "walks"], args].concat()).remove(0);
        let before = shown(&[]);
        assert_eq!(before["title"], "walks");
        let parts = ["asks", "submissions", "show_likes", "queue", "per_day", "from", "until", "utc_offset"];
        let of = |told: &Value| parts.map(|part| told[part].as_str().unwrap().to_owned());
        assert_eq!(of(&before), ["signed", "off", "on", "on", "2", "09:00", "21:00", "+00:00"]);
        let after = shown(&[
            "--submissions",
            "on",
            "--asks",
            "anonymous",
            "--queue",
            "paused",
            "--per-day",
            "6",
            "--from",
            "07:30",
            "--utc-offset",
            "-03:30",
            "--title",
            "Gəzinti",
            "--robot",
            "yes",
        ]);
        assert_eq!(of(&after), ["anonymous", "on", "on", "paused", "6", "07:30", "21:00", "-03:30"]);
        assert_eq!((&after["title"], &after["robot"]), (&json!("Gəzinti"), &json!("yes")));
        let resumed = shown(&["--queue", "on", "--asks", "off"]);
        assert_eq!(of(&resumed), ["off", "on", "on", "on", "6", "07:30", "21:00", "-03:30"]);
        home.run(&["blog", "settings", "walks", "--per-day", "51"]).refused(2, "a queue publishes 0 to 50");
        home.run(&["blog", "settings", "walks", "--from", "7"]).refused(2, "00:00 to 23:59 are accepted");
        home.run(&["blog", "settings", "nobody"]).refused(2, "there is no blog nobody");
        assert_eq!(shown(&[]), resumed, "{}", home.url());
    }
}
