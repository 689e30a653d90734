//! TLS, proxies and the configuration file, as the command takes them.

use crate::run::Home;
use crate::serve::{Server, get_at};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

fn with(args: &[&str]) -> Vec<String> {
    SERVE.iter().chain(args).map(|arg| (*arg).to_owned()).collect()
}

fn start(home: &Home, args: &[&str]) -> Server {
    let args = with(args);
    Server::start(&mut home.command(&args.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn refused(home: &Home, args: &[&str], words: &str) {
    let args = with(args);
    home.run(&args.iter().map(String::as_str).collect::<Vec<_>>()).refused(2, words);
}

#[test]
fn a_self_signed_site_speaks_https_alone_and_outlives_a_sighup() {
    let home = Home::sqlite();
    let server = start(&home, &["--tls-self-signed", "--tls-name", "more.example"]);
    assert_eq!(server.scheme, "https");
    for file in ["ca.pem", "ca.key", "server.pem", "server.key"] {
        assert!(home.path("data/tls").join(file).is_file(), "{file}");
    }
    let (status, answer) = server.get("/");
    assert_eq!(status, 400);
    assert!(answer.contains("speaks HTTPS"), "{answer}");
    server.tell("HUP");
    assert_eq!(server.get("/").0, 400);
    assert_eq!(server.stop(), Some(0));

    let [certificate, key] = ["server.pem", "server.key"]
        .map(|file| home.path("data/tls").join(file).to_str().unwrap().to_owned());
    let server = start(&home, &["--tls-cert", &certificate, "--tls-key", &key]);
    assert_eq!(server.scheme, "https");
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_site_without_certificates_outlives_a_sighup() {
    let home = Home::sqlite();
    let mut command = home.command(&SERVE);
    let server = Server::start(command.stdin(std::process::Stdio::null()));
    server.tell("HUP");
    // The signal is sent before the request, so a process that it ends does not answer.
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn what_does_not_fit_together_is_bad_usage() {
    let home = Home::sqlite();
    let file = home.write("a.pem", "no certificate");
    refused(&home, &["--tls-cert", &file], "--tls-cert needs its --tls-key");
    refused(&home, &["--tls-key", &file], "--tls-key needs its --tls-cert");
    refused(&home, &["--tls-self-signed", "--tls-cert", &file, "--tls-key", &file], "not both");
    refused(&home, &["--tls-cert", &file, "--tls-key", &file], "a.pem: no certificate");
    refused(&home, &["--tls-cert", "/nowhere.pem", "--tls-key", &file], "/nowhere.pem: cannot be read");
    refused(&home, &["--tls-name", "a.example"], "--tls-name is for --tls-self-signed");
    refused(&home, &["--tls-self-signed", "--tls-name", "a b"], "“a b”");
    refused(&home, &["--trusted-proxy", "everybody"], "everybody");
    refused(&home, &["--config", "/nowhere.toml"], "/nowhere.toml cannot be read");
    let file = home.write("bad.toml", "title = 'x'\nfly = true\n");
    refused(&home, &["--config", &file], "bad.toml line 2: there is no option “fly”");
    let file = home.write("half.toml", "tls-cert = 'x.pem'\n");
    refused(&home, &["--config", &file], "--tls-cert needs its --tls-key");
}

#[test]
fn options_go_before_the_environment_and_that_before_the_file() {
    let home = Home::sqlite();
    let file =
        home.write("site.toml", "title = 'Of the file'\ntrusted-proxy = ['10.0.0.0/8', '192.0.2.1']\n");
    let titled = |command: &mut std::process::Command, title: &str| {
        let server = Server::start(command);
        let (_, page) = server.get("/");
        assert!(page.contains(title), "{title} is not in {page}");
        assert_eq!(server.stop(), Some(0));
    };
    let args = ["serve", "--listen", "127.0.0.1:0", "--config", &file];
    titled(&mut home.command(&args), "Of the file");
    titled(home.command(&args).env("TAGSTEAD_TITLE", "Of the environment"), "Of the environment");
    titled(
        home.command(&args).env("TAGSTEAD_TITLE", "Of the environment").args(["--title", "Of the line"]),
        "Of the line",
    );
}

#[test]
fn metrics_have_an_address_of_their_own_or_a_token() {
    let home = Home::sqlite();
    let (server, lines) = Server::start_and_read(&mut home.command(&with_own_metrics()), 3);
    assert_eq!(server.get("/metrics").0, 404, "not at the site's address");
    let own = lines.iter().find_map(|line| line.trim().strip_prefix("metrics at http://")).unwrap();
    let own = own.strip_suffix("/metrics").unwrap();
    let metrics = get_at(own, "/metrics", "");
    assert!(
        metrics.starts_with("HTTP/1.1 200") && metrics.contains("tagstead_http_responses_total"),
        "{metrics}"
    );
    assert!(get_at(own, "/healthz", "").starts_with("HTTP/1.1 200"));
    assert!(get_at(own, "/tagged/x", "").starts_with("HTTP/1.1 404"), "and nothing else");
    assert_eq!(server.stop(), Some(0));

    let token = "scrape-me-if-you-can";
    let server = Server::start(home.command(&SERVE).env("TAGSTEAD_METRICS_TOKEN", token));
    assert_eq!(server.get("/metrics").0, 401);
    let shown = get_at(server.host(), "/metrics", &format!("Authorization: Bearer {token}\r\n"));
    assert!(shown.starts_with("HTTP/1.1 200"), "{shown}");
    assert_eq!(server.stop(), Some(0));
    refused(&home, &["--metrics-token", "short"], "--metrics-token: use at least 16");
    refused(&home, &["--session-idle-days", "0"], "--session-idle-days");
    refused(&home, &["--hsts-seconds", "soon"], "--hsts-seconds");
}

fn with_own_metrics() -> Vec<&'static str> {
    [&SERVE[..], &["--metrics-listen", "127.0.0.1:0", "--session-idle-days", "7"]].concat()
}
