//! A database that fails under a running server: what clients are told, and what the log says.

use crate::run::{Home, post, tagstead};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::Gate;

/// A running server whose log is kept.
struct Logged {
    child: Child,
    host: String,
}

impl Logged {
    fn start(home: &Home, log: File) -> Self {
        Self::start_command(&mut home.command(&["serve", "--listen", "127.0.0.1:0"]), log)
    }

    fn start_command(command: &mut Command, log: File) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, host }
    }

    fn status(&self, path: &str) -> u16 {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Logged {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_database_that_is_gone_is_503_and_one_line_of_the_log() {
    let home = Home::sqlite();
    home.run(&["check"]).refused(2, "there is no site");
    let path = home.write("server.log", "");
    let server = Logged::start(&home, File::create(&path).unwrap());
    assert_eq!(server.status("/tagged/honey"), 200);
    let aside = home.file().with_extension("aside");
    std::fs::rename(home.file(), &aside).unwrap();
    // Longer than a round of the worker takes, which meets the failure as well.
    for _ in 0..20 {
        assert_eq!(server.status("/tagged/honey"), 503);
        std::thread::sleep(Duration::from_millis(150));
    }
    let log = std::fs::read_to_string(&path).unwrap();
    let told: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(told.len(), 1, "{log}");
    assert!(told[0].contains("tagstead.sqlite") && told[0].contains("No such file"), "{log}");
    std::fs::rename(&aside, home.file()).unwrap();
    assert_eq!(server.status("/tagged/honey"), 200);
}

#[test]
fn data_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new/data");
    let file = folder.path().join("posts.jsonl");
    std::fs::write(&file, post(1, &["honey"])).unwrap();
    let args = ["import", "tumblr-json", file.to_str().unwrap(), "--data", data.to_str().unwrap()];
    assert!(tagstead(&args).output().unwrap().status.success());
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    assert_eq!(mode(&data.join("tagstead.sqlite")), 0o600);
}

#[test]
fn a_postgresql_that_goes_away_is_503_and_one_line_of_the_log_until_it_is_back() {
    let Some(database) = testkit::postgres::database() else { return };
    let (gate, url) = Gate::before(database.url());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.log");
    let mut command = tagstead(&["serve", "--listen", "127.0.0.1:0", "--database", &url, "--data"]);
    let server = Logged::start_command(command.arg(folder.path().join("data")), File::create(&path).unwrap());
    assert_eq!(server.status("/tagged/honey"), 200);
    gate.shut();
    // Longer than a round of the worker takes, which meets the failure as well.
    for _ in 0..20 {
        assert_eq!(server.status("/tagged/honey"), 503);
        std::thread::sleep(Duration::from_millis(150));
    }
    let log = std::fs::read_to_string(&path).unwrap();
    let told: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(told.len(), 1, "{log}");
    assert!(told[0].contains("the database fails") && told[0].contains("PostgreSQL at 127.0.0.1:"), "{log}");
    gate.reopen();
    let begun = Instant::now();
    while server.status("/tagged/honey") != 200 {
        assert!(begun.elapsed() < Duration::from_secs(5), "the server is back, and the site is not");
    }
}
