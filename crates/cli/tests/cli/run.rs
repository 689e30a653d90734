//! Runs the command as a person would.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use testkit::Database;

/// A data folder and a database of its own.
pub struct Home {
    folder: TempDir,
    database: Database,
}

impl Home {
    /// One home for each kind of database.
    pub fn each() -> Vec<Self> {
        testkit::databases().into_iter().map(Self::of).collect()
    }

    /// A home on SQLite.
    pub fn sqlite() -> Self {
        Self::of(testkit::sqlite())
    }

    fn of(database: Database) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), database }
    }

    /// As in `TAGSTEAD_DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.database.url
    }

    /// A path in the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The file of the SQLite database.
    pub fn file(&self) -> &Path {
        Path::new(self.database.url.strip_prefix("sqlite:").unwrap())
    }

    /// Writes a file for a command to read.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The command, ready to run on this home.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = tagstead(args);
        command.arg("--data").arg(self.path("data")).args(["--database", &self.database.url]);
        command
    }

    /// Runs the command to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        ran(&mut self.command(args))
    }

    /// The number of posts, from a check that must find nothing wrong.
    pub fn checked(&self) -> u64 {
        let check = self.run(&["check"]);
        check.succeeded();
        // What the database was not asked stands before.
        let last = check.out.lines().last().unwrap();
        let (posts, rest) = last.split_once(" posts, ").unwrap();
        assert_eq!(rest, "0 differences", "{} {check:?}", self.database.label);
        posts.parse().unwrap()
    }
}

/// The command without a home.
pub fn tagstead(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tagstead"));
    command
        .args(args)
        .env_remove("TAGSTEAD_DATABASE_URL")
        .env_remove("TAGSTEAD_LOG")
        .env_remove("TAGSTEAD_MEDIA")
        .env_remove("TAGSTEAD_BASE_URL")
        .env_remove("TAGSTEAD_SOURCE_URL");
    command
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Asserts exit code 0.
    pub fn succeeded(&self) {
        assert_eq!(self.code, Some(0), "{self:?}");
    }

    /// Asserts an exit code, a message that holds `part`, and that no panic was behind it.
    pub fn refused(&self, code: i32, part: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(self.err.contains(part), "“{part}” is not in {self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert_eq!(self.out, "", "results alone belong on standard output");
    }
}

/// Runs a command to its end.
pub fn ran(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: status.code(), out: text(stdout), err: text(stderr) }
}

/// A file of the project's own fixtures.
pub fn fixture(name: &str) -> String {
    format!("{}/../../fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// One text post in the Tumblr API's legacy form, on a line.
pub fn post(id: u64, tags: &[&str]) -> String {
    format!(
        "{{\"type\":\"text\",\"blog_name\":\"spring-walks\",\"id\":{id},\"timestamp\":{},\"tags\":{tags:?},\
         \"body\":\"<p>Spring number {id} runs into a wooden trough.</p>\",\"note_count\":{}}}\n",
        1_600_000_000 + id * 61,
        id % 7
    )
}
