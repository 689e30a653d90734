//! Accounts, blogs and clients from the command line.

use crate::run::{Home, post, ran};
use std::collections::HashMap;
use std::io::Write;
use std::process::Stdio;

fn told(out: &str) -> HashMap<&str, &str> {
    out.lines().map(|line| line.split_once(' ').unwrap()).collect()
}

fn account(home: &Home, name: &str, blog: &str) {
    let file = home.write("password", "bal, çay və çörək\nanother line\n");
    let made = home.run(&["account", "create", name, "--blog", blog, "--password-file", &file]);
    made.succeeded();
    let told = told(&made.out);
    assert_eq!((told["account"], told["blog"]), (name, blog));
    assert!(told["blog_uuid"].starts_with("t:"));
}

#[test]
fn an_account_a_blog_and_a_client_are_made() {
    for home in Home::each() {
        account(&home, "ada", "walks");
        let uuid = "t:0aY0xL2Fi1OFJg4YxpmegQ";
        let staff = ["blog", "create", "staff", "--account", "ada", "--uuid", uuid, "--title", "The Staff"];
        let blog = home.run(&staff);
        blog.succeeded();
        assert_eq!(blog.out, format!("blog staff\nblog_uuid {uuid}\n"));
        home.run(&staff).refused(1, "is taken");

        let redirect = ["--redirect", "https://app.example/a", "--redirect", "com.example.app:/b"];
        let create = ["client", "create", "My Walks", "--account", "ada"];
        let client = home.run(&[&create[..], &redirect].concat());
        client.succeeded();
        let told = told(&client.out);
        assert_eq!((told.len(), told["consumer_key"].len(), told["consumer_secret"].len()), (2, 50, 50));
        let trusted = home.run(&[&create[..], &["--with-token", "--json"]].concat());
        trusted.succeeded();
        let json: HashMap<String, String> = serde_json::from_str(&trusted.out).unwrap();
        assert!(json["token"].len() == 43 && json["token_secret"].len() == 43 && json.len() == 4);
        home.run(&[&create[..], &["--redirect", "/b"]].concat()).refused(1, "is no redirect address");
        let public = home.run(&[&create[..], &["--public", "--redirect", "com.example.app:/b"]].concat());
        public.succeeded();
        assert!(public.out.starts_with("consumer_key ") && public.out.lines().count() == 1, "{public:?}");
        home.run(&[&create[..], &["--public"]].concat()).refused(1, "needs a redirect address");
        home.run(&[&create[..], &["--public", "--with-token"]].concat()).refused(2, "cannot be used with");
    }
}

#[test]
fn an_imported_blog_finds_its_owner() {
    let home = Home::sqlite();
    let file = home.write("posts.jsonl", post(1, &["istisu"]));
    home.run(&["import", "tumblr-json", &file]).succeeded();
    account(&home, "ada", "spring-walks");
    let eve = home.run(&["account", "create", "eve", "--blog", "spring-walks", "--no-password"]);
    eve.refused(1, "“spring-walks” is taken");
    assert_eq!(home.checked(), 1);
}

#[test]
fn a_password_comes_from_standard_input_too() {
    let home = Home::sqlite();
    account(&home, "ada", "ada");
    let mut command = home.command(&["account", "password", "ada"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("long enough now\n".as_bytes()).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(String::from_utf8(ended.stdout).unwrap(), "account ada\npassword set\napps kept\n");
    let short = home.write("short", "tea\n");
    home.run(&["account", "password", "ada", "--password-file", &short]).refused(1, "at least 10");
    let common = home.write("common", "Password123\n");
    home.run(&["account", "password", "ada", "--password-file", &common])
        .refused(1, "one of the most common ones");
    let good = home.write("good", "four words, not together\n");
    let set = home.run(&["account", "password", "ada", "--end-apps", "--password-file", &good]);
    set.succeeded();
    assert!(set.err.contains("event=\"password_changed\"") && !set.err.contains("four words"), "{set:?}");
    ran(home.command(&["account", "password", "ada"]).stdin(Stdio::null()))
        .refused(2, "no password in standard input");
    home.run(&["account", "password", "eve", "--password-file", &short])
        .refused(2, "there is no account eve");
    home.run(&["account", "password", "ada", "--password-file", "/nowhere"]).refused(2, "cannot be read");
}

#[test]
fn a_site_must_be_there_for_a_blog_or_a_client() {
    let home = Home::sqlite();
    home.run(&["client", "create", "x", "--account", "ada"]).refused(2, "there is no site at");
    account(&home, "ada", "ada");
    home.run(&["blog", "create", "x", "--account", "eve"]).refused(2, "there is no account eve");
}
