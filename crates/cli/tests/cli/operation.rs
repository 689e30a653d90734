//! What an operator does with a running server: reads its log, asks whether it is ready, tells it to stop.

use crate::run::{Home, tagstead};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::{Duration, Instant};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// A server whose log is read.
struct Logged {
    child: Child,
    host: String,
    log: BufReader<ChildStderr>,
}

impl Logged {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        let log = BufReader::new(child.stderr.take().unwrap());
        Self { child, host, log }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    fn get(&self, path: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Begins a form whose end does not come; the server is waiting for it when this returns.
    fn begin_form(&self) -> TcpStream {
        let mut stream = self.connect();
        write!(
            stream,
            "POST /sign-in HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: 10\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
            self.host
        )
        .unwrap();
        // It says so when it begins to read the body.
        let mut said = [0; 25];
        stream.read_exact(&mut said).unwrap();
        assert_eq!(&said, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream.write_all(b"name=").unwrap();
        stream
    }

    fn tell(&self, signal: &str) {
        let told = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// The next line of the log that holds a text.
    fn line_with(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.log.read_line(&mut line).unwrap(), 0, "the log ended without “{text}”");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// Waits for the end; the exit code and the rest of the log.
    fn end_of(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.log.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }

    /// Tells it to stop; its exit code.
    fn stopped(self) -> Option<i32> {
        self.tell("TERM");
        self.end_of().0
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        // Ended already where `end` was called.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_stop_waits_for_a_request_that_has_begun_and_takes_no_other() {
    let home = Home::sqlite();
    let mut server = Logged::start(&mut home.command(&SERVE));
    let mut begun = server.begin_form();
    server.tell("TERM");
    server.line_with("told to stop");
    // The port is given up first.
    while TcpStream::connect(&server.host).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
    }
    begun.write_all(b"nobod").unwrap();
    let mut answer = String::new();
    begun.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 403"), "a form without its token: {answer}");
    assert_eq!(server.end_of().0, Some(0));
}

#[test]
fn a_stop_ends_at_its_deadline_and_at_once_when_told_twice() {
    let home = Home::sqlite();
    let mut server = Logged::start(home.command(&SERVE).args(["--shutdown-seconds", "1"]));
    let begun = server.begin_form();
    server.tell("INT");
    server.line_with("told to stop");
    let (code, rest) = server.end_of();
    assert_eq!(code, Some(0));
    assert!(rest.contains("requests were still being answered"), "{rest}");
    drop(begun);

    let mut server = Logged::start(home.command(&SERVE).args(["--shutdown-seconds", "600"]));
    let begun = server.begin_form();
    let told = Instant::now();
    server.tell("TERM");
    server.line_with("told to stop");
    server.tell("TERM");
    let (code, rest) = server.end_of();
    assert_eq!(code, Some(143), "{rest}");
    assert!(rest.contains("a second time") && told.elapsed() < Duration::from_secs(300));
    drop(begun);
}

#[test]
fn a_worker_stops_too() {
    let home = Home::sqlite();
    assert_eq!(Logged::start(&mut home.command(&SERVE)).stopped(), Some(0));
    let mut worker = home.command(&["worker", "--shutdown-seconds", "5"]);
    let mut child = worker.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_log_of_requests_is_chosen_and_may_be_json() {
    let home = Home::sqlite();
    let mut server = Logged::start(home.command(&SERVE).args(["--request-log", "all"]));
    let answer = server.get("/nothing?q=secretword");
    let id = answer.split_once("x-request-id: ").unwrap().1.split("\r\n").next().unwrap().to_owned();
    let line = server.line_with("route=\"unmatched\"");
    assert!(line.contains(&id) && !line.contains("secretword"), "{line}");
    assert_eq!(server.stopped(), Some(0));

    // A filter that lets one kind of line through keeps the id in it.
    let mut command = home.command(&SERVE);
    command.args(["--request-log", "all"]).env("TAGSTEAD_LOG", "off,request=info");
    let mut server = Logged::start(command.env("TAGSTEAD_LOG_FORMAT", "json"));
    server.get("/healthz");
    let line: serde_json::Value = serde_json::from_str(&server.line_with("/healthz")).unwrap();
    assert_eq!((&line["route"], &line["status"]), (&"/healthz".into(), &200.into()), "{line}");
    assert_eq!(line["spans"][0]["id"].as_str().map(str::len), Some(16), "{line}");
    assert_eq!(server.stopped(), Some(0));

    let server = Logged::start(&mut home.command(&SERVE));
    server.get("/nothing");
    server.tell("TERM");
    let (_, log) = server.end_of();
    assert!(!log.contains("unmatched"), "by default what the site answers well has no line: {log}");

    home.run(&["serve", "--request-log", "some"]).refused(2, "off, errors or all");
    let mut odd = tagstead(&["check"]);
    crate::run::ran(odd.env("TAGSTEAD_LOG_FORMAT", "xml")).refused(2, "text or json is accepted");
}

#[test]
fn a_server_is_ready_until_its_disk_or_database_is_not() {
    let home = Home::sqlite();
    let server = Logged::start(home.command(&SERVE).args(["--ready-free-mb", "0"]));
    assert!(server.get("/readyz").ends_with("ready\n"));
    assert_eq!(server.stopped(), Some(0));
    let server = Logged::start(home.command(&SERVE).args(["--ready-free-mb", "4000000000"]));
    let answer = server.get("/readyz");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\ndisk: "), "{answer}");
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert_eq!(server.stopped(), Some(0));
}
