use super::*;
use crate::Arguments;

fn words(outcome: Result<Command, Failure>) -> String {
    match outcome {
        Err(Failure::Usage(words)) => words,
        _ => panic!("it was accepted"),
    }
}

fn of(text: &str) -> Result<Command, Failure> {
    complete_command(Arguments::command(), Path::new("site.toml"), text)
}

fn given(text: &str, args: &[&str], id: &str) -> Vec<String> {
    let Ok(command) = of(text) else { panic!("{text}: {}", words(of(text))) };
    let matches = command.try_get_matches_from(["tagstead", "serve"].iter().chain(args)).unwrap();
    let serve = matches.subcommand_matches("serve").unwrap();
    let raw = serve.get_raw(id).into_iter().flatten();
    raw.map(|value| value.to_str().unwrap().to_owned()).collect()
}

const FULL: &str = r#"
title = "Tags of the valley"   # a comment
listen = "127.0.0.1:0"
database-url = "sqlite:here.sqlite"
tls-self-signed = true
tls-name = ["a.example", "b.example"]
trusted-proxy = "10.0.0.0/8"
api-limit-key-day = 7_000
clock = 2026-11-22T12:00:00Z
"#;

#[test]
fn the_file_stands_in_for_options_that_are_not_given() {
    assert_eq!(given(FULL, &[], "title"), ["Tags of the valley"]);
    assert_eq!(given(FULL, &["--title", "Given"], "title"), ["Given"]);
    assert_eq!(given(FULL, &[], "tls_name"), ["a.example", "b.example"]);
    assert_eq!(given(FULL, &["--tls-name", "c.example"], "tls_name"), ["c.example"]);
    assert_eq!(given(FULL, &[], "trusted_proxy"), ["10.0.0.0/8"]);
    assert_eq!(given(FULL, &[], "database"), ["sqlite:here.sqlite"]);
    assert_eq!(given(FULL, &[], "api_limit_key_day"), ["7000"]);
    assert_eq!(given(FULL, &[], "tls_self_signed"), ["true"]);
    assert_eq!(given(FULL, &[], "clock"), ["2026-11-22T12:00:00Z"]);
    // Without one, the database decides.
    assert_eq!(given("", &[], "title"), [""; 0]);
    assert_eq!(given("crawling = false", &[], "crawling"), ["false"]);
    assert_eq!(given("crawling = 'no'", &[], "crawling"), ["no"]);
}

#[test]
fn what_is_not_accepted_is_said_with_its_line() {
    for (text, expected) in [
        ("title = 'x'\n\nfly = 1", "site.toml line 3: there is no option “fly”"),
        ("config = 'other.toml'", "line 1: there is no option “config”"),
        ("help = true", "line 1: there is no option “help”"),
        ("base_url = 'https://a.example'", "line 1: there is no option “base_url”"),
        ("\ntitle = ", "line 2: "),
        ("title = 'a'\ntitle = 'b'", "line 2: duplicate key"),
        ("\n\nlisten = 'nowhere'", "line 3: invalid value 'nowhere' for '--listen <ADDRESS>'"),
        ("listen = ['127.0.0.1:1']", "line 1: listen: one value is accepted"),
        ("tls-self-signed = 'yes'", "line 1: tls-self-signed: true or false is accepted"),
        ("trusted-proxy = ['10.0.0.0/99']", "line 1: invalid value '10.0.0.0/99'"),
        ("trusted-proxy = [['10.0.0.0/9']]", "line 1: trusted-proxy: a text or a number is accepted"),
        ("api-limit-key-day = -1", "line 1: invalid value '-1'"),
        ("api-limit-key-day = 1.5", "line 1: invalid value '1.5'"),
        ("[serve]\ntitle = 'x'", "line 1: there is no option “serve”"),
        ("crawling = 'maybe'", "line 1: invalid value 'maybe'"),
        ("title = true", "line 1: title: a text or a number is accepted"),
        ("join-above = 2", "line 1: invalid value '2' for '--join-above <SCORE>'"),
        ("[title]\nx = 'x'", "line 1: title: a text or a number is accepted"),
    ] {
        let words = words(of(text));
        assert!(words.contains(expected), "{text:?}: {words}");
    }
}
