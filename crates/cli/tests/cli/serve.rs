//! The server as a process: its address, its answers, its end.

use crate::run::{Home, post, tagstead};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server, ended with this value.
pub struct Server {
    child: Child,
    /// `http` or `https`.
    pub scheme: String,
    host: String,
    path: String,
}

impl Server {
    /// Starts a command that serves, and waits for the address it prints.
    pub fn start(command: &mut Command) -> Self {
        Self::start_and_read(command, 1).0
    }

    /// The same; also gives so many of the lines it prints.
    pub fn start_and_read(command: &mut Command, count: usize) -> (Self, Vec<String>) {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(count);
        let lines: Vec<String> = lines.map(Result::unwrap).collect();
        let line = lines.first().map_or("", String::as_str);
        let (scheme, address) = line.trim().split_once("://").unwrap_or_else(|| panic!("no address: {line}"));
        let (host, path) = address.split_at(address.find('/').unwrap_or(address.len()));
        let [scheme, host, path] = [scheme, host, path].map(str::to_owned);
        (Self { scheme, host, path, child }, lines)
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Status and whole answer, headers included.
    pub fn get(&self, path: &str) -> (u16, String) {
        let answer = get_at(&self.host, path, "");
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }

    /// Sends a signal.
    pub fn tell(&self, signal: &str) {
        let told = Command::new("kill").args(["-s", signal, &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Tells it to stop as a service manager does; its exit code.
    pub fn stop(mut self) -> Option<i32> {
        self.tell("TERM");
        self.child.wait().unwrap().code()
    }
}

/// The whole answer to a request with these further headers.
pub fn get_at(host: &str, path: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Connection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended where `stop` was called.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_was_imported_is_served_and_the_end_is_clean() {
    for home in Home::each() {
        let file = home.write("posts.jsonl", (1..=45).map(|id| post(id, &["istisu"])).collect::<String>());
        home.run(&["import", "tumblr-json", &file]).succeeded();
        let server = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]));
        assert_eq!(server.get("/healthz").0, 200);
        let (status, page) = server.get("/tagged/istisu");
        assert_eq!(status, 200);
        assert!(page.contains("data-total=\"45\""), "{page}");
        assert_eq!(page.matches("<article").count(), 20);
        for path in ["/", "/@spring-walks", "/tagged/istisu/rss", "/search?q=trough", "/@spring-walks/7"] {
            let (status, _) = server.get(path);
            assert!(matches!(status, 200 | 301 | 302 | 307 | 308), "{status} at {path}");
        }
        assert_eq!(server.stop(), Some(0));
        assert_eq!(home.checked(), 45);
    }
}

#[test]
fn requests_that_make_no_sense_are_answered() {
    let home = Home::sqlite();
    let server = Server::start(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]));
    let long = format!("/search?q={}", "a".repeat(60_000));
    for path in [
        "/tagged/",
        "/tagged/%",
        "/tagged/%ff%fe",
        "/tagged/%00",
        "/tagged/x?before=-1",
        "/@/1/x",
        "/@a/99999999999999999999/x",
        "/tagged/x?before=99999999999999999999999",
        "/search?q=%28%28%28%28",
        "/media/../../etc/passwd",
        "/media/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/tagged/x?type=&lang=&sort=",
        "/search?q=%F0%9F%8D%AF",
        &long,
    ] {
        let (status, answer) = server.get(path);
        assert!((200..500).contains(&status), "{status} at {}", &path[..path.len().min(60)]);
        assert!(!answer.contains("root:"), "{path}");
    }
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_said() {
    let home = Home::sqlite();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    home.run(&["serve", "--listen", &address])
        .refused(2, &format!("{address} cannot be listened on: Address already in use"));
}

#[test]
fn a_site_without_accounts_says_how_to_make_one() {
    for home in Home::each() {
        let opening = || {
            let mut command = home.command(&["serve", "--listen", "127.0.0.1:0"]);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut out = BufReader::new(child.stdout.take().unwrap());
            let mut address = String::new();
            out.read_line(&mut address).unwrap();
            let stopped =
                Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap();
            assert!(stopped.success() && child.wait().unwrap().success());
            let mut rest = String::new();
            out.read_to_string(&mut rest).unwrap();
            rest
        };
        let said = opening();
        assert!(said.starts_with("No account exists yet. Make one: tagstead account create NAME"), "{said}");
        assert!(said.contains("--database URL") && !said.contains(home.url()), "{said}");
        home.run(&["account", "create", "ada", "--blog", "ada", "--no-password"]).succeeded();
        assert_eq!(opening(), "", "{}", home.url());
    }
}

#[test]
fn the_demo_opens_on_its_tag() {
    let server =
        Server::start(&mut tagstead(&["demo", "--listen", "127.0.0.1:0", "--clock", "2026-11-22T12:00:00Z"]));
    assert_eq!(server.path, "/tagged/kalbajar");
    let (status, page) = server.get(&server.path);
    assert_eq!(status, 200);
    assert_eq!(page.matches("<article").count(), 20);
    assert_eq!(server.stop(), Some(0));
}

/// One request and its whole answer.
fn ask(host: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.split_once(after).unwrap().0
}

#[test]
fn the_demo_says_how_to_sign_in() {
    let mut command = tagstead(&["demo", "--listen", "127.0.0.1:0", "--password", "honey and tea"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = lines.next().unwrap();
    assert_eq!(lines.next().unwrap(), "Sign in as demo with the password honey and tea");
    let host = between(&address, "http://", "/");
    let head = format!("Host: {host}\r\nConnection: close\r\n");
    let page = ask(host, &format!("GET /sign-in HTTP/1.1\r\n{head}\r\n"));
    assert!(page.contains("tagstead account create"), "{page}");
    let token = between(&page, "name=\"form_token\" value=\"", "\"");
    let cookie = between(&page, "set-cookie: ", ";");
    let form = format!("form_token={token}&name=demo&password=honey+and+tea");
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let length = form.len();
    let answer = ask(
        host,
        &format!(
            "POST /sign-in HTTP/1.1\r\n{head}Cookie: {cookie}\r\n{kind}\r\nContent-Length: {length}\r\n\r\n{form}"
        ),
    );
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("location: /account"), "{answer}");
    child.kill().unwrap();
    child.wait().unwrap();
    let refused = tagstead(&["demo", "--listen", "127.0.0.1:0", "--password", "short"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("use at least 10"), "{refused:?}");
}
