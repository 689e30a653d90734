//! Help, bad usage and bad configuration.

use crate::run::{Home, ran, tagstead};
use crate::serve::Server;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn help_names_every_command() {
    let help = ran(&mut tagstead(&["--help"]));
    help.succeeded();
    for command in [
        "demo", "serve", "import", "account", "blog", "client", "check", "bench", "worker", "jobs",
        "migrate", "backup", "restore",
    ] {
        assert!(help.out.contains(command), "{command} is not in:\n{}", help.out);
    }
    ran(&mut tagstead(&["--version"])).succeeded();
    for command in [&["serve"][..], &["demo"], &["import"], &["import", "tag-page"], &["check"], &["bench"]] {
        ran(tagstead(command).arg("--help")).succeeded();
    }
}

#[test]
fn bad_usage_ends_with_2() {
    for args in [
        &[][..],
        &["fly"],
        &["serve", "--listen", "nowhere"],
        &["import"],
        &["import", "tumblr-json"],
        &["import", "tag-page", "page.txt"],
        &["check", "--mend"],
        &["account", "create", "ada"],
        &["account", "create", "not a name", "--blog", "ada"],
        &["blog", "create", "ada", "--account", "ada", "--uuid", "x"],
        &["client", "create", "Walks"],
        &["jobs"],
        &["backup"],
        &["restore"],
        &["migrate", "--undo"],
        &["jobs", "list", "--key", "ada"],
    ] {
        let end = ran(&mut tagstead(args));
        assert_eq!(end.code, Some(2), "{args:?}: {end:?}");
        assert_eq!(end.out, "", "{args:?}");
    }
}

#[test]
fn a_database_that_cannot_be_is_a_matter_of_configuration() {
    let home = Home::sqlite();
    for url in ["mysql://localhost/x", "postgres", "sqlite:", ""] {
        let data = home.path("data");
        let mut command = tagstead(&["serve", "--listen", "127.0.0.1:0", "--database", url, "--data"]);
        ran(command.arg(data)).refused(2, "");
    }
    let closed = "postgres://nobody@127.0.0.1:1/none";
    ran(tagstead(&["check", "--database", closed, "--data"]).arg(home.path("data")))
        .refused(2, "PostgreSQL at 127.0.0.1:1, database none, cannot be reached: ");
    for (url, part) in [
        ("postgres://127.0.0.1:1/none?sslmode=verify-full", "name its file with sslrootcert=FILE"),
        (
            "postgres://127.0.0.1:1/none?sslmode=always",
            "accepted are disable, prefer, require, verify-ca, verify-full",
        ),
    ] {
        ran(tagstead(&["check", "--database", url, "--data"]).arg(home.path("data"))).refused(2, part);
    }
    let root =
        ["check", "--database", "postgres://127.0.0.1:1/none", "--database-root-certificate", "/nonexistent"];
    ran(tagstead(&root).arg("--data").arg(home.path("data")))
        .refused(2, "the root certificate /nonexistent: cannot be read");
    let secret = "postgres://ada:s3cret@127.0.0.1:1/none";
    let end = ran(tagstead(&["check", "--database", secret, "--data"]).arg(home.path("data")));
    end.refused(2, "Connection refused");
    assert!(!end.err.contains("s3cret"), "{end:?}");
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let home = Home::sqlite();
    let names = ["DATABASE_URL", "BASE_URL", "TITLE", "SOURCE_URL", "LOG", "DEMO_PASSWORD"];
    let mut command = tagstead(&["serve", "--listen", "127.0.0.1:0", "--data"]);
    command.arg(home.path("data")).envs(names.map(|name| (format!("TAGSTEAD_{name}"), "")));
    let server = Server::start(&mut command);
    let (status, page) = server.get("/");
    assert!(status == 200 && page.contains("<title>Explore · Tagstead</title>"), "{page}");
    assert_eq!(server.stop(), Some(0));
    assert!(home.path("data").join("tagstead.sqlite").is_file());
    let odd = ran(tagstead(&["check", "--data"]).arg(home.path("data")).env("TAGSTEAD_LOG", "tagstead=loud"));
    odd.refused(2, "TAGSTEAD_LOG “tagstead=loud” cannot be read");
}

#[test]
fn a_base_url_with_a_path_is_refused() {
    let home = Home::sqlite();
    let data = home.path("data");
    let mut serve =
        tagstead(&["serve", "--listen", "127.0.0.1:0", "--base-url", "https://a.example/tags", "--data"]);
    ran(serve.arg(&data)).refused(2, "the site cannot stand under the path /tags");
    let mut export = tagstead(&["export", "", "--data"]);
    ran(export.arg(&data).env("TAGSTEAD_BASE_URL", "https://a.example/tags")).refused(2, "the path /tags");
    let file = home.write("site.toml", "title = \"x\"\nbase-url = \"a.example\"\n");
    let mut serve = tagstead(&["serve", "--config", &file, "--data"]);
    ran(serve.arg(&data)).refused(2, "site.toml line 2: ");
}

#[test]
fn a_log_that_nobody_watches_has_no_colors() {
    let home = Home::sqlite();
    let mut command = home.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut child =
        command.env("TAGSTEAD_LOG", "debug").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.contains("DEBUG") && !line.contains('\u{1b}'), "{line}");
}

#[test]
fn a_site_that_is_not_there_is_not_made_by_a_check() {
    let home = Home::sqlite();
    home.run(&["check"]).refused(2, "there is no site at");
    assert!(!home.file().exists());
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let home = Home::sqlite();
    std::fs::write(home.file(), "a shopping list: tea, honey, bread\n".repeat(300)).unwrap();
    let before = std::fs::read(home.file()).unwrap();
    for args in [&["check"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let end = home.run(args);
        assert!(matches!(end.code, Some(1 | 2)), "{end:?}");
        assert!(end.err.contains("database") && !end.err.contains("panicked"), "{end:?}");
    }
    assert_eq!(std::fs::read(home.file()).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_said() {
    let home = Home::sqlite();
    let file = home.write("file", "in the way");
    let end = ran(&mut tagstead(&["serve", "--listen", "127.0.0.1:0", "--data", &format!("{file}/data")]));
    end.refused(2, &format!("the data folder {file}/data cannot be made: "));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::sqlite();
    let folder = home.path("sealed");
    std::fs::create_dir(&folder).unwrap();
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o500)).unwrap();
    if std::fs::write(folder.join("try"), "").is_ok() {
        // The superuser may write everywhere; /proc lets nobody make files.
        ran(&mut tagstead(&[
            "account",
            "create",
            "ada",
            "--blog",
            "ada",
            "--no-password",
            "--data",
            "/proc",
        ]))
        .refused(2, "the data folder /proc cannot be written to: ");
        return;
    }
    ran(tagstead(&["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&folder))
        .refused(2, &format!("the data folder {} cannot be written to: ", folder.display()));
}
